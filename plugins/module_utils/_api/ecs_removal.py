# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What removes images and snapshots: CancelCopyImage, DeleteImage, DeleteSnapshot. Images are never forced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError
from .ecs_snapshots import list_snapshots

SNAPSHOT_GONE = "InvalidSnapshotId.NotFound"
SNAPSHOT_LISTED = "snapshot_not_deleted"
# ECS: the operation conflicts with others, to be tried again later.
SNAPSHOT_BUSY = ("Operation.Conflict",)


def cancel_copy(session: Session, region: str, image_id: str) -> None:
    """Stop a copy that is being made, and remove it. Needs ecs:CancelCopyImage.

    Raises Missing for an image that is not there, ApiError with `IncorrectImageStatus` for a copy that has ended.
    """
    query: dict[str, Any] = {"RegionId": region, "ImageId": image_id}
    session.call(ECS, region, "CancelCopyImage", query)


def delete_image(session: Session, region: str, image_id: str) -> None:
    """Delete an image, whose snapshots stay; one that is not there is no error. Needs ecs:DeleteImage."""
    query: dict[str, Any] = {"RegionId": region, "ImageId": image_id}
    session.call(ECS, region, "DeleteImage", query)


def delete_snapshot(session: Session, region: str, snapshot_id: str, *, force: bool = False) -> None:
    """Ask ECS to delete a snapshot; one that is not there is no error. Needs ecs:DeleteSnapshot.

    With `force` also one that disks were made of, which ECS cannot re-initialise any more then. The action has no
    RegionId: its region is the endpoint's. ECS ignores ids that it does not know there, so that success proves
    nothing: `undeleted` reads the snapshots back.
    """
    query: dict[str, Any] = {"SnapshotId": snapshot_id}
    if force:
        query["Force"] = True
    try:
        session.call(ECS, region, "DeleteSnapshot", query, SNAPSHOT_BUSY)
    except ApiError as error:
        if error.code != SNAPSHOT_GONE:
            raise


def undeleted(session: Session, region: str, snapshot_ids: Sequence[str]) -> dict[str, ApiError]:
    """Return the error of each deleted snapshot that the region still lists. Needs ecs:DescribeSnapshots."""
    listed = list_snapshots(session, region, snapshot_ids) if snapshot_ids else {}
    return {
        snapshot_id: ApiError(
            SNAPSHOT_LISTED,
            f"ECS accepted the deletion of the snapshot {snapshot_id} and still lists it",
            action="DeleteSnapshot",
            region=region,
        )
        for snapshot_id in listed
    }
