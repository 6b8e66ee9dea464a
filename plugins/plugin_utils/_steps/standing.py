# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A standing order, which runs again and again: where nothing is left to do, the site's other steps are passed by.

Such a run asks of copies and shares what its own steps would do, in check mode. It asks no consumer, does not look at
the RAM role and leaves no record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...module_utils._migration.wording import choice_text, matched_line, skipped_lines
from .check import copy_arguments, is_sharing, share_arguments
from .choice import check_choice, is_standing
from .look import find_images, say_found
from .site import Site
from .users_found import users_left
from .work import usable_images

# Groups of the play's inventory, by which the playbook knows whether its other plays are needed.
IDLE, BUSY = "imageops_idle", "imageops_busy"
Step = Callable[[Site], dict[str, Any]]


def look(site: Site) -> dict[str, Any]:
    """Find the images, and of a standing order whether all is done."""
    find_images(site)
    decided = site.state["decided"]
    site.state["idle"] = may_be_idle(site) and is_done(site)
    if site.state["idle"]:
        site.state["has_work"] = False
        matched = matched_line(choice_text(site.values), (), len(site.state["images"]))
        site.say(f"{matched}: nothing to do", *skipped_lines(decided["rows"]))
    else:
        site.state.pop("checked", None)
        say_found(site)
    return {"images": len(site.state["images"]), "counts": decided["counts"], **group_of(site)}


def may_be_idle(site: Site) -> bool:
    """Is this a run that may end early: nothing else is asked of it than to do what is left to do."""
    values = site.values
    asks_more = site.state.get("plan") or values["approved_digest"] or values["ids"] or values["must_prove"]
    does_all = not site.in_check_mode and {"copy", "share"} <= set(site.steps)
    return site.playbook == "migrate_images" and is_standing(site) and does_all and not asks_more


def is_done(site: Site) -> bool:
    """Would neither copying nor sharing do anything. The findings are kept as those steps would keep them."""
    site.state["checked"] = {"copies": [], "image_map": {}}
    if site.state["decided"]["copies"]:
        answer = site.call("image_copy", check=True, **copy_arguments(site))
        if would_do(answer) or any(copy["state"] != "available" for copy in answer["copies"]):
            return False
        site.state["checked"] = {"copies": answer["copies"], "image_map": answer["image_map"]}
    shares = []
    arguments = share_arguments(site) | ({"unshare_source": True} if site.values["unshare_sources"] else {})
    for region, image_ids in usable_images(site).items() if is_sharing(site) else ():
        answer = site.call("image_share", check=True, region=region, image_ids=image_ids, **arguments)
        if would_do(answer):
            return False
        shares += answer["shares"]
    if users_left(site):
        return False
    site.state |= {"copied": site.state["checked"], "shares": shares}
    return True


def would_do(answer: Mapping[str, Any]) -> bool:
    """Would a module change anything, or could not know. Its failure is reported by the step that is then done."""
    return bool(answer.get("failed") or answer.get("changed"))


def group_of(site: Site) -> dict[str, str]:
    """Return the group of a site. Where none is idle there is no group, and every play is needed."""
    if site.state["idle"]:
        return {"group": IDLE}
    is_left = site.playbook == "migrate_images" and (is_standing(site) or site.has_group(IDLE))
    return {"group": BUSY} if is_left else {}


def unless_idle(step: Step) -> Step:
    """Return a step that an idle site passes by; the choice is judged over all sites, as ever."""

    def do(site: Site) -> dict[str, Any]:
        if not site.state.get("idle"):
            return step(site)
        check_choice(site)
        return {}

    return do
