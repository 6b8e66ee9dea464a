# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS disks: DescribeDisks."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from .._client.paging import tokened
from .._client.sdk import ECS
from .._client.session import Session
from .._model.instance import InstanceDisk
from .wire import Answer, flag, number, text

# Up to so many instances are asked for one by one: the action takes one instance a call.
FEW = 10
IDS_PER_CALL = 100


def list_disks(session: Session, region: str, instance_ids: Sequence[str]) -> dict[str, list[InstanceDisk]]:
    """The disks of these instances, by instance, the system disk first. Needs ecs:DescribeDisks.

    Few instances cost a call each, many one call for a hundred disks of the region.
    """
    if len(instance_ids) <= FEW:
        parts = session.gather(lambda item: _list(session, region, {"InstanceId": item}), instance_ids)
        disks = [disk for part in parts for disk in part]
    else:
        disks = _list(session, region, {})
    found: dict[str, list[InstanceDisk]] = {instance_id: [] for instance_id in instance_ids}
    for disk in {disk.disk_id: disk for disk in disks}.values():
        if disk.instance_id in found:
            found[disk.instance_id].append(disk)
    return {item: sorted(rows, key=lambda disk: (disk.type != "system", disk.device)) for item, rows in found.items()}


def existing_disks(session: Session, region: str, disk_ids: Iterable[str]) -> set[str]:
    """Those of these disks that exist, 100 a call. Needs ecs:DescribeDisks."""
    ids = sorted(set(disk_ids))
    batches = [ids[start : start + IDS_PER_CALL] for start in range(0, len(ids), IDS_PER_CALL)]
    found = session.gather(lambda batch: _list(session, region, {"DiskIds": json.dumps(batch)}), batches)
    return {disk.disk_id for disks in found for disk in disks}


def list_disks_of_snapshot(session: Session, region: str, snapshot_id: str) -> list[InstanceDisk]:
    """The disks that were made of a snapshot. Needs ecs:DescribeDisks."""
    return _list(session, region, {"SnapshotId": snapshot_id})


def _list(session: Session, region: str, query: dict[str, Any]) -> list[InstanceDisk]:
    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeDisks", {"RegionId": region, **query, **page})

    return [_parse(item) for item in tokened(fetch, "Disks", "Disk", sys.maxsize)]


def _parse(answer: Answer) -> InstanceDisk:
    return InstanceDisk(
        disk_id=text(answer, "DiskId"),
        instance_id=text(answer, "InstanceId"),
        device=text(answer, "Device"),
        type=text(answer, "Type"),
        category=text(answer, "Category"),
        size_gib=number(answer, "Size"),
        status=text(answer, "Status"),
        encrypted=flag(answer, "Encrypted"),
        kms_key_id=text(answer, "KMSKeyId"),
        snapshot_id=text(answer, "SourceSnapshotId"),
        created=text(answer, "CreationTime"),
    )
