# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Move the users of images that a migration copied to the copies that are ready by this run."""

from __future__ import annotations

from typing import Any

from ...module_utils._migration.wording import STATE_WORDS, count_of
from ...module_utils._model.errors import ImageopsError
from ...module_utils._repoint.migrated import among, held_back, key, others_than
from ...module_utils._repoint.users import due
from .bounds import bounded
from .failures import StepFailed, words_of
from .repoint import carry_out, kinds_of, region_of, say_users, users_and_difference, users_of
from .result import site_report
from .site import Site
from .users_found import is_moving

READY = "ready"


def repoint_ready(site: Site) -> dict[str, Any]:
    """Move the users that were found to the copies that are ready. A failure is left to the record and the step end."""
    if not is_moving(site) or site.state.get("idle"):
        return {}
    try:
        return _moved(site)
    except (StepFailed, ImageopsError) as error:
        text = words_of(error).replace("Nothing was done", "Moving users ended early", 1)
        site.record_failure(text, getattr(error, "error", None))
        return bounded("users", site.state.get("users", []))


def _moved(site: Site) -> dict[str, Any]:
    found = site.state["users"]
    if site.in_check_mode:
        say_users(site, site.state["replaced"], found)
        return {"changed": False, **bounded("users", found)}
    copies, states = _copies(site)
    stays = held_back(found, states)
    seen = users_of(site, kinds_of(site), copies) if copies else []
    # What came since the check is of the next run, because the approval does not have it.
    now = among(seen, {key(row) for row in found})
    site.state["users"] = [*others_than(now, stays), *stays]
    say_users(site, len(copies), site.state["users"])
    if later := len(due(others_than(seen, found))):
        site.say(f"{count_of(later, 'user')} more came since the check. Run it again to move them.")
    going = due(site.state["users"])
    if going:
        carry_out(site, going)
    return users_and_difference(site, going)


def _copies(site: Site) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ready copies by the image in whose place they are, and what the others are, in words."""
    region = region_of(site)
    rows = [
        row
        for row in site_report(site, site.name, site.state)["images"]
        if row["action"] == "copy" and row["destination_region"] == region and row["new_image_id"] != row["image_id"]
    ]
    ready = {row["image_id"]: row["new_image_id"] for row in rows if row["state"] == READY}
    return ready, {row["image_id"]: STATE_WORDS[row["state"]] for row in rows if row["state"] != READY}
