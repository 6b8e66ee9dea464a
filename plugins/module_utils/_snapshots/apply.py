# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copying snapshots: start, wait, verify, and remove earlier attempts that failed; removing copies."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from .._api.ecs_removal import delete_snapshot, undeleted
from .._api.ecs_snapshots import list_all_snapshots, list_snapshots, start_snapshot_copy
from .._client.codes import is_transient
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ApiError, CopyFailed, ImageopsError
from .._model.image_copy import CopyAction, CopyState
from .decide import SnapshotCopyPlan, as_read, begun_elsewhere, outcome_problem
from .values import SnapshotCopy

# ECS copies a snapshot to a region once at a time; another run may be at it.
UNFINISHED = ("InvalidOperation.UnfinishedCrossRegionCopy", "InvalidOperation.UnfinishedEncryptedSnapshotCopy")
# Assumed: lists show a new snapshot by then; the vendor promises nothing.
LISTED_AFTER_SECONDS = 120


@dataclass(slots=True)
class SnapshotCopier:
    """Carry out a plan. `copies` and `failures` are by source."""

    session: Session
    plan: SnapshotCopyPlan
    copies: dict[str, SnapshotCopy] = field(default_factory=dict)
    failures: dict[str, Exception] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        self.copies = {copy.source_id: copy for copy in self.plan.copies}

    def run(self) -> bool:
        """Copy until all have ended, or once without waiting. Return whether anything was written."""
        request = self.plan.request
        pauses, deadline = growing(request.poll_seconds), time.monotonic() + request.wait_timeout
        while True:
            self._adopt()
            self._start()
            self._look()
            if not request.wait or not self._pending():
                break
            left = deadline - time.monotonic()
            if left <= 0:
                self._time_out()
                break
            time.sleep(min(next(pauses), left))
        self._remove_failed()
        return any(copy.action is CopyAction.STARTED and copy.snapshot_id for copy in self.copies.values())

    def _pending(self) -> list[SnapshotCopy]:
        return [
            copy
            for source_id, copy in self.copies.items()
            if source_id not in self.failures and copy.state is not CopyState.AVAILABLE
        ]

    def _adopt(self) -> None:
        """Look whether what was refused is what another run, or this one before it was cut off, has begun."""
        queued = [copy for copy in self._pending() if copy.state is CopyState.QUEUED]
        there = list_all_snapshots(self.session, self.plan.request.destination) if queued else []
        for copy in queued:
            if found := begun_elsewhere(self.plan.starts[copy.source_id], there):
                self.copies[copy.source_id] = as_read(replace(copy, action=CopyAction.ADOPTED), found)

    def _start(self) -> None:
        waiting = [copy.source_id for copy in self._pending() if not copy.snapshot_id]
        for source_id, answer in self.session.map(self._call, waiting):
            copy = self.copies[source_id]
            if isinstance(answer, str):
                self._since[source_id] = time.monotonic()
                self.copies[source_id] = replace(copy, snapshot_id=answer, state=CopyState.COPYING)
            elif self.plan.request.wait and (is_unfinished(answer) or is_transient(answer)):
                self.copies[source_id] = replace(copy, state=CopyState.QUEUED)
            else:
                self._fail(source_id, answer)

    def _call(self, source_id: str) -> str:
        # A token outlives its copy and would give the id of one that was removed, so that each run has its own.
        start = self.plan.starts[source_id]
        token = f"{start.client_token}-{int(self._began):x}"
        return start_snapshot_copy(self.session, replace(start, client_token=token))

    def _look(self) -> None:
        pending = {copy.snapshot_id: copy for copy in self._pending() if copy.snapshot_id}
        if not pending:
            return
        seen = list_snapshots(self.session, self.plan.request.destination, list(pending))
        for snapshot_id, copy in pending.items():
            snapshot = seen.get(snapshot_id)
            if snapshot is None:
                self._miss(copy)
                continue
            self.copies[copy.source_id] = as_read(copy, snapshot)
            if snapshot.status in ("accomplished", "failed") and (error := outcome_problem(copy, snapshot)):
                self._fail(copy.source_id, error)

    def _miss(self, copy: SnapshotCopy) -> None:
        since = self._since.setdefault(copy.source_id, time.monotonic())
        if time.monotonic() - since > LISTED_AFTER_SECONDS:
            message = f"the copy {copy.snapshot_id} of {copy.source_id} is not listed in {copy.region}"
            self._fail(copy.source_id, CopyFailed("SnapshotCopyFailed", message))

    def _time_out(self) -> None:
        for copy in self._pending():
            message = f"wait_timeout: {self.plan.request.wait_timeout} seconds have passed, and the copy of "
            message += f"{copy.source_id} is {copy.state} ({copy.progress}%). Run the same task again to wait for it"
            self.failures[copy.source_id] = CopyFailed("WaitTimeout", message)

    def _fail(self, source_id: str, error: Exception) -> None:
        self.failures[source_id] = error
        self.copies[source_id] = replace(self.copies[source_id], state=CopyState.FAILED)

    def _remove_failed(self) -> None:
        region = self.plan.request.destination
        for source_id, snapshot_ids in self.plan.failed.items():
            if self.copies[source_id].state is CopyState.AVAILABLE:
                for snapshot_id in snapshot_ids:
                    delete_snapshot(self.session, region, snapshot_id)


def is_unfinished(error: ImageopsError) -> bool:
    """Return whether another copy of the same snapshot is still in progress."""
    return isinstance(error, ApiError) and error.code in UNFINISHED


def remove_snapshot_copies(session: Session, plan: SnapshotCopyPlan) -> tuple[list[SnapshotCopy], dict[str, Exception]]:
    """Remove copies and read back that they are gone. Return all with their new state, and failures by source."""
    region = plan.request.destination
    by_id = {copy.snapshot_id: copy for copy in plan.removed}

    def remove(snapshot_id: str) -> None:
        delete_snapshot(session, region, snapshot_id)

    answers = session.map(remove, list(by_id))
    failures: dict[str, Exception] = {
        snapshot_id: answer for snapshot_id, answer in answers if isinstance(answer, Exception)
    }
    failures |= undeleted(session, region, [snapshot_id for snapshot_id in by_id if snapshot_id not in failures])
    copies = [
        copy if snapshot_id in failures else replace(copy, state=CopyState.ABSENT)
        for snapshot_id, copy in by_id.items()
    ]
    return copies, {by_id[snapshot_id].source_id: error for snapshot_id, error in failures.items()}
