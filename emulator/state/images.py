# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources of a region: keys, snapshots, images. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field

SERVICE_KEY_ALIAS = "alias/acs/ecs"
SERVICE_KEY_CREATOR = "Ecs"


@dataclass(slots=True)
class Schedule:
    """When a copy (or the making of an image) waits, runs and ends: known from the start, so nothing needs a timer."""

    submitted: float
    started: float
    seconds: float
    failing: bool = False

    @property
    def finished(self) -> float:
        """The moment at which the copy ends."""
        return self.started + self.seconds

    def percent(self, moment: float) -> int:
        """Progress; a failing copy stops half way."""
        if moment >= self.finished:
            return 50 if self.failing else 100
        if moment <= self.started:
            return 0
        done = (moment - self.started) / self.seconds
        return int(done * (50 if self.failing else 100))

    def remaining(self, moment: float) -> int:
        """Seconds left, rounded up."""
        return max(0, -int(-(self.finished - max(moment, self.started)) // 1))


@dataclass(slots=True)
class Key:
    """A KMS key. `creator` is empty for a key of the account itself, `policy` for the default key policy."""

    id: str
    aliases: list[str] = field(default_factory=list)
    spec: str = "Aliyun_AES_256"
    usage: str = "ENCRYPT/DECRYPT"
    state: str = "Enabled"
    origin: str = "Aliyun_KMS"
    instance: str | None = None
    creator: str = ""
    description: str = ""
    created: float = 0.0
    deletion_protection: bool = False
    protection_description: str = ""
    deletes: float | None = None
    policy: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def is_service_key(self) -> bool:
        """Whether the cloud product made this key."""
        return SERVICE_KEY_ALIAS in self.aliases

    def gone(self, moment: float) -> bool:
        """Say whether the key has been deleted by this moment."""
        return self.state == "PendingDeletion" and self.deletes is not None and self.deletes <= moment


@dataclass(frozen=True, slots=True)
class Build:
    """What a system disk's content is made for; snapshots of the disk remember it."""

    architecture: str = "x86_64"
    boot_mode: str = "BIOS"
    platform: str = "Others Linux"
    os_name: str = "Others Linux"
    os_type: str = "linux"


@dataclass(slots=True)
class Snapshot:
    """A snapshot. `key` is a key id of the same account and region, or another account's key by its ARN.

    `key_hidden`: it is under the service key, and answers show an empty key id. `content` is the version of what it
    holds.
    """

    id: str
    size_gib: int
    kind: str = "system"
    encrypted: bool = False
    key: str = ""
    key_hidden: bool = False
    name: str = ""
    description: str = ""
    created: float = 0.0
    status: str = "accomplished"
    resource_group: str = ""
    source_disk: str = ""
    source_snapshot: str = ""
    source_region: str = ""
    content: int = 0
    build: Build | None = None
    schedule: Schedule | None = None
    images: set[str] = field(default_factory=set)
    tags: dict[str, str] = field(default_factory=dict)

    def status_at(self, moment: float) -> str:
        """`progressing` until its copy ends."""
        if self.schedule is None:
            return self.status
        if moment < self.schedule.finished:
            return "progressing"
        return "failed" if self.schedule.failing else self.status


@dataclass(slots=True)
class ImageDisk:
    """One disk of an image and its snapshot."""

    device: str
    kind: str
    size_gib: int
    snapshot: Snapshot


@dataclass(slots=True)
class CopyOrigin:
    """Where a copy comes from."""

    account: str
    region: str
    image: str


@dataclass(slots=True)
class Image:
    """A custom image. Its status is a log, because lists may show an older one; they begin with the highest `place`."""

    id: str
    name: str
    created: float
    disks: list[ImageDisk]
    statuses: list[tuple[float, str]]
    family: str = ""
    description: str = ""
    format: str = ""
    boot_mode: str = "BIOS"
    nvme: bool = False
    imds: str = "v1"
    license_type: str = "Auto"
    os_type: str = "linux"
    platform: str = "Aliyun"
    os_name: str = "Alibaba Cloud Linux  3.2104 LTS 64 bit"
    architecture: str = "x86_64"
    resource_group: str = ""
    copied: bool = False
    schedule: Schedule | None = None
    origin: CopyOrigin | None = None
    shares: dict[str, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    place: int = 0

    def status_at(self, moment: float) -> str | None:
        """The status at that time; None if the image did not exist yet."""
        if moment < self.created:
            return None
        if self.schedule is not None:
            if moment < self.schedule.started:
                return "Waiting"
            if moment < self.schedule.finished:
                return "Creating"
            if self.schedule.failing:
                return "CreateFailed"
        for since, status in reversed(self.statuses):
            if since <= moment:
                return status
        return self.statuses[0][1]

    def busy(self, moment: float) -> bool:
        """Whether it is still being copied or made."""
        return self.schedule is not None and moment < self.schedule.finished

    @property
    def build(self) -> Build:
        """What its system disk is made for."""
        return Build(self.architecture, self.boot_mode, self.platform, self.os_name, self.os_type)

    @property
    def system_disk(self) -> ImageDisk | None:
        """The disk that becomes an instance's system disk."""
        return next((disk for disk in self.disks if disk.kind == "system"), None)

    @property
    def encrypted(self) -> bool:
        """An encrypted image is one with at least one encrypted snapshot."""
        return any(disk.snapshot.encrypted for disk in self.disks)
