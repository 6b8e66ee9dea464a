# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Image families that give old images: copies that are in no family yet, and what may become of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.faults.scenario import OWNER
from tests.faults.users.scenario import REGION, Chapter
from tests.faults.users.view import View, things

# Where an image is put that was taken out of its family again: ECS leaves no image without one that had one.
SET_ASIDE = "imageops-undone"
ELSEWHERE = "past"
Thing = dict[str, Any]


def loosen_copies(draw: Random, world: Thing, image_map: Mapping[str, str]) -> None:
    """Let copies be in no family, in another one, or still in that of their source."""
    for image in world["accounts"][OWNER]["regions"][REGION]["images"]:
        if image["id"] in image_map.values():
            family = image["family"]
            image["family"] = draw.choices(("", family, ELSEWHERE), (6, 3, 1))[0]


def families_kept(view: View) -> Iterator[str]:
    """Old and other images stay in their families. A new one joins its old one's, or leaves it when that is undone."""
    now = things(view.now, "images")
    old_of = {new: old for old, new in view.image_map.items()}
    for image_id, was in things(view.before, "images").items():
        family = now[image_id]["family"] if image_id in now else was["family"]
        if family not in (was["family"], *_allowed(view, old_of.get(image_id, ""), was["family"])):
            yield f"{image_id} was in {was['family'] or 'no family'} and is in {family or 'none'}"


def _allowed(view: View, old: str, was: str) -> Iterator[str]:
    source = things(view.before, "images").get(old, {}).get("family", "")
    if source and view.chapter is Chapter.REPOINT and was in ("", SET_ASIDE):
        yield source
    if source and view.chapter is Chapter.UNDO and was == source and _joined(view, old, source):
        yield SET_ASIDE


def _joined(view: View, old: str, source: str) -> bool:
    """Did the run that is undone put the copy into this family."""
    return bool(things(view.origin, "images")[view.image_map[old]]["family"] != source)
