# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An instance and the disks it has, and one that could be started."""

from __future__ import annotations

from dataclasses import dataclass, field

from .key import KeyType

# Auto Scaling puts this tag on its instances; no field of DescribeInstances names the group.
TAG_SCALING_GROUP = "acs:autoscaling:scalingGroupId"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceDisk:
    """A disk as DescribeDisks lists it; `snapshot_id` is the snapshot that it was made from, sizes in GiB."""

    disk_id: str
    instance_id: str
    device: str
    type: str
    category: str
    size_gib: int
    status: str
    encrypted: bool
    kms_key_id: str = ""
    key_type: KeyType = KeyType.UNKNOWN
    snapshot_id: str = ""
    created: str = ""

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `disks`."""
        return {
            "disk_id": self.disk_id,
            "device": self.device,
            "type": self.type,
            "category": self.category,
            "size_gib": self.size_gib,
            "status": self.status,
            "encrypted": self.encrypted,
            "kms_key_id": self.kms_key_id,
            "key_type": str(self.key_type),
            "snapshot_id": self.snapshot_id,
            "created": self.created,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An instance as DescribeInstances lists it, with its disks; times in UTC as ECS writes them."""

    instance_id: str
    name: str
    region: str
    zone: str
    status: str
    stopped_mode: str = ""
    instance_type: str = ""
    image_id: str = ""
    key_pair: str = ""
    resource_group_id: str = ""
    created: str = ""
    auto_release_time: str = ""
    locks: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    disks: tuple[InstanceDisk, ...] = ()

    @property
    def system_disk(self) -> InstanceDisk | None:
        """The disk it starts from."""
        return next((disk for disk in self.disks if disk.type == "system"), None)

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `instances`."""
        return {
            "instance_id": self.instance_id,
            "name": self.name,
            "region": self.region,
            "zone": self.zone,
            "status": self.status,
            "stopped_mode": self.stopped_mode,
            "instance_type": self.instance_type,
            "image_id": self.image_id,
            "key_pair": self.key_pair,
            "resource_group_id": self.resource_group_id,
            "created": self.created,
            "auto_release_time": self.auto_release_time,
            "scaling_group_id": self.tags.get(TAG_SCALING_GROUP, ""),
            "locks": list(self.locks),
            "tags": self.tags,
            "disks": [disk.to_result() for disk in self.disks],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstance:
    """The instance that a dry run is about. Without a key the account's service key encrypts its disk."""

    region: str
    instance_type: str
    vswitch_id: str
    security_group_id: str
    kms_key_id: str = ""
    disk_category: str = ""
