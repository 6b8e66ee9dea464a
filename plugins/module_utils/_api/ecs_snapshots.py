# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS snapshots: DescribeSnapshots."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from .._client.paging import tokened
from .._client.sdk import ECS
from .._client.session import Session
from .._model.snapshot import Snapshot
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
    """All snapshots of a region, 100 a call. Needs ecs:DescribeSnapshots."""

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
    )
