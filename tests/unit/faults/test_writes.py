# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about what a run writes is broken by one that writes something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.faults.scenario import OWNER, SOMEBODY
from tests.faults.writes import changed_again, unasked_removals, unasked_writes

from .cases import AWAY, CONSUMER, HOME, OTHER, PAIRS, add, before, case, copy, copy_call, entry, played, told


def tag_snapshots(snapshot_id: str, source: str = "m-web") -> dict[str, Any]:
    given: dict[str, Any] = {
        "RegionId": HOME,
        "ResourceType": "snapshot",
        "ResourceId__1": snapshot_id,
        "Tag__1__Key": "imageops:source-image",
        "Tag__1__Value": source,
        "Tag__2__Key": "imageops:copy",
        "Tag__2__Value": f"{OWNER}/{HOME}>{HOME}/key-{HOME}/1",
    }
    return entry("TagResources", **given)


FINE = [
    copy_call(),
    copy_call(HOME, 2),
    copy_call(AWAY),
    entry("ModifyImageSharePermission", ImageId="m-1", AddAccount__1=CONSUMER),
    entry("ModifyImageSharePermission", ImageId="m-own", AddAccount__1=CONSUMER),
    entry("TagResources", ResourceType="image", ResourceId__1="m-1", ResourceId__2="m-2"),
    entry("ModifyImageAttribute", ImageId="m-2"),
    entry("CreateRole", RoleName="AliyunECSShareEncryptImageDefaultRole"),
    entry("CreatePolicy", PolicyName="ImageopsShareEncryptedImages"),
    tag_snapshots("s-failed"),
    entry("DeleteImage", ImageId="m-failed"),
    entry("DeleteSnapshot", SnapshotId="s-failed"),
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
    entry("TagResources", ResourceType="image", ResourceId__1="m-1", ResourceId__2="m-web"),
    entry("ModifyImageAttribute", ImageId="m-other"),
    entry("CreateRole", RoleName="another"),
    entry("CreatePolicy", PolicyName="another"),
    entry("DeleteImage", ImageId="m-1"),
    entry("DeleteImage", ImageId="m-2"),
    entry("DeleteImage", ImageId="m-web"),
    entry("DeleteSnapshot", SnapshotId="s-m-1"),
    entry("DeleteSnapshot", SnapshotId="s-m-web"),
    tag_snapshots("s-m-web"),
    tag_snapshots("s-failed", "m-other"),
    entry("CancelCopyImage", ImageId="m-1"),
]
MADE = {"m-1": (PAIRS[0], 2), "m-2": (PAIRS[1], 1), "m-failed": (PAIRS[0], 1)}


def writes(log: Sequence[dict[str, Any]], **more: Any) -> list[str]:
    return [item.rule for item in unasked_writes(case(log=log, made=MADE, **more), log)]


def test_what_the_command_is_about_may_be_written() -> None:
    assert writes(FINE) == []


@pytest.mark.parametrize("call", BAD, ids=lambda item: f"{item['action']} {max(item['parameters'].values())}")
def test_anything_else_may_not(call: dict[str, Any]) -> None:
    assert writes([*FINE, call]) == ["unasked write"]


def test_only_an_exact_share_removes_accounts_and_never_those_asked_for() -> None:
    def call(account: str) -> dict[str, Any]:
        return entry("ModifyImageSharePermission", ImageId="m-1", RemoveAccount__1=account)

    assert writes([call(OTHER)], exact=True) == []
    assert writes([call(CONSUMER)], exact=True) != []


def test_a_failed_copy_of_an_earlier_run_goes_once_it_is_not_the_last_attempt() -> None:
    beginning = before()
    add(beginning, HOME, copy("m-old", HOME, 1, status="CreateFailed"))
    delete = entry("DeleteImage", ImageId="m-old")

    assert writes([copy_call(HOME, 2), delete], beginning=beginning) == []
    assert writes([copy_call(AWAY, 2), delete], beginning=beginning) == ["unasked write"]


def test_a_further_run_writes_nothing_and_says_so() -> None:
    read, write = entry("DescribeImages", mutating=False), entry("TagResources", ResourceId__1="m-1")
    assert changed_again(played(told("m-1")), [read, entry("DeleteImage", principal=SOMEBODY)]) == []
    assert len(changed_again(played(told("m-1")), [read, write])) == 1
    assert len(changed_again(played(told("m-1", changed=True)), [read])) == 1


def test_a_further_run_that_fails_for_a_lost_copy_may_ask_for_it_again() -> None:
    assert changed_again(played(told(None, "failed", changed=True), status=2), [copy_call()]) == []


# Removals

REMOVED = [
    entry("ModifyImageSharePermission", ImageId="m-1", RemoveAccount__1=CONSUMER),
    tag_snapshots("s-m-1"),
    entry("DeleteImage", ImageId="m-1"),
    entry("DeleteSnapshot", SnapshotId="s-m-1"),
    entry("CancelCopyImage", ImageId="m-2"),
]
NOT_TO_GO = [
    entry("ModifyImageSharePermission", ImageId="m-1", AddAccount__1=CONSUMER),
    entry("ModifyImageSharePermission", ImageId="m-own", RemoveAccount__1=CONSUMER),
    tag_snapshots("s-m-web"),
    entry("DeleteImage", ImageId="m-web"),
    entry("DeleteImage", ImageId="m-own"),
    entry("DeleteSnapshot", SnapshotId="s-m-2"),
    copy_call(),
]


def removals(log: Sequence[dict[str, Any]]) -> list[str]:
    return [item.rule for item in unasked_removals(case(before(), log=log, made=MADE), log)]


def test_copies_may_be_removed() -> None:
    assert removals(REMOVED) == []


@pytest.mark.parametrize("call", NOT_TO_GO, ids=lambda item: f"{item['action']} {max(item['parameters'].values())}")
def test_nothing_else_may_be_removed(call: dict[str, Any]) -> None:
    assert removals([*REMOVED, call]) == ["unasked write"]
