# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about what is there in the end is broken by a world that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.done import when_cleared, when_done, when_removed
from tests.faults.scenario import OPERATOR, OWNER

from .cases import (
    AWAY,
    CONSUMER,
    HOME,
    OTHER,
    PAIRS,
    World,
    add,
    after,
    before,
    case,
    copy,
    find,
)


def broken(spoil: Callable[[World], object], **more: Any) -> set[str]:
    world = after()
    spoil(world)
    return {violation.rule for violation in when_done(case(world, **more))}


def test_all_that_was_asked_for_is_done() -> None:
    assert when_done(case()) == []


def test_each_missing_copy_is_told_unless_it_may_be_missing() -> None:
    assert [violation.rule for violation in when_done(case(before(), accounts=()))] == ["missing", "missing"]
    assert when_done(case(before(), accounts=()), PAIRS) == []


@pytest.mark.parametrize("status", ["Creating", "Waiting", "CreateFailed", "Deprecated"])
def test_a_copy_that_is_not_available_does_not_count(status: str) -> None:
    assert broken(lambda world: find(world, "m-1").update(status=status)) == {"missing"}


@pytest.mark.parametrize(
    "change",
    [
        {"description": ""},
        {"tags": {}},
        {"tags": copy("m-1", HOME)["tags"] | {"team": "db"}},
        {"tags": copy("m-1", HOME)["tags"] | {"imageops:run": "another"}},
        {"tags": copy("m-1", AWAY)["tags"]},
        {"disks": copy("m-1", HOME)["disks"] * 2},
    ],
    ids=["description", "all tags", "a carried tag", "the run", "tags of another copy", "disks"],
)
def test_a_copy_that_is_not_like_its_source_is_wrong(change: dict[str, Any]) -> None:
    assert broken(lambda world: find(world, "m-1").update(change)) == {"copy"}


@pytest.mark.parametrize(("began", "right"), [("r-1", True), ("r-0", False)])
def test_a_copy_names_the_run_that_began_it(began: str, right: bool) -> None:
    """An earlier run was refused, and a later one asks with the same client token and finds it."""
    log = [
        {
            "number": number,
            "ids": {} if fault == "error" else {"ImageId": "m-1"},
            "action": "CopyImage",
            "principal": OPERATOR,
            "account": OWNER,
            "fault": fault,
            "parameters": {"ClientToken": "t-1", "Tag.1.Key": "imageops:run", "Tag.1.Value": run},
        }
        for number, (run, fault) in enumerate((("r-2", "error"), (began, "drop_after"), ("r-2", None)))
    ]

    assert (when_done(case(after(), log=log, runs={"r-0", "r-1", "r-2"})) == []) is right


def test_the_run_that_began_an_image_deleted_since_did_not_begin_the_next_one_with_its_client_token() -> None:
    asked = {"ClientToken": "t-1", "Tag.1.Key": "imageops:run"}
    call = {"action": "CopyImage", "principal": OPERATOR, "account": OWNER, "fault": None}
    log = [
        {**call, "number": 0, "ids": {"ImageId": "m-0"}, "parameters": {**asked, "Tag.1.Value": "r-0"}},
        {**call, "number": 1, "ids": {"ImageId": "m-1"}, "parameters": {**asked, "Tag.1.Value": "r-1"}},
        {**call, "number": 2, "ids": {"ImageId": "m-1"}, "parameters": {**asked, "Tag.1.Value": "r-2"}},
    ]

    assert when_done(case(after(), log=log, runs={"r-0", "r-1", "r-2"})) == []


def test_a_name_may_be_missing_only_where_somebody_else_took_it_away() -> None:
    end = after()
    del find(end, "m-1")["tags"]["imageops:run"]
    taken = {"ResourceId.1": "m-1", "TagKey.1": "imageops:run"}
    log = [{"action": "UntagResources", "principal": "user/somebody", "account": OWNER, "parameters": taken}]

    assert when_done(case(end, log=log)) == []
    assert when_done(case(end)) != []


@pytest.mark.parametrize(("taken", "right"), [("imageops:run", True), ("team", False)])
def test_a_copy_whose_run_was_taken_away_may_name_the_next_that_asked_for_it(taken: str, right: bool) -> None:
    call = {"principal": OPERATOR, "account": OWNER, "fault": None}
    copy = {**call, "action": "CopyImage"}
    asked = {"ClientToken": "t-1", "Tag.1.Key": "imageops:run"}
    log = [
        {**copy, "number": 1, "ids": {"ImageId": "m-1"}, "parameters": {**asked, "Tag.1.Value": "r-0"}},
        {
            **call,
            "action": "UntagResources",
            "principal": "user/somebody",
            "parameters": {"ResourceId.1": "m-1", "TagKey.1": taken},
        },
        {**copy, "number": 3, "ids": {}, "parameters": {**asked, "Tag.1.Value": "r-1"}},
    ]

    assert (when_done(case(after(), log=log, runs={"r-0", "r-1"})) == []) is right


@pytest.mark.parametrize(("name", "value"), [("boot_mode", "UEFI"), ("nvme", True)])
def test_a_copy_that_lost_an_attribute_is_wrong(name: str, value: object) -> None:
    beginning = before()
    find(beginning, "m-web")[name] = value
    assert {violation.rule for violation in when_done(case(beginning=beginning))} == {"copy"}


def test_a_family_counts_only_where_it_was_to_be_restored() -> None:
    beginning = before()
    find(beginning, "m-web")["family"] = "web"
    assert when_done(case(beginning=beginning)) == []
    assert when_done(case(beginning=beginning, restore_family=True)) != []


def test_tags_count_only_where_they_were_to_be_carried() -> None:
    tags = {name: value for name, value in copy("m-1", HOME)["tags"].items() if name != "team"}
    assert broken(lambda world: find(world, "m-1").update(tags=tags), carry_tags=False) == set()


@pytest.mark.parametrize("image_id", ["m-1", "m-2", "m-own"])
@pytest.mark.parametrize("accounts", [[], [CONSUMER, OTHER], [OTHER]], ids=str)
def test_shares_are_exactly_as_asked(image_id: str, accounts: list[str]) -> None:
    assert broken(lambda world: find(world, image_id).update(shared_with=accounts)) == {"shares"}


@pytest.mark.parametrize(("exact", "now"), [(False, [CONSUMER, OTHER]), (True, [CONSUMER])])
def test_shares_of_before_stay_unless_exactly_the_accounts_were_asked_for(exact: bool, now: list[str]) -> None:
    beginning, end = before(), after()
    find(beginning, "m-own")["shared_with"] = [OTHER]
    find(end, "m-own")["shared_with"] = now
    assert when_done(case(end, beginning=beginning, exact=exact)) == []
    assert when_done(case(end, beginning=beginning, exact=not exact)) != []


# Cleared


def failed(*attempts: int, **more: Any) -> World:
    world = after()
    add(world, HOME, *(copy(f"m-f{n}", HOME, n, status="CreateFailed", **more) for n in attempts))
    return world


def test_the_last_failed_attempt_is_left_as_the_record() -> None:
    assert when_cleared(case()) == []
    assert when_cleared(case(failed(1))) == []


def test_more_failed_attempts_are_left_over() -> None:
    assert [item.rule for item in when_cleared(case(failed(1, 2)))] == ["leftover"]


def test_failed_attempts_whose_tags_somebody_removed_cannot_be_known() -> None:
    assert when_cleared(case(failed(1, 2, tags={}))) == []


def without_image(tags: dict[str, str]) -> World:
    world = after()
    world["accounts"][OWNER]["regions"][HOME]["snapshots"].append({"id": "s-loose", "tags": tags})
    return world


@pytest.mark.parametrize("tags", [{}, copy("m-9", HOME)["tags"]], ids=["untagged", "tagged"])
def test_in_the_end_no_snapshot_is_left_without_its_image(tags: dict[str, str]) -> None:
    assert [item.rule for item in when_cleared(case(without_image(tags)))] == ["orphan"]
    assert [item.rule for item in when_removed(case(without_image(tags), pairs=()))] == ["orphan"]
    assert when_cleared(case(without_image(tags), abandoned=frozenset({"s-loose"}))) == []


def test_a_snapshot_of_an_earlier_copy_is_left_as_well() -> None:
    beginning = before()
    end = before()
    add(beginning, HOME, copy("m-old", HOME, status="CreateFailed"))
    end["accounts"][OWNER]["regions"][HOME]["snapshots"].append({"id": "s-m-old", "tags": {}})
    assert [item.rule for item in when_cleared(case(end, beginning=beginning))] == ["orphan"]


# Removed


def test_a_world_without_copies_is_one_in_which_they_were_removed() -> None:
    assert when_removed(case(before())) == []


@pytest.mark.parametrize("status", ["Available", "Creating", "CreateFailed"])
def test_each_copy_that_is_left_is_told(status: str) -> None:
    world = before()
    add(world, HOME, copy("m-1", HOME, status=status))
    assert [item.rule for item in when_removed(case(world))] == ["not removed"]


def test_an_image_that_is_not_known_to_be_a_copy_stays() -> None:
    world = before()
    add(world, HOME, copy("m-1", HOME, tags={}))
    assert when_removed(case(world)) == []
