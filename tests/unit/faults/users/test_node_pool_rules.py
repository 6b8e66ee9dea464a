# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about node pools sees a world that breaks it."""

from __future__ import annotations

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
ENCRYPTED = {"system_disk_encrypted": True, "system_disk_kms_key_id": "key-disk"}


def world(image: str = "m-1", *, gone: str = "", nodes: int = 2, **group: Any) -> World:
    """Images and a node pool that gives new nodes one of them."""
    images = [{"id": name} for name in ("m-1", "m-2", "m-1-copy", "m-2-copy", "m-other") if name != gone]
    settings = {"image_id": image, "tags": [{"key": "team", "value": "web"}], **group}
    pool = {"id": "np-1", "nodes": nodes, "data": {"scaling_group": settings}}
    cloud = Cloud()
    parts = {"images": images, "clusters": [{"id": "c-1", "node_pools": [pool]}]}
    accounts = {OWNER: {"regions": {REGION: parts}}}
    load(cloud, {"accounts": {**accounts, **{name: {"regions": {REGION: {}}} for name in CONSUMERS}}})
    return dump(cloud)


def found(
    before: World, now: World, chapter: Chapter = Chapter.REPOINT, origin: World | None = None, key: str = ""
) -> list[str]:
    """What the rules say of two states, without what follows the colon of the pool's name."""
    view = View(before=before, now=now, chapter=chapter, image_map=IMAGE_MAP, origin=origin or {}, key=key)
    return at_any_moment(view)


def test_a_moved_node_pool_and_one_that_was_undone_break_nothing() -> None:
    assert found(world(), world()) == []
    assert found(world(), world("m-1-copy")) == []
    assert found(world(), world("m-1-copy", **ENCRYPTED), key="key-disk") == []
    assert found(world("m-1-copy"), world(), Chapter.UNDO, origin=world()) == []


@pytest.mark.parametrize(
    ("now", "rule"),
    [
        (world("m-2"), "pool: np-1 had m-1 and has m-2"),
        (world("m-1-copy", tags=[]), "pool: np-1 was"),
        (world("m-1-copy", nodes=1), "pool: np-1 was"),
        (world("m-1-copy", **ENCRYPTED), "pool: np-1 was"),
        (world("m-1-copy", gone="m-1-copy"), "nodes: np-1 launched from m-1 and has m-1-copy"),
        (world(gone="m-1"), "nodes: np-1 launched from m-1 and has m-1"),
    ],
)
def test_something_else_of_a_node_pool_has_changed(now: World, rule: str) -> None:
    assert any(text.startswith(rule) for text in found(world(), now))


def test_a_key_that_was_asked_for_is_missing() -> None:
    assert found(world(), world("m-1-copy"), key="key-disk") == ["pool: np-1 has the encryption (None, None)"]


def test_no_other_chapter_changes_an_image() -> None:
    assert found(world(), world("m-1-copy"), Chapter.DEPRECATE) == ["pool: np-1 had m-1 and has m-1-copy"]


def test_undoing_restores_exactly_the_old_image() -> None:
    assert found(world("m-1-copy"), world("m-2"), Chapter.UNDO, origin=world()) != []
    idle = {"system_disk_encrypted": False, "system_disk_kms_key_id": "key-disk"}
    assert differences(state_of(world()), state_of(world(**idle))) == ""
    assert "c-1" in differences(state_of(world()), state_of(world(**ENCRYPTED)))


def test_a_node_pool_is_gone() -> None:
    now = world()
    now["accounts"][OWNER]["regions"][REGION]["clusters"] = []
    assert "pool: there or gone: np-1" in found(world(), now)
