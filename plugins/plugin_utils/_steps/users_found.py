# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The users of images that a migration copies: what such a request needs, who they are, what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ...module_utils._migration.wording import STATE_WORDS, count_of
from ...module_utils._model.errors import InvalidInput
from ...module_utils._repoint.migrated import goals, held_back, others_than, predicted, with_unmade
from ...module_utils._repoint.users import due
from ...module_utils._variables.variable import MIGRATE
from .failures import StepFailed
from .moved_users import check_changes
from .repoint import kinds_of, region_of, users_of
from .site import Site


def is_moving(site: Site) -> bool:
    """Does this migration move users of the images that it copies."""
    return site.playbook == MIGRATE and "repoint" in site.steps


def check_moving(site: Site) -> None:
    """Refuse a migration that cannot move users, before anything is looked at. Raises InvalidInput."""
    if not is_moving(site):
        return
    values = site.values
    kinds = ", ".join(values["repoint"])
    if values["plan"]:
        remedy = "Apply the plan without it, then move the users with repoint_images."
        raise InvalidInput("images_repoint", kinds, "does not go with images_plan, which has no users", remedy)
    region = region_of(site)
    if values["destination_regions"] and region not in values["destination_regions"]:
        problem = f"would move nothing, since no copy is made in {region}, where the users of the images are"
        raise InvalidInput("images_repoint", kinds, problem, "Add the region to images_destination_regions.")
    if not values["report_dir"] and not site.in_check_mode:
        remedy = "Give an existing directory: rollback_images goes by the record there."
        raise InvalidInput("images_report_dir", "", "is needed to move users", remedy)


def find_users(site: Site) -> list[str]:
    """Find the users that will be moved, and return what is said of them. Raises StepFailed for what cannot be."""
    if not is_moving(site):
        return []
    site.state["account_id"] = site.state["caller"]["account_id"]
    if not site.in_check_mode:
        check_changes(site)
    region = region_of(site)
    old_ids = [
        row["image_id"]
        for row in site.state["decided"]["rows"]
        if row["action"] == "copy" and row["destination_region"] == region
    ]
    copies = [copy for copy in site.state["checked"]["copies"] if copy["region"] == region]
    made = {copy["source_image_id"]: copy["image_id"] or "" for copy in copies}
    image_map = with_unmade(old_ids, made)
    rows = predicted(users_of(site, kinds_of(site), image_map)) if image_map else []
    lost = {copy["source_image_id"]: STATE_WORDS["failed"] for copy in copies if copy["state"] == "failed"}
    stays = held_back(rows, lost)
    site.state |= {"users": [*others_than(rows, stays), *stays], "replaced": len(image_map)}
    return [f"{count_of(len(due(site.state['users'])), 'user')} to move"]


def users_left(site: Site) -> bool:
    """Would users be moved now that every copy is there. Raises StepFailed if they cannot be read."""
    image_map = site.state["checked"]["image_map"].get(region_of(site), {}) if is_moving(site) else {}
    image_map = {old: new for old, new in image_map.items() if new != old}
    return bool(image_map and due(users_of(site, kinds_of(site), image_map)))


def check_number(site: Site) -> None:
    """Refuse to move more users than are allowed, over all sites that were looked at. Raises StepFailed."""
    total = sum(len(due(state.get("users", []))) for _host, state in site.others())
    most = site.values["repoint_max"]
    if not is_moving(site) or total <= most or site.values["repoint_confirm"]:
        return
    what = f"{count_of(total, 'user')} would be moved, and repoint_max is {most}"
    if not site.in_check_mode:
        raise StepFailed(f"Nothing was done: {what}. Read the list in check mode, then set repoint_confirm: true.")
    if site.speaks_for_all:
        site.say_all(f"{what}: the run itself needs repoint_confirm: true")


def goals_of_users(site: Site) -> dict[str, Any]:
    """Return what a plan has of users: what an approval of it is for. Nothing where none are moved."""
    if not is_moving(site):
        return {}
    found = goals(site.state["users"], site.state.get("options", {}).get("kms_key_id") or "")
    return {"users": found} if found else {}


def users_line(states: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Return the line that counts the users of all sites by what became of them; none where there are no users."""
    counts = Counter(row["state"] for _host, state in states for row in state.get("users", []))
    counted = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
    return [f"users    {counted}"] if counted else []


def any_moved(states: Iterable[tuple[str, Mapping[str, Any]]]) -> bool:
    """Return whether a user was moved, or may have been."""
    return any(row["state"] in ("changed", "failed") for _host, state in states for row in state.get("users", []))
