# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Look into the accounts that have images to retire, with their own credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ...module_utils._core.tables import table_lines
from ...module_utils._retire.consumers import Accepted, AccountView, Judgement, accounts_of, judge
from .failures import failure_of
from .site import Site
from .verify import NO_CREDENTIALS, consumer_credentials, prove_account

HEADER = ("account", "user", "id", "image", "launches")


def judge_consumers(
    site: Site,
    region: str,
    image_map: Mapping[str, str],
    images: Mapping[str, Mapping[str, Any]],
    former: Mapping[str, Sequence[str]],
) -> Judgement:
    """Look at each account once for all its images, and return what that says. Reads only, in check mode, too."""
    values, now = site.values, datetime.now(UTC)
    wanted = {
        old: accounts_of(images[old], former, now, values["retire_after_days"]) for old in image_map if old in images
    }
    by_account: dict[str, list[str]] = {}
    for image_id, accounts in wanted.items():
        for account in accounts:
            by_account.setdefault(account, []).append(image_id)
    views = {
        account: look_at(site, account, region, {old: image_map[old] for old in found})
        for account, found in sorted(by_account.items())
    }
    rows = [
        [view.account, item["name"] or item["id"], item["id"], item["image_id"], "yes" if item["active"] else "no"]
        for view in views.values()
        for item in view.references
    ]
    site.say(*table_lines(HEADER, rows, whole=("account", "id", "image")))
    deprecated = [image_id for image_id in wanted if images[image_id]["status"] == "Deprecated"]
    accepted = Accepted(
        accounts=values["retire_unseen_accounts"],
        kinds=values["retire_accept_unknown"],
        inactive=values["retire_accept_inactive"],
    )
    return judge(wanted, image_map, deprecated, views, accepted)


def look_at(site: Site, account: str, region: str, image_map: Mapping[str, str]) -> AccountView:
    """Return whether an account sees copies, and what it has that uses the old images."""
    credentials = consumer_credentials(site, account)
    if not credentials:
        return AccountView(account=account, why=NO_CREDENTIALS)
    found = site.call("image_reference_info", connection=credentials, region=region, image_ids=list(image_map))
    if found.get("failed"):
        return AccountView(account=account, why=failure_of(found))
    if found["account_id"] != account:
        why = f"the credentials given for this account belong to account {found['account_id']}"
        return AccountView(account=account, why=why)
    return AccountView(
        account=account,
        proofs=prove_account(site, account, region, list(image_map.values())),
        references=found["references"],
        unknown={row["kind"]: row["reasons"] for row in found["kinds"] if row["state"] == "unknown"},
    )
