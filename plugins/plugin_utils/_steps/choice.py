# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Judge the choice of images over all sites of the play: what matches nowhere was probably not meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...module_utils._migration.wording import choice_text
from .failures import StepFailed
from .site import Site

CHOICES = ("ids", "names", "tags", "families")
# Playbooks that look at every image unless some are chosen.
WHOLE_BY_DEFAULT = ("audit_images", "verify_images")


def is_chosen(site: Site) -> bool:
    """Are certain images chosen."""
    return any(site.values[key] for key in CHOICES)


def is_standing(site: Site) -> bool:
    """Does the choice move with time, as that of an order which runs again and again does."""
    return bool(site.values["newest"] or site.values["created_within"])


def moving(site: Site) -> dict[str, Any]:
    """Return what image_info takes of a choice that moves with time.

    A plan was made of what was chosen then, and by now other images are the newest: of a plan its images are taken.
    """
    if is_standing(site) and (plan := site.state.get("plan")):
        return {"image_ids": sorted({row["image_id"] for row in plan["rows"]})}
    return {name: site.values[name] or None for name in ("newest", "created_within")}


def is_slice(site: Site) -> bool:
    """Are these some of the sites that a plan was approved for; the others are in other jobs, and the plan saw all."""
    return bool(set(site.values["approved_digest"]) - set(site.hosts))


def check_choice(site: Site) -> None:
    """Refuse a choice that matches nothing at any site, and ids that no site has. Raises StepFailed.

    Nothing is judged while a site has not looked, or could not. So where sites do not wait for each other, the last one
    judges.
    """
    if site.playbook in WHOLE_BY_DEFAULT and not is_chosen(site):
        return
    states = [state for _host, state in site.others()]
    if any(_images(state) is None for state in states) or is_slice(site):
        return
    known = {image["image_id"] for state in states for image in _images(state) or ()}
    # Where copies stand for images.
    known.update(image_id for state in states for image_id in state.get("found", ()))
    unknown = [image_id for image_id in site.values["ids"] if image_id not in known]
    if unknown:
        where = "in this account and region" if len(states) == 1 else "at any site"
        verb = "is not an image" if len(unknown) == 1 else "are not images"
        what = f"images_ids: {', '.join(unknown)} {verb} {where}, so nothing was done."
        raise StepFailed(_with_remedy(site, what, "Correct the ids, or the region."))
    if any(map(image_count, states)) or site.values["allow_empty"]:
        return
    nearest = list(dict.fromkeys(name for state in states for name in state.get("nearest", ())))
    like = f"The nearest names are {', '.join(nearest)}. " if nearest else ""
    what = f"No image matches {choice_text(site.values)}, so nothing was done."
    remedy = f"{like}Correct the choice, or set images_allow_empty: true if an empty match is expected."
    raise StepFailed(_with_remedy(site, what, remedy))


def image_count(state: Mapping[str, Any]) -> int:
    """Return how many images a site has of the choice; a large audit lists only some of them."""
    audit = state.get("audit")
    return int(audit["summary"]["total"]) if audit else len(state.get("images") or ())


def _images(state: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] | None = state.get("audit", state).get("images")
    return found


def _with_remedy(site: Site, what: str, remedy: str) -> str:
    """Return what is said: by one site all of it."""
    return f"{what} {remedy}" if site.speaks_for_all else what
