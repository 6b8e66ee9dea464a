# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Worlds of image families to move, and the rule about them sees a world that breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.state.cloud import Cloud
from emulator.world.dump import dump
from emulator.world.load import load
from tests.faults.scenario import OWNER
from tests.faults.users.episode import differences, state_of
from tests.faults.users.families import SET_ASIDE
from tests.faults.users.moments import at_any_moment
from tests.faults.users.scenario import REGION, Chapter
from tests.faults.users.trouble import make_scenario
from tests.faults.users.view import View
from tests.faults.worlds import CONSUMERS

World = dict[str, Any]
IMAGE_MAP = {"m-1": "m-1-copy"}


def world(copy: str = "", old: str = "web", other: str = "") -> World:
    """An old image, its copy and another image in these families."""
    families = {"m-1": old, "m-1-copy": copy, "m-other": other}
    images = [
        {"id": name, "family": family, "created": f"202{number}-01-01T00:00:00Z"}
        for number, (name, family) in enumerate(families.items())
    ]
    cloud = Cloud()
    regions: World = {name: {"regions": {REGION: {}}} for name in CONSUMERS}
    load(cloud, {"accounts": {OWNER: {"regions": {REGION: {"images": images}}}, **regions}})
    return dump(cloud)


def found(before: World, now: World, chapter: Chapter = Chapter.REPOINT, origin: World | None = None) -> list[str]:
    """What the rules say of two states."""
    view = View(before=before, now=now, chapter=chapter, image_map=IMAGE_MAP, origin=origin or world())
    return at_any_moment(view)


def test_a_copy_that_joins_its_family_or_leaves_it_again_breaks_nothing() -> None:
    assert found(world(), world("web")) == []
    assert found(world(SET_ASIDE), world("web")) == []
    assert found(world("web"), world(SET_ASIDE), Chapter.UNDO) == []


@pytest.mark.parametrize(
    ("before", "now", "chapter", "text"),
    [
        (world(), world("api"), Chapter.REPOINT, "m-1-copy was in no family and is in api"),
        (world("past"), world("web"), Chapter.REPOINT, "m-1-copy was in past and is in web"),
        (world(), world("web"), Chapter.DEPRECATE, "m-1-copy was in no family and is in web"),
        (world(), world(other="web"), Chapter.REPOINT, "m-other was in no family and is in web"),
        (world("past"), world(SET_ASIDE), Chapter.UNDO, "m-1-copy was in past and is in imageops-undone"),
    ],
)
def test_an_image_changes_to_a_family_that_is_not_its_own(
    before: World, now: World, chapter: Chapter, text: str
) -> None:
    assert f"family: {text}" in found(before, now, chapter)


def test_a_copy_that_was_in_its_family_before_the_run_leaves_it() -> None:
    rules = found(world("web"), world(SET_ASIDE), Chapter.UNDO, origin=world("web"))
    assert "family: m-1-copy was in web and is in imageops-undone" in rules


def test_a_family_is_left_without_an_image() -> None:
    rules = found(world(), world(old=""))
    assert "family: m-1 was in web and is in none" in rules
    assert f"not launchable: {OWNER} family web launched from m-1 and has no image" in rules


def test_an_image_that_was_set_aside_counts_as_in_no_family() -> None:
    assert differences(state_of(world()), state_of(world(SET_ASIDE))) == ""
    assert differences(state_of(world()), state_of(world("web"))) != ""


def test_copies_join_families_while_things_go_wrong() -> None:
    scenarios = [make_scenario(seed) for seed in range(80)]
    moving = [one for one in scenarios if one.chapter in (Chapter.REPOINT, Chapter.UNDO)]
    images = [one.world["accounts"][OWNER]["regions"][REGION]["images"] for one in moving]
    families = {image.get("family") for found in images for image in found if image["id"].endswith("-copy")}
    assert {"", "web", "past"} <= families
    faults = [fault["action"] for one in moving for _kind, fault in one.faults]
    assert min(faults.count(name) for name in ("ModifyImageAttribute", "DescribeImageFromFamily")) >= 3
