# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about users of images sees a world that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from emulator.state.cloud import Cloud
from emulator.world.dump import dump
from emulator.world.load import load
from tests.faults.scenario import OWNER
from tests.faults.users.moments import at_any_moment
from tests.faults.users.scenario import REGION, Chapter
from tests.faults.users.view import View
from tests.faults.worlds import CONSUMERS

World = dict[str, Any]
Change = Callable[[World], object]
SHOP = CONSUMERS[0]
MOVED = "imageops: m-new in place of m-old, from version 1"


def world() -> World:
    """Two images of a family, and everybody that launches from them."""
    key = {"key": "key-share"}
    region = {
        "keys": [{"id": "key-share", "instance": "kst-1"}],
        "images": [
            {"id": "m-old", "family": "web", "shared_with": [SHOP], "disks": [{**key, "snapshot": "s-old"}]},
            {"id": "m-new", "created": "2026-11-01T00:00:00Z", "disks": [{**key, "snapshot": "s-new"}]},
        ],
        "snapshots": [{"id": "s-other"}],
        "launch_templates": [
            {
                "id": "lt-web",
                "name": "web",
                "versions": [{"data": {"ImageId": "m-old", "InstanceType": "ecs.g7.large", "Tag": [{"Key": "a"}]}}],
            }
        ],
        "scaling_groups": [{"id": "asg-1", "configuration": "asc-1"}, {"id": "asg-2", "template": "lt-web"}],
        "scaling_configurations": [
            {"id": "asc-1", "group": "asg-1", "data": {"ImageId": "m-old", "DataDisks": [{"Size": 100}]}}
        ],
        "instances": [{"id": "i-1", "image": "m-new", "disks": [{"id": "d-1"}, {"id": "d-2", "snapshot": "s-old"}]}],
    }
    shop = {"launch_templates": [{"id": "lt-shop", "name": "shop", "versions": [{"data": {"ImageId": "m-old"}}]}]}
    cloud = Cloud()
    accounts = {OWNER: {"regions": {REGION: region}}, **{name: {"regions": {REGION: shop}} for name in CONSUMERS}}
    load(cloud, {"accounts": accounts})
    return dump(cloud)


def found(change: Change, chapter: Chapter = Chapter.REPOINT, **more: Any) -> list[str]:
    """The names of the rules that a change of the world breaks."""
    before = world()
    now = deepcopy(before)
    change(now)
    view = View(before=before, now=now, chapter=chapter, image_map={"m-old": "m-new"}, **more)
    return sorted({text.partition(":")[0] for text in at_any_moment(view)})


def region(now: World) -> Any:
    """The owner's region."""
    return now["accounts"][OWNER]["regions"][REGION]


def image(now: World, image_id: str) -> Any:
    """One image."""
    return next(item for item in region(now)["images"] if item["id"] == image_id)


def without(now: World, part: str, name: str) -> None:
    """Take something away."""
    region(now)[part] = [item for item in region(now)[part] if item["id"] != name]


def moved(now: World, *, description: str = MOVED, **more: Any) -> None:
    """A version is made for the new image, and becomes the default."""
    template = region(now)["launch_templates"][0]
    data = {**template["versions"][0]["data"], "ImageId": "m-new", **more}
    template["versions"].append({**template["versions"][0], "number": 2, "description": description, "data": data})
    template["default"] = 2


def test_a_world_as_before_and_a_moved_template_break_nothing() -> None:
    assert found(lambda _now: None) == []
    assert found(moved) == []
    assert found(lambda now: moved(now, SystemDisk={"Encrypted": "true", "KMSKeyId": "key-1"}), key="key-1") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda now: image(now, "m-old").update(status="Deprecated"),
        lambda now: image(now, "m-old").update(shared_with=[]),
        lambda now: without(now, "images", "m-old"),
        lambda now: region(now)["launch_templates"][0].update(default=7),
    ],
    ids=["deprecated", "unshared", "deleted", "no default version"],
)
def test_somebody_is_left_without_an_image(change: Change) -> None:
    assert "not launchable" in found(change, Chapter.DEPRECATE)


def test_a_family_is_left_without_an_image() -> None:
    def retired(now: World) -> None:
        moved(now)
        region(now)["scaling_configurations"][0]["data"]["ImageId"] = "m-new"
        now["accounts"][SHOP]["regions"][REGION]["launch_templates"] = []
        image(now, "m-old").update(status="Deprecated")

    before = world()
    now = deepcopy(before)
    retired(now)
    view = View(before=before, now=now, chapter=Chapter.DEPRECATE, image_map={"m-old": "m-new"})
    assert f"not launchable: {OWNER} family web launched from m-old and has no image" in at_any_moment(view)


@pytest.mark.parametrize(
    "change",
    [
        lambda now: region(now)["launch_templates"][0]["versions"][0]["data"].pop("Tag"),
        lambda now: moved(now, InstanceType="ecs.g8i.large"),
        lambda now: moved(now, Tag=[]),
        lambda now: moved(now, description="by hand"),
        lambda now: region(now)["scaling_configurations"][0]["data"].pop("DataDisks"),
        lambda now: without(now, "launch_templates", "lt-web"),
    ],
    ids=["changed version", "another type", "lost list", "without a mark", "lost data disks", "lost template"],
)
def test_fields_are_lost(change: Change) -> None:
    assert "fields" in found(change)


def test_a_version_is_made_twice_or_without_the_key_that_was_asked_for() -> None:
    def twice(now: World) -> None:
        moved(now)
        versions = region(now)["launch_templates"][0]["versions"]
        versions.append({**versions[1], "number": 3})

    assert found(twice) == ["fields"]
    assert found(moved, key="key-1") == ["fields"]


@pytest.mark.parametrize("snapshot", ["s-old", "s-new", "s-other"])
def test_a_snapshot_that_something_uses_is_gone(snapshot: str) -> None:
    def deleted(now: World) -> None:
        without(now, "snapshots", snapshot)
        if snapshot == "s-old":
            without(now, "images", "m-old")

    assert "snapshot" in found(deleted, Chapter.DELETE)


def test_what_retires_an_image_may_take_it_and_its_snapshot_alone() -> None:
    def deleted(now: World) -> None:
        without(now, "snapshots", "s-old")
        without(now, "images", "m-old")
        region(now)["instances"] = []

    assert "snapshot" not in found(deleted, Chapter.DELETE)
    assert "snapshot" in found(deleted, Chapter.DEPRECATE)


@pytest.mark.parametrize(
    "change",
    [
        lambda now: image(now, "m-new").update(tags={"a": "b"}),
        lambda now: image(now, "m-old").update(name="other"),
        lambda now: region(now)["scaling_groups"][0].update(maximum=7),
        lambda now: now["accounts"][SHOP]["regions"][REGION].update(launch_templates=[]),
    ],
    ids=["copy", "name", "group", "consumer"],
)
def test_something_else_is_touched(change: Change) -> None:
    assert "touched" in found(change, Chapter.DEPRECATE)


def test_default_encryption_is_as_before_or_as_asked_for() -> None:
    def set_to(**more: Any) -> Change:
        return lambda now: region(now)["encryption_by_default"].update(more)

    assert found(set_to(enabled=True, key="key-share")) == ["defaults"]
    assert found(set_to(enabled=True, key="key-share"), Chapter.GUARD) == []
    assert found(set_to(enabled=True), Chapter.GUARD) == []
    assert found(set_to(enabled=True, key="key-other"), Chapter.GUARD) == ["defaults"]


def test_ecs_may_mark_a_key_that_it_uses_and_nothing_else_changes_one() -> None:
    def tagged(name: str) -> Change:
        return lambda now: region(now)["keys"][0]["tags"].update({name: "x"})

    assert found(tagged("acs:ecs:disk-encryption")) == []
    assert found(tagged("team")) == ["touched"]
