# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about parameters of OOS sees a world that breaks it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from emulator.state.cloud import Cloud
from emulator.world.dump import dump
from emulator.world.load import load
from tests.faults.scenario import OWNER
from tests.faults.users.episode import differences, state_of
from tests.faults.users.moments import at_any_moment
from tests.faults.users.scenario import REGION, Chapter
from tests.faults.users.view import View
from tests.faults.worlds import CONSUMERS

World = dict[str, Any]
IMAGE_MAP = {"m-1": "m-1-copy", "m-2": "m-2-copy"}
OLD = '["m-1", "m-2", "m-1-old", "m-other"]'
NEW = '["m-1-copy", "m-2-copy", "m-1-old", "m-other"]'


def world(value: str = OLD, **more: Any) -> World:
    """Images and a parameter that names some of them."""
    images = [{"id": name} for name in ("m-1", "m-2", "m-1-copy", "m-2-copy", "m-other")]
    parameter = {"name": "web", "value": value, "description": "golden", "tags": {"team": "web"}, **more}
    cloud = Cloud()
    accounts = {OWNER: {"regions": {REGION: {"images": images, "oos_parameters": [parameter]}}}}
    load(cloud, {"accounts": {**accounts, **{name: {"regions": {REGION: {}}} for name in CONSUMERS}}})
    return dump(cloud)


def region(now: World) -> Any:
    """The owner's region."""
    return now["accounts"][OWNER]["regions"][REGION]


def found(before: World, now: World, chapter: Chapter = Chapter.REPOINT, origin: World | None = None) -> list[str]:
    """What the rules say of two states."""
    view = View(before=before, now=now, chapter=chapter, image_map=IMAGE_MAP, origin=origin or {})
    return at_any_moment(view)


def test_a_moved_parameter_and_one_that_was_undone_break_nothing() -> None:
    assert found(world(), world()) == []
    assert found(world(), world(NEW, version=2)) == []
    assert found(world(NEW, version=2), world(version=3), Chapter.UNDO, origin=world()) == []


@pytest.mark.parametrize("image", ["m-1", "m-other"])
def test_a_parameter_names_an_image_that_cannot_be_launched_any_more(image: str) -> None:
    now = world()
    next(item for item in region(now)["images"] if item["id"] == image)["status"] = "Deprecated"
    wanted = f"named: {OWNER} web names {image}, which cannot be launched any more"
    assert wanted in found(world(), now, Chapter.DEPRECATE)


def test_a_parameter_of_a_consumer_names_an_image_that_is_no_longer_shared() -> None:
    before, shop = world(), CONSUMERS[0]
    before["accounts"][shop]["regions"][REGION]["oos_parameters"] = region(world())["oos_parameters"]
    region(before)["images"][0]["shared_with"] = [shop]
    now = deepcopy(before)
    region(now)["images"][0]["shared_with"] = []
    wanted = f"named: {shop} web names m-1, which cannot be launched any more"
    assert wanted in found(before, now, Chapter.DEPRECATE)


def test_a_parameter_names_an_image_that_was_deprecated_before_and_is_gone_now() -> None:
    before = world()
    region(before)["images"][0]["status"] = "Deprecated"
    now = deepcopy(before)
    region(now)["images"].pop(0)
    assert found(before, now, Chapter.DELETE) == [f"named: {OWNER} web names m-1, which is gone"]


def test_an_image_that_was_not_launchable_before_may_stay_so() -> None:
    before = world()
    region(before)["images"][0]["status"] = "Deprecated"
    assert found(before, deepcopy(before), Chapter.DELETE) == []


@pytest.mark.parametrize(
    "value",
    [
        '["m-1-copy", "m-2", "m-1-old", "m-other"]',
        '["m-1-copy", "m-2-copy", "m-1-copy-old", "m-other"]',
        '["m-1-copy","m-2-copy","m-1-old","m-other"]',
        '["m-2-copy", "m-1-copy", "m-1-old", "m-other"]',
        '["m-1-copy", "m-2-copy", "m-1-old"]',
    ],
    ids=["half", "a word that only contains an id", "spaces", "order", "less"],
)
def test_something_else_of_a_value_has_changed(value: str) -> None:
    assert [text.partition(" was ")[0] for text in found(world(), world(value, version=2))] == ["value: web"]


def test_no_other_chapter_changes_a_value() -> None:
    assert found(world(), world(NEW, version=2), Chapter.DEPRECATE) == [f"value: web was {OLD!r} and is {NEW!r}"]


def test_undoing_restores_exactly_the_old_value() -> None:
    again = OLD.replace("m-other", "m-none")
    assert found(world(NEW), world(again, version=2), Chapter.UNDO, origin=world()) != []
    assert "web" in differences(state_of(world()), state_of(world(again, version=2)))
    assert differences(state_of(world()), state_of(world(version=3))) == ""


def test_a_parameter_is_updated_twice_or_loses_something_else() -> None:
    assert found(world(), world(NEW, version=3)) == ["value: web has the version 3, not 2"]
    assert found(world(), world(OLD, version=2)) == ["value: web has the version 2, not 1"]
    assert found(world(), world(NEW, version=2, description="")) == ["value: web has other description"]
    assert found(world(), world(NEW, version=2, tags={})) == ["value: web has other tags"]
    gone = world()
    region(gone)["oos_parameters"] = []
    assert found(world(), gone) == ["value: there or gone: web"]
