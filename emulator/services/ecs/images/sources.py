# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What CreateImage makes the disks of an image from: a snapshot, an instance or a list."""

from __future__ import annotations

import re

from ....actions.declare import Call
from ....state.images import ImageDisk, Schedule, Snapshot
from ....state.instances import Disk, Instance
from ..encryption import lost_key

_SYSTEM_DEVICE = "/dev/xvda"
_DATA_DEVICE = re.compile(r"/dev/xvd[b-z]")


def disks_of_call(call: Call, schedule: Schedule) -> list[ImageDisk]:
    """The disks, with snapshots that exist or, from an instance, are made now."""
    mappings = call.parameters.records("DiskDeviceMapping")
    if snapshot_id := call.parameters.text("SnapshotId"):
        snapshot = _snapshot(call, snapshot_id)
        return [ImageDisk(_SYSTEM_DEVICE, "system", snapshot.size_gib, snapshot)]
    if instance_id := call.parameters.text("InstanceId"):
        return _from_instance(call, instance_id, schedule)
    if mappings:
        return _from_list(call, mappings)
    # Its documented text names all three.
    raise call.refuse("MissingParameter")


def _snapshot(call: Call, snapshot_id: str) -> Snapshot:
    snapshot = call.region.snapshots.get(snapshot_id)
    if snapshot is None:
        raise call.refuse("InvalidSnapshotId.NotFound")
    if snapshot.status_at(call.cloud.now()) != "accomplished":
        raise call.refuse("InvalidSnapshotId.NotReady")
    _check_key(call, snapshot)
    return snapshot


def _check_key(call: Call, source: Snapshot | Disk) -> None:
    if lost_key(call, source) == "CMKNotEnabled":
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")


def _from_instance(call: Call, instance_id: str, schedule: Schedule) -> list[ImageDisk]:
    instance = call.region.instances.get(instance_id)
    if instance is None:
        raise call.refuse("InvalidInstanceId.NotFound", name=call.parameters.text("InstanceId"))
    if instance.status_at(call.cloud.now()) not in ("Running", "Stopped"):
        raise call.refuse("IncorrectInstanceStatus")
    if not any(disk.kind == "system" for disk in instance.disks):
        raise call.refuse("InvalidInstance.NotFoundSystemDisk")
    limit = call.account.quotas.snapshots
    if limit and len(call.region.snapshots) + len(instance.disks) > limit:
        raise call.refuse("QuotaExceed.Snapshot")
    for disk in instance.disks:
        _check_key(call, disk)
    return [_disk(call, instance, disk, schedule) for disk in instance.disks]


def _disk(call: Call, instance: Instance, disk: Disk, schedule: Schedule) -> ImageDisk:
    snapshot = Snapshot(
        id=call.cloud.new_id("s", call.region_id),
        size_gib=disk.size_gib,
        kind=disk.kind,
        encrypted=disk.encrypted,
        key=disk.key,
        key_hidden=disk.key_hidden,
        name=f"Created_from_{disk.id}",
        created=call.cloud.now(),
        resource_group=instance.resource_group,
        source_disk=disk.id,
        content=disk.content,
        build=disk.build,
        schedule=schedule,
    )
    return ImageDisk(disk.device, disk.kind, disk.size_gib, snapshot)


def _from_list(call: Call, mappings: list[dict[str, str]]) -> list[ImageDisk]:
    disks: list[ImageDisk] = []
    for mapping in mappings:
        disk = _mapped(call, mapping, sum(other.kind == "data" for other in disks))
        if any(other.device == disk.device for other in disks):
            raise call.refuse("InvalidDevice.InUse")
        disks.append(disk)
    if sum(disk.kind == "system" for disk in disks) != 1:
        raise call.refuse("OperationDenied")
    return disks


def _mapped(call: Call, mapping: dict[str, str], data_disks: int) -> ImageDisk:
    if not mapping.get("SnapshotId"):
        raise call.not_modelled("a DiskDeviceMapping without SnapshotId")
    snapshot = _snapshot(call, mapping["SnapshotId"])
    kind = mapping.get("DiskType") or snapshot.kind
    if kind not in ("system", "data"):
        raise call.refuse("InvalidDiskType.ValueNotSupported")
    size = int(mapping.get("Size") or snapshot.size_gib)
    if size < snapshot.size_gib:
        raise call.refuse("InvalidSize.ValueNotSupported")
    device = mapping.get("Device") or (_SYSTEM_DEVICE if kind == "system" else f"/dev/xvd{chr(ord('b') + data_disks)}")
    if device != _SYSTEM_DEVICE if kind == "system" else not _DATA_DEVICE.fullmatch(device):
        raise call.refuse("InvalidDevice.Malformed")
    return ImageDisk(device, kind, size, snapshot)
