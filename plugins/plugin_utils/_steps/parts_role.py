# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Let the consumers' ECS use the key of snapshots: the RAM role of images that are shared in parts."""

from __future__ import annotations

from collections.abc import Sequence

from ...module_utils._migration.wording import count_of
from ...module_utils._model.role import SNAPSHOT_SHARE_ROLE
from .failures import failure_of
from .site import Site


def account_has_parts(site: Site) -> bool:
    """Has any site of the account."""
    rows = (
        row
        for _host, state in site.others()
        if state.get("account") == site.account
        for row in state.get("decided", {}).get("rows", ())
    )
    return any(row["data_disks"] for row in rows)


def prepare_parts(site: Site, accounts: Sequence[str]) -> None:
    """Let the consumers' ECS use the key of snapshots, too."""
    if not account_has_parts(site):
        return
    answer = site.call("image_share_role", role_name=SNAPSHOT_SHARE_ROLE, accounts=list(accounts))
    if answer.get("failed"):
        site.state["unprepared"] = failure_of(answer)
        site.record_failure(site.state["unprepared"], answer.get("error"))
        return
    verb = "would trust" if site.in_check_mode and answer.get("changed") else "trusts"
    trusted = len(answer["role"]["trusted_accounts"])
    site.say(f"{answer['role']['name']} {verb} {count_of(trusted, 'account')}")


def distrust_parts(site: Site, accounts: Sequence[str]) -> None:
    """Take accounts that ECS does not know out of that role's trust."""
    if account_has_parts(site):
        answer = site.call("image_share_role", role_name=SNAPSHOT_SHARE_ROLE, accounts=list(accounts), state="absent")
        if answer.get("failed"):
            site.record_failure(failure_of(answer), answer.get("error"))
