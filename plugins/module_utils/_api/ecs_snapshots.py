# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS snapshots: DescribeSnapshots, CopySnapshot."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from .._client.answer import unwrap
from .._client.paging import tokened
from .._client.sdk import ECS
from .._client.session import Session
from .._model.snapshot import Snapshot, SnapshotCopyStart
from .wire import Answer, flag, number, text

IDS_PER_CALL = 100


def list_snapshots(session: Session, region: str, snapshot_ids: Sequence[str]) -> dict[str, Snapshot]:
    """These snapshots by id, as far as they can be seen; 100 a call, side by side. Needs ecs:DescribeSnapshots."""
    ids = sorted(set(snapshot_ids))
    batches = [ids[start : start + IDS_PER_CALL] for start in range(0, len(ids), IDS_PER_CALL)]

    def read(batch: list[str]) -> list[Snapshot]:
        query = {"RegionId": region, "SnapshotIds": json.dumps(batch)}

        def fetch(page: dict[str, Any]) -> dict[str, Any]:
            return session.call(ECS, region, "DescribeSnapshots", {**query, **page})

        return [_parse(item) for item in tokened(fetch, "Snapshots", "Snapshot", len(batch))]

    found = session.gather(read, batches)
    return {snapshot.snapshot_id: snapshot for batch in found for snapshot in batch}


def list_all_snapshots(session: Session, region: str) -> list[Snapshot]:
    """All own snapshots of a region, 100 a call. Needs ecs:DescribeSnapshots."""
    return [snapshot for snapshot in _all(session, region) if snapshot.shared_from is None]


def list_shared_snapshots(session: Session, region: str) -> list[Snapshot]:
    """The snapshots of a region that other accounts share with the caller. Needs ecs:DescribeSnapshots."""
    return [snapshot for snapshot in _all(session, region) if snapshot.shared_from is not None]


def start_snapshot_copy(session: Session, start: SnapshotCopyStart) -> str:
    """Start an encrypted copy and return its id. Needs ecs:CopySnapshot in both regions.

    Name and description are always sent: the page marks both as required.
    """
    query: dict[str, Any] = {
        "RegionId": start.source_region,
        "SnapshotId": start.source_id,
        "DestinationRegionId": start.region,
        "DestinationSnapshotName": start.name,
        "DestinationSnapshotDescription": start.description,
        "Encrypted": True,
        "KMSKeyId": start.kms_key_id,
        "ClientToken": start.client_token,
        "Tag": [{"Key": key, "Value": value} for key, value in start.tags.items()],
    }
    return text(session.call(ECS, start.source_region, "CopySnapshot", query), "SnapshotId", is_required=True)


def _all(session: Session, region: str) -> list[Snapshot]:

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeSnapshots", {"RegionId": region, **page})

    return [_parse(item) for item in tokened(fetch, "Snapshots", "Snapshot", sys.maxsize)]


def _parse(answer: Answer) -> Snapshot:
    return Snapshot(
        snapshot_id=text(answer, "SnapshotId"),
        encrypted=flag(answer, "Encrypted"),
        kms_key_id=text(answer, "KMSKeyId"),
        size_gib=number(answer, "SourceDiskSize"),
        source_snapshot_id=text(answer, "SourceSnapshotId"),
        source_disk_id=text(answer, "SourceDiskId"),
        created=text(answer, "CreationTime"),
        name=text(answer, "SnapshotName"),
        status=text(answer, "Status"),
        progress=number(answer, "Progress"),
        disk_type=text(answer, "SourceDiskType"),
        usage=text(answer, "Usage"),
        tags={text(tag, "TagKey"): text(tag, "TagValue") for tag in unwrap(answer, "Tags", "Tag")},
    )
