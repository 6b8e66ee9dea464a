# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A snapshot, the only place where ECS shows an image's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# The value of images_data_disks with which data disks are shared as snapshots.
SNAPSHOTS = "snapshots"
TAG_DATA_DISK = "imageops:data-disk"
TAG_SOURCE_SNAPSHOT = "imageops:source-snapshot"
TAG_SNAPSHOT_COPY = "imageops:snapshot-copy"
# ECS's own. The first is on what another account shares, the second on an own snapshot that is shared.
TAG_SHARED_FROM = "acs:ecs:sharedFrom"
TAG_IS_SHARED = "acs:ecs:isShared"


DATA_DISK = re.compile(r"(\S+) (\S+) (\d+)/(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDisk:
    """Which disk of which image a snapshot is of: the `number`th of its `count` data disks."""

    image_id: str
    device: str
    number: int
    count: int

    def __str__(self) -> str:
        """The value of the tag `imageops:data-disk`: `m-1 /dev/xvdb 1/2`."""
        return f"{self.image_id} {self.device} {self.number}/{self.count}"

    @classmethod
    def read(cls, tags: Mapping[str, str]) -> DataDisk | None:
        """Return what a snapshot's tags say, None if they say nothing."""
        found = DATA_DISK.fullmatch(tags.get(TAG_DATA_DISK, ""))
        if not found:
            return None
        image_id, device, number, count = found.groups()
        return cls(image_id=image_id, device=device, number=int(number), count=int(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFrom:
    """Where a snapshot that another account shares comes from; `snapshot_id` is its id there."""

    owner_id: str
    region: str
    snapshot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What DescribeSnapshots says of one snapshot; `kms_key_id` is an id, an ARN, or empty.

    `source_snapshot_id` is the one it was copied from and `source_disk_id` the disk it was taken of, where ECS says so;
    `created` is in UTC, as ECS writes it. Whether a copy's snapshots bear the disk of the source's is not documented.
    `status` is progressing, accomplished or failed, `progress` a percentage, `disk_type` system or data, and `usage`
    says whether images (`image`), disks (`disk`) or both (`image_disk`) are made of it.
    """

    snapshot_id: str
    encrypted: bool
    kms_key_id: str
    size_gib: int = 0
    source_snapshot_id: str = ""
    source_disk_id: str = ""
    created: str = ""
    name: str = ""
    status: str = ""
    progress: int = 0
    disk_type: str = ""
    usage: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_shared(self) -> bool:
        """Whether ECS says that the owner shares it."""
        return TAG_IS_SHARED in self.tags

    @property
    def shared_from(self) -> SharedFrom | None:
        """What ECS's tag says of a snapshot that another account shares, None of an own one.

        The vendor's page prints the tag as one text, so that what follows its name is read in the key and in the value.
        """
        for key, value in self.tags.items():
            if key == TAG_SHARED_FROM or key.startswith(f"{TAG_SHARED_FROM}:"):
                owner, _colon, rest = (value or key.removeprefix(f"{TAG_SHARED_FROM}:")).partition(":")
                region, _colon, snapshot_id = rest.partition(":")
                return SharedFrom(owner_id=owner, region=region, snapshot_id=snapshot_id)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotCopyStart:
    """One CopySnapshot call."""

    source_id: str
    source_region: str
    region: str
    kms_key_id: str
    name: str
    description: str
    tags: Mapping[str, str]
    client_token: str
