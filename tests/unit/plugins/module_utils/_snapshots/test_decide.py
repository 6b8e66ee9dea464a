# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When a snapshot's copy is reused, waited for, started or removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image_copy import CopyAction, CopyState, WantedState
from plugins.module_utils._model.snapshot import DataDisk, Snapshot
from plugins.module_utils._snapshots.decide import (
    SnapshotCopyPlan,
    begun_elsewhere,
    outcome_problem,
    plan_snapshot_copies,
)
from plugins.module_utils._snapshots.values import SnapshotCopyRequest, SnapshotWorld

from ..support import AWAY, HOME, KEY, OWNER

MARK = f"{OWNER}/{HOME}>{HOME}/{KEY}"
TAGS = {"imageops:source-snapshot": "s-1", "imageops:snapshot-copy": MARK}
SOURCE = Snapshot(snapshot_id="s-1", encrypted=True, kms_key_id="key-x", size_gib=100, status="accomplished")
COPY = Snapshot(
    snapshot_id="s-copy",
    encrypted=True,
    kms_key_id=KEY,
    size_gib=100,
    source_snapshot_id="s-1",
    name="data",
    status="accomplished",
    progress=100,
    tags=TAGS,
)


def request(**more: Any) -> SnapshotCopyRequest:
    given = {"region": HOME, "snapshot_ids": ("s-1",), "destination": HOME, "key": KEY, "state": WantedState.PRESENT}
    return SnapshotCopyRequest(**{**given, **more})


def plan(*there: Snapshot, source: Snapshot | None = SOURCE, key: str = KEY, **more: Any) -> SnapshotCopyPlan:
    sources = {"s-1": source} if source else {}
    world = SnapshotWorld(account_id=OWNER, sources=sources, there=there, kms_key_id=key)
    return plan_snapshot_copies(request(**more), world)


def remove(*there: Snapshot, key: str = KEY) -> list[str]:
    found = plan(*there, key=key, state=WantedState.ABSENT)
    assert found.changed is bool(found.removed)
    return [copy.snapshot_id for copy in found.removed]


def test_a_snapshot_without_a_copy_is_copied() -> None:
    found = plan(replace(SOURCE, name="data"), run="weekly", tags={"team": "web"})
    start = found.starts["s-1"]
    assert (found.changed, found.has_work) == (True, True)
    assert (start.source_region, start.region, start.kms_key_id) == (HOME, HOME, KEY)
    assert dict(start.tags) == {**TAGS, "team": "web", "imageops:run": "weekly"}
    assert (found.before, found.after) == ({}, {"s-1": {"snapshot_id": "", "region": HOME, "kms_key_id": KEY}})
    assert len(start.client_token) < 64 - len("-ffffffff")


def test_a_call_that_is_repeated_makes_no_second_copy_even_with_another_release() -> None:
    # ECS knows a repeated call by its token, so it may not change between releases.
    assert plan().starts["s-1"].client_token == "imageops-1ce20f61600280be4454d3fb67b4c1c6a41f72f5"


def test_after_a_failed_copy_and_for_another_disk_the_call_is_another_one() -> None:
    token = plan().starts["s-1"].client_token
    assert plan(replace(COPY, status="failed")).starts["s-1"].client_token != token
    disk = DataDisk(image_id="m-1", device="/dev/xvdb", number=1, count=1)
    assert plan(disks={"s-1": disk}).starts["s-1"].client_token != token


def test_a_copy_for_another_images_disk_is_not_taken() -> None:
    disk = DataDisk(image_id="m-1", device="/dev/xvdb", number=1, count=1)
    theirs = replace(COPY, tags={**TAGS, "imageops:data-disk": "m-2 /dev/xvdb 1/1"})
    mine = replace(COPY, snapshot_id="s-mine", tags={**TAGS, "imageops:data-disk": "m-1 /dev/xvdb 1/1"})
    start = plan(COPY, theirs, disks={"s-1": disk}).starts["s-1"]
    assert dict(start.tags) == dict(mine.tags)
    assert [copy.snapshot_id for copy in plan(theirs, mine, disks={"s-1": disk}).copies] == ["s-mine"]
    assert [copy.snapshot_id for copy in plan(theirs).copies] == ["s-copy"]


def test_a_copy_that_another_run_began_meanwhile_is_taken_unless_it_failed() -> None:
    start = plan(run="weekly").starts["s-1"]
    failed = replace(COPY, snapshot_id="s-bad", status="failed", created="2024-01-01T00:00:00Z")
    running = replace(COPY, snapshot_id="s-running", status="progressing", created="2025-01-01T00:00:00Z")
    assert begun_elsewhere(start, [failed, running, COPY]) == COPY
    assert begun_elsewhere(start, [failed, running]) == running
    assert begun_elsewhere(start, [failed, replace(COPY, tags={**TAGS, "imageops:source-snapshot": "s-2"})]) is None


def test_a_copy_that_is_as_asked_for_is_reused() -> None:
    found = plan(COPY)
    assert (found.changed, found.has_work) == (False, False)
    assert (found.copies[0].state, found.copies[0].action) == (CopyState.AVAILABLE, CopyAction.REUSED)
    assert found.before == found.after


@pytest.mark.parametrize(("wait", "work"), [(True, True), (False, False)])
def test_a_copy_in_progress_is_adopted(wait: bool, work: bool) -> None:
    found = plan(replace(COPY, status="progressing", kms_key_id="", encrypted=False, progress=30), wait=wait)
    assert (found.changed, found.has_work) == (False, work)
    assert (found.copies[0].state, found.copies[0].action) == (CopyState.COPYING, CopyAction.ADOPTED)
    assert found.copies[0].progress == 30


def test_after_a_failed_copy_another_is_made_and_the_failed_one_goes() -> None:
    found = plan(replace(COPY, snapshot_id="s-bad", status="failed"))
    assert (list(found.starts), found.failed) == (["s-1"], {"s-1": ("s-bad",)})


def test_a_finished_copy_is_preferred_to_one_in_progress() -> None:
    running = replace(COPY, snapshot_id="s-running", status="progressing", created="2025-01-01T00:00:00Z")
    assert plan(running, replace(COPY, created="2026-01-01T00:00:00Z")).copies[0].snapshot_id == "s-copy"


@pytest.mark.parametrize(
    "change",
    [
        {"kms_key_id": "key-y"},
        {"encrypted": False},
        {"size_gib": 40},
        {"source_snapshot_id": "s-2"},
        {"tags": {**TAGS, "imageops:source-snapshot": "s-2"}},
        {"tags": {**TAGS, "imageops:snapshot-copy": f"{OWNER}/{HOME}>{AWAY}/{KEY}"}},
        {"tags": {}},
    ],
)
def test_tags_or_facts_that_say_otherwise_are_no_copy(change: dict[str, Any]) -> None:
    assert list(plan(replace(COPY, **change)).starts) == ["s-1"]


def test_a_key_may_be_shown_as_an_arn() -> None:
    assert plan(replace(COPY, kms_key_id=f"acs:kms:{HOME}:{OWNER}:key/{KEY}")).starts == {}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (None, "is not found in cn-beijing"),
        (replace(SOURCE, status="progressing", progress=7), r"still being made \(7%\)"),
        (replace(SOURCE, status="failed"), "holds no data"),
    ],
)
def test_a_source_that_cannot_be_copied_is_refused(source: Snapshot | None, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as raised:
        plan(source=source)
    assert raised.value.option == "snapshot_ids"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"status": "failed"}, "has failed"),
        ({"kms_key_id": "key-y"}, "is encrypted with key-y, not with key-bj"),
        ({"kms_key_id": "", "encrypted": False}, "no known key"),
        ({"size_gib": 99}, "has 99 GiB, and its source 100"),
        ({"source_snapshot_id": "s-2"}, "is a copy of s-2"),
    ],
)
def test_an_ended_copy_is_verified(change: dict[str, Any], says: str) -> None:
    (copy,) = plan().copies
    found = outcome_problem(copy, replace(COPY, **change))
    assert says in str(found) if says else found is None


@pytest.mark.parametrize(
    ("change", "key", "goes"),
    [
        ({}, KEY, True),
        ({}, "", True),
        ({}, "key-y", False),
        ({"status": "progressing", "kms_key_id": ""}, KEY, True),
        ({"kms_key_id": "key-y"}, KEY, False),
        ({"kms_key_id": "key-y"}, "", False),
        ({"source_snapshot_id": "s-2"}, KEY, False),
        ({"source_snapshot_id": ""}, KEY, True),
        ({"tags": {"imageops:source-snapshot": "s-1"}}, "", False),
        ({"tags": {**TAGS, "imageops:source-snapshot": "s-2"}}, "", False),
    ],
)
def test_exactly_what_this_module_made_is_removed(change: dict[str, Any], key: str, goes: bool) -> None:
    assert remove(replace(COPY, **change), key=key) == (["s-copy"] if goes else [])


@pytest.mark.parametrize(("run", "goes"), [("", True), ("weekly", True), ("nightly", False)])
def test_with_a_run_only_the_copies_that_it_began_are_removed(run: str, goes: bool) -> None:
    found = plan(replace(COPY, tags={**TAGS, "imageops:run": "weekly"}), state=WantedState.ABSENT, run=run)
    assert [(copy.snapshot_id, copy.state) for copy in found.predicted()] == (
        [("s-copy", CopyState.ABSENT)] if goes else []
    )
    assert (list(found.before), found.after) == (["s-1"] if goes else [], {})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tags": {**TAGS, "acs:ecs:isShared": "true"}}, "that is shared"),
        ({"usage": "image"}, "that images are made of"),
        ({"usage": "image_disk"}, "that images are made of"),
    ],
)
def test_a_copy_in_use_is_not_removed(change: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        remove(replace(COPY, **change))
