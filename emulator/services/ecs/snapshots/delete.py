# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DeleteSnapshot."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import NOBODY_KNOWS, PLANNED
from ....state.sharing_reach import is_in_share
from ..arns import arn
from .shared import find_shared


@action(
    "ecs",
    "DeleteSnapshot",
    mutating=True,
    resources=lambda call: [arn(call, "snapshot", call.parameters.text("SnapshotId"))],
    models=("Force", "SnapshotId"),
    errors=(
        "InvalidOperation.DeleteSharedSnapshotUnsupported", "InvalidSnapshotId.NotFound", "SnapshotCreatedDisk",
        "SnapshotCreatedImage",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError", "Operation.Conflict"),
        Gap.of("instant access is not modelled", "InvalidOperation.RelatedSnapshotNotFinished"),
        Gap.of("no other product manages snapshots", "InvalidOperation.ResourceManagedByCloudProduct"),
        Gap.of(NOBODY_KNOWS, "IncorrectDiskStatus.CreatingSnapshot"),
    ),
    notes=(
        Note("there is no RegionId: the region is the endpoint's", "ECS-SDK"),
        Note("refused while an image uses it, with Force too", "API page; with Force: assumed"),
        Note(
            "refused without Force while a disk is said to be made from it (`snapshot` of a disk in the world)",
            "ECS-SDK",
        ),
        Note(
            "an unknown id is ignored: the answer is a success (setting unknown_snapshot)",
            "ECS-2021, ECS-SDK; the error table names InvalidSnapshotId.NotFound",
        ),
        Note("refused while it is in a resource share", "API page; with Force, and without targets: assumed"),
        Note("a consumer cannot delete what is shared with it: the same code", "UG-sharesnap; the code: assumed"),
        Note("deleting a snapshot that is being made cancels it", "ECS-2021, ECS-SDK"),
        Note("so does deleting one that is being copied", "assumed"),
    ),
)  # fmt: skip
def delete_snapshot(call: Call) -> Answer:
    """Remove a snapshot."""
    region = call.region
    snapshot_id = call.parameters.text("SnapshotId")
    snapshot = region.snapshots.get(snapshot_id)
    if is_in_share(call.cloud, region, snapshot_id) or find_shared(call, snapshot_id) is not None:
        raise call.refuse("InvalidOperation.DeleteSharedSnapshotUnsupported")
    if snapshot is None:
        if call.cloud.settings.unknown_snapshot == "refuse":
            raise call.refuse("InvalidSnapshotId.NotFound")
        return {}
    if snapshot.images:
        raise call.refuse("SnapshotCreatedImage")
    made_disk = any(disk.snapshot == snapshot.id for disk in region.disks().values())
    if made_disk and not call.parameters.flag("Force"):
        raise call.refuse("SnapshotCreatedDisk")
    del region.snapshots[snapshot.id]
    return {}
