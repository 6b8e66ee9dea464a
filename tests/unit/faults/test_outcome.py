# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about what a run says and does is broken by one that says or does something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.outcome import (
    changed_again,
    exhausted_pairs,
    told_secret,
    unasked_writes,
    unnamed_failure,
    when_done,
    wrong_answer,
)
from tests.faults.scenario import SOMEBODY

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
    copy_call,
    entry,
    find,
    played,
)

MISSING = {"code": "copy_failed", "callid": "", "action": ""}


def broken(spoil: Callable[[World], object], **more: Any) -> set[str]:
    world = after()
    spoil(world)
    return {violation.rule for violation in when_done(case(world, **more))}


# Success


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


# Answers


def told(image_id: str | None, state: str = "available", **more: Any) -> dict[str, Any]:
    copies = [{"source_image_id": "m-web", "region": HOME, "image_id": image_id, "state": state}]
    return {"copies": copies, "changed": False, **more}


def test_the_copy_that_is_there_is_told() -> None:
    assert wrong_answer(case(), played(told("m-1"))) == []
    assert wrong_answer(case(before()), played(told(None, "failed"))) == []


@pytest.mark.parametrize(("world", "image_id"), [(after, "m-2"), (after, None), (before, "m-1")])
def test_another_copy_than_the_one_that_is_there_is_a_wrong_answer(
    world: Callable[[], World], image_id: str | None
) -> None:
    assert [item.rule for item in wrong_answer(case(world()), played(told(image_id)))] == ["answer"]


# Failures


@pytest.mark.parametrize(
    "run",
    [
        played(told("m-1")),
        played(told(None, "failed", failed=True, error=MISSING), status=2),
        played({"failed": True, "msg": "MODULE FAILURE"}, status=2, killed=True),
    ],
    ids=["success", "named", "killed"],
)
def test_a_failure_has_a_name(run: Any) -> None:
    assert unnamed_failure(run) == []


@pytest.mark.parametrize(
    "run",
    [
        played({"failed": True, "msg": "MODULE FAILURE"}, status=2),
        played({"failed": True, "error": None}, status=2),
        played({"failed": True, "error": MISSING}, {"failed": True, "msg": "?"}, status=2),
        played(status=2),
    ],
    ids=["no error", "empty error", "one of two", "no module failed"],
)
def test_a_failure_without_a_code_is_told(run: Any) -> None:
    assert [item.rule for item in unnamed_failure(run)] == ["unnamed failure"]


def test_a_run_that_did_not_end_is_told() -> None:
    assert [item.rule for item in unnamed_failure(played(status=-9, hung=True))] == ["hang"]


def test_a_secret_in_the_output_or_in_a_result_is_told() -> None:
    assert told_secret(played(told("m-1"), output="key operator-key")) == []
    assert told_secret(played(output="secret operator-secret")) != []
    assert told_secret(played({"msg": "operator-secret"})) != []


# Attempts


def test_a_pair_is_exhausted_once_its_last_attempt_was_started() -> None:
    log = [copy_call(HOME, 1), copy_call(AWAY, 1), copy_call(AWAY, 2), copy_call(AWAY, 3)]
    assert exhausted_pairs(case(log=log)) == {PAIRS[1]}
    assert exhausted_pairs(case(log=log, max_attempts=1)) == set(PAIRS)


def test_attempts_of_earlier_runs_count() -> None:
    world = before()
    add(world, HOME, copy("m-old", HOME, 3, status="CreateFailed"))
    assert exhausted_pairs(case(world)) == {PAIRS[0]}


# Writes

FINE = [
    copy_call(),
    copy_call(AWAY, 2),
    entry("ModifyImageSharePermission", ImageId="m-1", AddAccount__1=CONSUMER),
    entry("ModifyImageSharePermission", ImageId="m-own", AddAccount__1=CONSUMER),
    entry("TagResources", ResourceId__1="m-1", ResourceId__2="m-2"),
    entry("ModifyImageAttribute", ImageId="m-2"),
    entry("CreateRole", RoleName="AliyunECSShareEncryptImageDefaultRole"),
    entry("DeleteImage", ImageId="m-web", principal=SOMEBODY),
    entry("DescribeImages", mutating=False),
]
BAD = [
    copy_call(ImageId="m-other"),
    copy_call("cn-hangzhou"),
    copy_call(KMSKeyId="key-other"),
    copy_call(Encrypted="false"),
    entry("ModifyImageSharePermission", ImageId="m-web", AddAccount__1=CONSUMER),
    entry("ModifyImageSharePermission", ImageId="m-1", AddAccount__1=OTHER),
    entry("ModifyImageSharePermission", ImageId="m-1", RemoveAccount__1=OTHER),
    entry("TagResources", ResourceId__1="m-1", ResourceId__2="m-web"),
    entry("ModifyImageAttribute", ImageId="m-other"),
    entry("CreateRole", RoleName="another"),
    entry("CreatePolicy", PolicyName="another"),
    entry("DeleteImage", ImageId="m-1"),
    entry("DeleteSnapshot", SnapshotId="s-m-1"),
]


def test_what_the_command_is_about_may_be_written() -> None:
    assert unasked_writes(case(log=FINE)) == []


@pytest.mark.parametrize("call", BAD, ids=lambda item: f"{item['action']} {max(item['parameters'].values())}")
def test_anything_else_may_not(call: dict[str, Any]) -> None:
    assert [item.rule for item in unasked_writes(case(log=[*FINE, call]))] == ["unasked write"]


def test_only_an_exact_share_removes_accounts_and_never_those_asked_for() -> None:
    def call(account: str) -> dict[str, Any]:
        return entry("ModifyImageSharePermission", ImageId="m-1", RemoveAccount__1=account)

    assert unasked_writes(case(log=[call(OTHER)], exact=True)) == []
    assert unasked_writes(case(log=[call(CONSUMER)], exact=True)) != []


def test_a_further_run_writes_nothing_and_says_so() -> None:
    read, write = entry("DescribeImages", mutating=False), entry("TagResources", ResourceId__1="m-1")
    assert changed_again(played(told("m-1")), [read, entry("DeleteImage", principal=SOMEBODY)]) == []
    assert len(changed_again(played(told("m-1")), [read, write])) == 1
    assert len(changed_again(played(told("m-1", changed=True)), [read])) == 1


def test_a_further_run_that_fails_for_a_lost_copy_may_ask_for_it_again() -> None:
    assert changed_again(played(told(None, "failed", changed=True), status=2), [copy_call()]) == []
