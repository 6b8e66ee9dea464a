# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Snapshots of the emulator are copied and removed, whatever goes wrong."""

from __future__ import annotations

import time
from typing import Any

import pytest

from plugins.module_utils._client.session import Session
from plugins.module_utils._model.image_copy import CopyState, WantedState
from plugins.module_utils._snapshots.apply import SnapshotCopier, remove_snapshot_copies
from plugins.module_utils._snapshots.decide import plan_snapshot_copies
from plugins.module_utils._snapshots.observe import observe_snapshot_copies
from plugins.module_utils._snapshots.values import SnapshotCopyRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, KEY

SNAPSHOT = "s-plain"


def request(**more: Any) -> SnapshotCopyRequest:
    given = {
        "region": HOME,
        "snapshot_ids": (SNAPSHOT,),
        "destination": HOME,
        "key": KEY,
        "state": WantedState.PRESENT,
        "poll_seconds": 1,
    }
    return SnapshotCopyRequest(**{**given, **more})


def copy(session: Session, **more: Any) -> tuple[SnapshotCopier, bool]:
    asked = request(**more)
    copier = SnapshotCopier(session=session, plan=plan_snapshot_copies(asked, observe_snapshot_copies(session, asked)))
    return copier, copier.run()


def remove(session: Session) -> tuple[list[str], list[str]]:
    asked = request(state=WantedState.ABSENT, key="")
    plan = plan_snapshot_copies(asked, observe_snapshot_copies(session, asked))
    copies, failures = remove_snapshot_copies(session, plan)
    return [str(item.state) for item in copies], list(failures)


@pytest.fixture
def moving(emu: Harness, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """The emulator's clock goes on by a minute with every wait."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: emu.advance(60))
    return emu


def test_a_copy_is_waited_for_and_made_once(moving: Harness, connect: Connect) -> None:
    moving.set(copy_seconds=100)
    copier, changed = copy(connect())
    assert (copier.failures, changed) == ({}, True)
    assert copier.copies[SNAPSHOT].state is CopyState.AVAILABLE
    again, changed = copy(connect())
    assert (again.copies[SNAPSHOT].snapshot_id, changed) == (copier.copies[SNAPSHOT].snapshot_id, False)


def test_a_copy_that_was_removed_is_made_again(moving: Harness, connect: Connect) -> None:
    moving.set(copy_seconds=0)
    first, _changed = copy(connect())
    assert remove(connect()) == (["absent"], [])
    # Another run has another client token.
    copier = SnapshotCopier(session=connect(), plan=first.plan, _began=time.time() + 1)
    copier.run()
    assert copier.copies[SNAPSHOT].snapshot_id != first.copies[SNAPSHOT].snapshot_id
    assert copier.copies[SNAPSHOT].state is CopyState.AVAILABLE


def test_ecs_copies_it_for_somebody_else_first(moving: Harness, connect: Connect) -> None:
    moving.set(copy_seconds=100)
    named = {"DestinationSnapshotName": "other", "DestinationSnapshotDescription": "other"}
    moving.ecs("CopySnapshot", SnapshotId=SNAPSHOT, DestinationRegionId=HOME, Encrypted=True, **named)
    copier, changed = copy(connect())
    assert (copier.failures, changed) == ({}, True)
    refused = [item for item in moving.log() if item["code"] == "InvalidOperation.UnfinishedEncryptedSnapshotCopy"]
    assert len(refused) >= 1


def test_what_a_run_that_was_cut_off_began_is_adopted_though_lists_lag(moving: Harness, connect: Connect) -> None:
    """The second run does not see the first one's copy, is refused, and would otherwise make another one."""
    moving.set(copy_seconds=600, list_lag_seconds=90)
    first, _changed = copy(connect(), wait=False)
    asked = request()
    plan = plan_snapshot_copies(asked, observe_snapshot_copies(connect(), asked))
    copier = SnapshotCopier(session=connect(), plan=plan, _began=time.time() + 1)
    copier.run()

    assert list(plan.starts) == [SNAPSHOT]
    assert (copier.failures, copier.copies[SNAPSHOT].state) == ({}, CopyState.AVAILABLE)
    assert str(copier.copies[SNAPSHOT].action) == "adopted"
    assert copier.copies[SNAPSHOT].snapshot_id == first.copies[SNAPSHOT].snapshot_id
    made = [item for item in moving.log() if item["action"] == "CopySnapshot" and item["status"] == 200]
    assert len(made) == 1


def test_lists_may_lag_behind(moving: Harness, connect: Connect) -> None:
    moving.set(copy_seconds=10, list_lag_seconds=90)
    copier, _changed = copy(connect())
    assert (copier.failures, copier.copies[SNAPSHOT].state) == ({}, CopyState.AVAILABLE)


def test_a_copy_that_somebody_removes_meanwhile_is_reported(
    emu: Harness, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    emu.set(copy_seconds=1000)
    now = [0.0]

    def sleep(_seconds: float) -> None:
        now[0] += 60
        for item in emu.ecs("DescribeSnapshots", PageSize=100)["Snapshots"]["Snapshot"]:
            if item["SourceSnapshotId"] == SNAPSHOT:
                emu.call("ecs", "DeleteSnapshot", SnapshotId=item["SnapshotId"])

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    copier, _changed = copy(connect())
    assert "is not listed in cn-beijing" in str(copier.failures[SNAPSHOT])
    assert copier.copies[SNAPSHOT].state is CopyState.FAILED


def test_a_failed_copy_goes_when_its_successor_is_there(moving: Harness, connect: Connect) -> None:
    moving.set(copy_seconds=0)
    first, _changed = copy(connect())
    world = moving.control("GET", "world")
    snapshots = world["accounts"]["1000000000000001"]["regions"][HOME]["snapshots"]
    failed = next(item for item in snapshots if item["id"] == first.copies[SNAPSHOT].snapshot_id)
    failed["status"] = "failed"
    failed.pop("copying", None)
    moving.control("POST", "reset", world)
    second, changed = copy(connect())
    assert (second.failures, changed) == ({}, True)
    there = [item["SnapshotId"] for item in moving.ecs("DescribeSnapshots", PageSize=100)["Snapshots"]["Snapshot"]]
    assert first.copies[SNAPSHOT].snapshot_id not in there
    assert second.copies[SNAPSHOT].snapshot_id in there
