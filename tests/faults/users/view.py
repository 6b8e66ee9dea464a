# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Two states of a world of users, and what both the rules and their tests ask of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.scenario import OWNER, World
from tests.faults.users.scenario import REGION, Chapter

Thing = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A state of the world before all runs, and one at some moment. `image_map` has the new ids by old one.

    `origin` is the world before the run that the chapter undoes; empty for a chapter that undoes none.
    """

    before: World
    now: World
    chapter: Chapter
    image_map: Mapping[str, str]
    key: str = ""
    origin: World = field(default_factory=dict)


def name_of(item: Thing) -> str:
    """The id of a thing; a parameter of OOS has a name alone."""
    return str(item["id"] if "id" in item else item["name"])


def things(world: World, part: str, account: str = OWNER) -> dict[str, Thing]:
    """What an account has of a part of the region, by id."""
    region = world["accounts"][account]["regions"].get(REGION, {})
    return {name_of(item): item for item in region.get(part, ())}


def is_launchable(world: World, image_id: str, account: str) -> bool:
    """Can an account launch from one of the owner's images."""
    image = things(world, "images").get(image_id)
    if image is None or image["status"] != "Available":
        return False
    return account == OWNER or account in image["shared_with"]
