# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Refuse to do anything but what a plan file or an approval says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...module_utils._migration import approval
from ...module_utils._migration.plan_check import new_images, plan_differences, request_differences
from ...module_utils._migration.wording import count_of, names_text
from .failures import StepFailed
from .site import Site

LISTED_AT_MOST = 20


def compare(site: Site, taken: Mapping[str, Any]) -> None:
    """Refuse to go on if the request or the world is not what the plan was made with. Raises StepFailed."""
    planned, images = site.state["planned"], site.state["images"]
    changed = request_differences(taken, planned["request"]) + plan_differences(
        taken, planned["rows"], planned["account"]
    )
    if changed:
        more = f" and {len(changed) - LISTED_AT_MOST} more" if len(changed) > LISTED_AT_MOST else ""
        made = taken.get("made") or "another day"
        raise StepFailed(
            f"images_plan: {count_of(len(changed), 'change')} since the plan was made on {made}, and nothing "
            f"was done. {'; '.join(changed[:LISTED_AT_MOST])}{more}. Make a new plan with plan_images."
        )
    if new := new_images(taken, images):
        site.say(f"{count_of(len(new), 'image')} not in the plan: {names_text(new)}; skipped")


def compare_approved(site: Site, approved: Mapping[str, Any]) -> None:
    """Refuse to do anything but what was approved for this site. Raises StepFailed with the differences."""
    planned = site.state["planned"]
    mine = approved.get(site.name, {"goals": {}, "digest": ""} if approval.goals(planned) else None)
    changed = approval.approval_differences(mine, planned) if mine is not None else []
    if changed:
        more = f" and {len(changed) - LISTED_AT_MOST} more" if len(changed) > LISTED_AT_MOST else ""
        raise StepFailed(
            f"images_approved_digest: {count_of(len(changed), 'difference')} from what was approved for {site.name}, "
            f"and nothing was done. {'; '.join(changed[:LISTED_AT_MOST])}{more}. Approve a new plan."
        )
    site.say("as approved")
