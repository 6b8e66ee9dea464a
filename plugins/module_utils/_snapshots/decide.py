# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When a snapshot's copy is reused, waited for, started or removed. Tags say what a copy is, and facts must agree."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._core.image_names import valid_name
from .._images.encryption import bare_key_id
from .._model.errors import CopyFailed, InvalidInput
from .._model.image_copy import PENDING_STATES, TAG_RUN, CopyAction, CopyState
from .._model.snapshot import TAG_DATA_DISK, TAG_SNAPSHOT_COPY, TAG_SOURCE_SNAPSHOT, Snapshot, SnapshotCopyStart
from .values import DONE, FAILED, SnapshotCopy, SnapshotCopyRequest, SnapshotWorld, state_of

MARKS = (TAG_SOURCE_SNAPSHOT, TAG_SNAPSHOT_COPY, TAG_DATA_DISK)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotCopyPlan:
    """`copies` are what is there or will be, in the order asked for; `starts` the calls by source.

    `failed` are earlier attempts by source, which go once their successor is there; `removed` are copies to remove.
    """

    request: SnapshotCopyRequest
    copies: tuple[SnapshotCopy, ...] = ()
    starts: Mapping[str, SnapshotCopyStart]
    failed: Mapping[str, tuple[str, ...]]
    removed: tuple[SnapshotCopy, ...] = ()

    @property
    def changed(self) -> bool:
        """Is anything written."""
        return bool(self.starts or self.removed)

    @property
    def has_work(self) -> bool:
        """Waiting for copies that an earlier run began is work, too."""
        waits = self.request.wait and any(copy.state in PENDING_STATES for copy in self.copies)
        return self.changed or waits

    @property
    def before(self) -> dict[str, Any]:
        """What there is."""
        return _shown([*(copy for copy in self.copies if copy.source_id not in self.starts), *self.removed])

    @property
    def after(self) -> dict[str, Any]:
        """What will be."""
        return _shown(self.copies)

    def predicted(self) -> list[SnapshotCopy]:
        """Return the copies of check mode."""
        return [*self.copies, *(replace(copy, state=CopyState.ABSENT) for copy in self.removed)]


def _shown(copies: Sequence[SnapshotCopy]) -> dict[str, Any]:
    shown = {copy.source_id: copy.to_result() for copy in copies}
    return {source: {key: row[key] for key in ("snapshot_id", "region", "kms_key_id")} for source, row in shown.items()}


def plan_snapshot_copies(request: SnapshotCopyRequest, world: SnapshotWorld) -> SnapshotCopyPlan:
    """Decide for each snapshot. Raises InvalidInput for a source that cannot be copied, or a copy that may not go."""
    if request.absent:
        return _plan_removal(request, world)
    for snapshot_id in request.snapshot_ids:
        _check_source(request, snapshot_id, world.sources.get(snapshot_id))
    copies, starts, failed = [], {}, {}
    for snapshot_id in request.snapshot_ids:
        source = world.sources[snapshot_id]
        mine = sorted(ours(request, world, source), key=_rank)
        best = next((item for item in mine if item.status != FAILED), None)
        # An earlier attempt that failed goes when its successor is there.
        failed[snapshot_id] = tuple(item.snapshot_id for item in mine if item.status == FAILED)
        if best is None:
            starts[snapshot_id] = start_of(request, world, source, failed[snapshot_id])
        copies.append(_described(request, world, source, best))
    return SnapshotCopyPlan(request=request, copies=tuple(copies), starts=starts, failed=failed)


def _check_source(request: SnapshotCopyRequest, snapshot_id: str, source: Snapshot | None) -> None:
    if source is None:
        remedy = "Give the id of a snapshot of this account and region, or of one that is shared with it."
        raise InvalidInput("snapshot_ids", snapshot_id, f"is not found in {request.region}", remedy)
    if source.status == FAILED:
        raise InvalidInput("snapshot_ids", snapshot_id, "has failed and holds no data", "Leave it out.")
    if source.status != DONE:
        remedy = "Wait until it is complete."
        raise InvalidInput("snapshot_ids", snapshot_id, f"is still being made ({source.progress}%)", remedy)


def copy_mark(world: SnapshotWorld, source_region: str, region: str) -> str:
    """Return the value of the tag that says what a copy is: account, regions and key."""
    return f"{world.account_id}/{source_region}>{region}/{world.kms_key_id}"


def ours(request: SnapshotCopyRequest, world: SnapshotWorld, source: Snapshot) -> list[Snapshot]:
    """Return the copies of a snapshot that were made for this request.

    Where it says which disk the snapshot is of, they are of that disk: no two images have one copy in common.
    """
    disk = request.disks.get(source.snapshot_id)
    mark = copy_mark(world, request.region, request.destination)
    return [
        item
        for item in world.there
        if item.tags.get(TAG_SOURCE_SNAPSHOT) == source.snapshot_id
        and item.tags.get(TAG_SNAPSHOT_COPY) == mark
        and (disk is None or item.tags.get(TAG_DATA_DISK) == str(disk))
        and not problem_of(item, source.snapshot_id, source.size_gib, world.kms_key_id)
    ]


def begun_elsewhere(start: SnapshotCopyStart, there: Sequence[Snapshot]) -> Snapshot | None:
    """Return a copy that another run began and that is what a call would make; None without one."""
    marks = {name: value for name, value in start.tags.items() if name in MARKS}
    mine = (item for item in there if marks.items() <= item.tags.items() and item.status != FAILED)
    return min(mine, key=_rank, default=None)


def problem_of(copy: Snapshot, source_id: str, size_gib: int, kms_key_id: str) -> str:
    """Return what ECS says of a copy that is not as asked for; empty if all of it is."""
    if copy.source_snapshot_id not in ("", source_id):
        return f"is a copy of {copy.source_snapshot_id}"
    if copy.size_gib != size_gib:
        return f"has {copy.size_gib} GiB, and its source {size_gib}"
    if copy.status == DONE and not (copy.encrypted and bare_key_id(copy.kms_key_id) == kms_key_id):
        return f"is encrypted with {copy.kms_key_id or 'no known key'}, not with {kms_key_id}"
    return ""


def _rank(copy: Snapshot) -> tuple[bool, str]:
    return copy.status != DONE, copy.created


def start_of(
    request: SnapshotCopyRequest, world: SnapshotWorld, source: Snapshot, failed: Sequence[str]
) -> SnapshotCopyStart:
    """Return the CopySnapshot call; the client token is another one after attempts that failed, and for each run."""
    mark = copy_mark(world, request.region, request.destination)
    disk = {TAG_DATA_DISK: str(request.disks[source.snapshot_id])} if source.snapshot_id in request.disks else {}
    digest = hashlib.sha256(" ".join((source.snapshot_id, mark, *disk.values(), *sorted(failed))).encode()).hexdigest()
    return SnapshotCopyStart(
        source_id=source.snapshot_id,
        source_region=request.region,
        region=request.destination,
        kms_key_id=world.kms_key_id,
        name=valid_name(source.name or source.snapshot_id),
        description=f"Copy of {source.snapshot_id} in {request.region}",
        tags={
            **request.tags,
            TAG_SOURCE_SNAPSHOT: source.snapshot_id,
            TAG_SNAPSHOT_COPY: mark,
            **disk,
            **({TAG_RUN: request.run} if request.run else {}),
        },
        client_token=f"imageops-{digest[:40]}",
    )


def _described(
    request: SnapshotCopyRequest, world: SnapshotWorld, source: Snapshot, copy: Snapshot | None
) -> SnapshotCopy:
    planned = SnapshotCopy(
        source_id=source.snapshot_id,
        source_region=request.region,
        region=request.destination,
        kms_key_id=world.kms_key_id,
        name=valid_name(source.name or source.snapshot_id),
        size_gib=source.size_gib,
        state=CopyState.PLANNED,
        action=CopyAction.STARTED,
    )
    if copy is None:
        return planned
    action = CopyAction.REUSED if copy.status == DONE else CopyAction.ADOPTED
    return as_read(replace(planned, action=action), copy)


def as_read(copy: SnapshotCopy, snapshot: Snapshot) -> SnapshotCopy:
    """Return a copy as ECS shows it now."""
    return replace(
        copy,
        snapshot_id=snapshot.snapshot_id,
        name=snapshot.name,
        state=state_of(snapshot),
        progress=snapshot.progress,
    )


def outcome_problem(copy: SnapshotCopy, snapshot: Snapshot) -> CopyFailed | None:
    """Return the error of a copy that has ended and is not as asked for."""
    what = f"the copy {snapshot.snapshot_id} of {copy.source_id} in {copy.region}"
    if snapshot.status == FAILED:
        return CopyFailed("SnapshotCopyFailed", f"{what} has failed")
    problem = problem_of(snapshot, copy.source_id, copy.size_gib, copy.kms_key_id)
    return CopyFailed("SnapshotCopyFailed", f"{what} {problem}") if problem else None


def _plan_removal(request: SnapshotCopyRequest, world: SnapshotWorld) -> SnapshotCopyPlan:
    removed = []
    for item in world.there:
        if _is_to_go(request, world, item):
            if problem := why_kept(item):
                remedy = "Nothing was done. Stop sharing it (snapshot_share, state absent), or remove what uses it."
                raise InvalidInput("snapshot_ids", item.tags[TAG_SOURCE_SNAPSHOT], problem, remedy)
            removed.append(_to_remove(request, item))
    return SnapshotCopyPlan(request=request, starts={}, failed={}, removed=tuple(removed))


def _is_to_go(request: SnapshotCopyRequest, world: SnapshotWorld, item: Snapshot) -> bool:
    """Return whether a snapshot is such a copy by its tags and by what ECS says."""
    source_id, key = item.tags.get(TAG_SOURCE_SNAPSHOT, ""), bare_key_id(item.kms_key_id)
    wanted = copy_mark(world, request.region, request.destination)
    mark = item.tags.get(TAG_SNAPSHOT_COPY, "")
    is_ours = mark == (wanted if world.kms_key_id else f"{wanted}{key}")
    is_of_run = request.run in ("", item.tags.get(TAG_RUN))
    is_of_source = item.source_snapshot_id in ("", source_id)
    is_asked = source_id in request.snapshot_ids and is_of_run
    return is_asked and is_ours and is_of_source and key in ("", mark.rpartition("/")[2])


def why_kept(item: Snapshot) -> str:
    """Return why a copy cannot be removed; empty if it may go."""
    if item.is_shared:
        return f"has a copy, {item.snapshot_id}, that is shared"
    return f"has a copy, {item.snapshot_id}, that images are made of" if item.usage.startswith("image") else ""


def _to_remove(request: SnapshotCopyRequest, item: Snapshot) -> SnapshotCopy:
    return SnapshotCopy(
        source_id=item.tags[TAG_SOURCE_SNAPSHOT],
        source_region=request.region,
        region=request.destination,
        kms_key_id=item.kms_key_id,
        name=item.name,
        size_gib=item.size_gib,
        state=state_of(item),
        action=CopyAction.REMOVED,
        snapshot_id=item.snapshot_id,
        progress=item.progress,
    )
