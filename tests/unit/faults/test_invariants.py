# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule that holds at any time is broken by a world that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.invariants import at_any_time
from tests.faults.scenario import OWNER

from .cases import AWAY, CONSUMER, HOME, World, add, after, before, case, copy, find, image, remove


def broken(world: World, **more: Any) -> set[str]:
    return {violation.rule for violation in at_any_time(case(world, **more))}


def spoilt(spoil: Callable[[World], object]) -> World:
    world = after()
    spoil(world)
    return world


def test_a_world_in_which_all_went_well_breaks_no_rule() -> None:
    assert at_any_time(case()) == []


def test_a_world_in_which_nothing_was_done_breaks_no_rule() -> None:
    assert at_any_time(case(before())) == []


@pytest.mark.parametrize("status", ["Available", "Creating", "Waiting"])
def test_two_copies_of_an_image_in_a_region_are_a_double(status: str) -> None:
    assert broken(spoilt(lambda world: add(world, HOME, copy("m-9", HOME, 2, status=status)))) == {"double"}


def test_a_double_is_seen_whatever_its_tags_say() -> None:
    assert broken(spoilt(lambda world: add(world, HOME, copy("m-9", HOME, tags={})))) == {"double"}


@pytest.mark.parametrize("key", [None, "alias/acs/ecs", f"key-{AWAY}"])
def test_a_disk_under_another_key_is_wrong(key: str | None) -> None:
    def spoil(world: World) -> None:
        find(world, "m-1")["disks"][0] |= {"key": key, "encrypted": key is not None}

    assert broken(spoilt(spoil)) == {"wrong key"}


def test_one_disk_of_several_under_another_key_is_wrong() -> None:
    def spoil(world: World) -> None:
        disks = find(world, "m-1")["disks"]
        disks.append({**disks[0], "key": "key-other"})

    assert broken(spoilt(spoil)) == {"wrong key"}


@pytest.mark.parametrize(
    ("origin", "region"),
    [
        pytest.param(None, HOME, id="no copy"),
        pytest.param({"account": OWNER, "region": HOME, "image": "m-other"}, HOME, id="of an image not asked for"),
        pytest.param({"account": OWNER, "region": AWAY, "image": "m-web"}, HOME, id="from another region"),
        pytest.param({"account": CONSUMER, "region": HOME, "image": "m-web"}, HOME, id="of another account"),
    ],
)
def test_an_image_that_nobody_asked_for_is_outside(origin: dict[str, str] | None, region: str) -> None:
    made = image("m-9", f"key-{region}", origin=origin)
    assert broken(spoilt(lambda world: add(world, region, made))) == {"outside"}


@pytest.mark.parametrize("image_id", ["m-web", "m-own", "m-other"])
@pytest.mark.parametrize(
    "change", [{"tags": {"a": "b"}}, {"status": "Deprecated"}, {"family": "x"}, {"disks": []}], ids=str
)
def test_what_was_there_may_not_change(image_id: str, change: dict[str, Any]) -> None:
    assert "touched" in broken(spoilt(lambda world: find(world, image_id).update(change)))


@pytest.mark.parametrize("image_id", ["m-web", "m-other"])
def test_only_images_that_are_shared_themselves_may_get_shares(image_id: str) -> None:
    assert broken(spoilt(lambda world: find(world, image_id).update(shared_with=[CONSUMER]))) == {"touched"}


def test_an_image_that_is_gone_was_touched() -> None:
    assert "touched" in broken(spoilt(lambda world: remove(world, "m-other")))


def test_a_copy_of_an_earlier_run_may_be_put_right_and_not_more() -> None:
    beginning, end = before(), before()
    add(beginning, HOME, copy("m-old", HOME, tags={}, description="", shared_with=[]))
    add(end, HOME, copy("m-old", HOME))

    assert broken(end, beginning=beginning) == set()
    find(end, "m-old")["status"] = "Deprecated"
    assert broken(end, beginning=beginning) == {"touched"}


@pytest.mark.parametrize("part", ["snapshots", "keys"])
def test_snapshots_and_keys_may_not_change(part: str) -> None:
    def spoil(world: World) -> None:
        world["accounts"][OWNER]["regions"][HOME][part][0]["tags"] = {"a": "b"}

    assert broken(spoilt(spoil)) == {"touched"}


def test_other_accounts_may_not_change() -> None:
    def spoil(world: World) -> None:
        world["accounts"][CONSUMER]["regions"][HOME]["images"] = [image("m-9", None)]

    assert broken(spoilt(spoil)) == {"touched"}


def test_a_snapshot_without_its_image_is_an_orphan() -> None:
    assert broken(spoilt(lambda world: remove(world, "m-1"))) == {"orphan"}


def test_what_somebody_else_deleted_is_nobodys_fault() -> None:
    world = spoilt(lambda world: remove(world, "m-1"))
    ids = frozenset({"m-1", "s-m-1"})
    assert broken(world, gone=ids, abandoned=ids) == set()


def test_a_snapshot_that_says_whose_it_was_is_found_by_a_later_run() -> None:
    def spoil(world: World) -> None:
        remove(world, "m-1")
        (snapshot,) = [item for item in world["accounts"][OWNER]["regions"][HOME]["snapshots"] if item["id"] == "s-m-1"]
        snapshot["tags"] = copy("m-1", HOME)["tags"]

    assert broken(spoilt(spoil)) == set()
    assert broken(spoilt(spoil), pairs=()) == {"orphan", "outside"}


def test_failed_attempts_are_kept_as_the_record() -> None:
    world = spoilt(lambda world: add(world, HOME, *(copy(f"m-f{n}", HOME, n, status="CreateFailed") for n in (1, 2))))
    assert broken(world) == set()


@pytest.mark.parametrize("attempts", [pytest.param((1, 2, 3, 4), id="too many"), pytest.param((1, 1), id="one twice")])
def test_more_failed_attempts_than_that_are_left_over(attempts: tuple[int, ...]) -> None:
    failed = [copy(f"m-f{n}", HOME, attempt, status="CreateFailed") for n, attempt in enumerate(attempts)]
    assert broken(spoilt(lambda world: add(world, HOME, *failed))) == {"leftover"}


def test_a_failed_attempt_whose_tags_somebody_removed_is_nobodys() -> None:
    failed = [copy(f"m-f{number}", HOME, status="CreateFailed") for number in (1, 2)]
    del failed[0]["tags"]["imageops:source-image"]
    assert broken(spoilt(lambda world: add(world, HOME, *failed))) == set()
