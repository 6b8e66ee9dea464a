# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the cloud: accounts, and what they have in each region. Plain data, no rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SERVICE_KEY_ALIAS = "alias/acs/ecs"
SERVICE_KEY_CREATOR = "Ecs"
DISK_ROLE = "AliyunECSDiskEncryptDefaultRole"
SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"

PolicyRef = tuple[str, str]
"""Type (`System` or `Custom`) and name."""


@dataclass(slots=True)
class Schedule:
    """When a copy waits, runs and ends: known from the start, so nothing needs a timer."""

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
    """A KMS key. `creator` is empty for a key of the account itself."""

    id: str
    alias: str | None = None
    spec: str = "Aliyun_AES_256"
    usage: str = "ENCRYPT/DECRYPT"
    state: str = "Enabled"
    origin: str = "Aliyun_KMS"
    instance: str | None = None
    creator: str = ""
    description: str = ""
    created: float = 0.0
    deletion_protection: bool = False
    deletes: float | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def is_service_key(self) -> bool:
        """Whether the cloud product made this key."""
        return self.alias == SERVICE_KEY_ALIAS


@dataclass(slots=True)
class Snapshot:
    """A snapshot. `key` is a key id of the same account and region, or another account's key by its ARN."""

    id: str
    size_gib: int
    kind: str = "system"
    encrypted: bool = False
    key: str = ""
    name: str = ""
    description: str = ""
    created: float = 0.0
    status: str = "accomplished"
    resource_group: str = ""
    source_snapshot: str = ""
    source_region: str = ""
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
    """A custom image. Its status is a log, because lists may show an older one."""

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

    @property
    def encrypted(self) -> bool:
        """An encrypted image is one with at least one encrypted snapshot."""
        return any(disk.snapshot.encrypted for disk in self.disks)


@dataclass(slots=True)
class InstanceDisk:
    """One disk of an instance."""

    kind: str
    size_gib: int
    encrypted: bool = False
    key: str = ""


@dataclass(slots=True)
class Instance:
    """An instance."""

    id: str
    name: str = ""
    status: str = "Running"
    image: str = ""
    disks: list[InstanceDisk] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class DefaultEncryption:
    """Whether new disks and copies are encrypted unless told otherwise, and with which key."""

    enabled: bool = False
    key: str | None = None


@dataclass(slots=True)
class Region:
    """What one account has in one region."""

    id: str
    images: dict[str, Image] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    default_encryption: DefaultEncryption = field(default_factory=DefaultEncryption)
    copies: list[Image] = field(default_factory=list)

    def active_copies(self, moment: float) -> list[Image]:
        """Copies into this region that have not ended, in the order of their calls."""
        self.copies = [image for image in self.copies if image.schedule and moment < image.schedule.finished]
        return self.copies

    def add_image(self, image: Image) -> None:
        """Put an image, its snapshots and, if it is one, its copy into the region."""
        self.images[image.id] = image
        for disk in image.disks:
            self.snapshots[disk.snapshot.id] = disk.snapshot
            disk.snapshot.images.add(image.id)
            disk.snapshot.schedule = image.schedule or disk.snapshot.schedule
        if image.schedule is not None:
            self.copies.append(image)

    def key_by_alias(self, alias: str) -> Key | None:
        """The key an alias is bound to."""
        return next((key for key in self.keys.values() if key.alias == alias), None)

    def find_key(self, name: str) -> Key | None:
        """A key by id or alias."""
        return self.keys.get(name) or self.key_by_alias(name)


@dataclass(slots=True)
class Policy:
    """A policy document with its text as it was given."""

    name: str
    text: str
    description: str = ""
    created: float = 0.0
    updated: float = 0.0

    @property
    def document(self) -> Mapping[str, Any]:
        """The parsed document."""
        parsed: Mapping[str, Any] = json.loads(self.text)
        return parsed


@dataclass(slots=True)
class User:
    """A RAM user."""

    id: str
    name: str
    policies: dict[PolicyRef, float] = field(default_factory=dict)


@dataclass(slots=True)
class Role:
    """A RAM role. `trust` is the text of its trust document."""

    id: str
    name: str
    trust: str
    description: str = ""
    max_session: int = 3600
    created: float = 0.0
    updated: float = 0.0
    policies: dict[PolicyRef, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def trust_document(self) -> Mapping[str, Any]:
        """The parsed trust document."""
        parsed: Mapping[str, Any] = json.loads(self.trust)
        return parsed


@dataclass(slots=True)
class AccessKey:
    """An access key of the main account (`user` is None) or of a user."""

    id: str
    secret: str
    user: str | None = None


@dataclass(slots=True)
class Quotas:
    """Limits of an account; 0 means none."""

    share_accounts_per_image: int = 50
    shared_images: int = 0
    images: int = 1000
    snapshots: int = 0
    roles: int = 1000
    requests_per_second: int = 0


@dataclass(slots=True)
class RememberedCall:
    """What a client token stands for: it outlives what the call made."""

    fingerprint: str
    answer: dict[str, Any]


@dataclass(slots=True)
class Account:
    """An Alibaba Cloud account."""

    id: str
    name: str
    access_keys: dict[str, AccessKey] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    quotas: Quotas = field(default_factory=Quotas)
    resource_groups: list[str] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)
    client_tokens: dict[str, RememberedCall] = field(default_factory=dict)

    def region(self, region_id: str) -> Region:
        """This account's part of a region, made on first use."""
        if region_id not in self.regions:
            self.regions[region_id] = Region(region_id)
        return self.regions[region_id]

    def images(self) -> Iterator[tuple[Region, Image]]:
        """All images with their regions."""
        for region in self.regions.values():
            for image in region.images.values():
                yield region, image


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary credentials; they expire in real time."""

    access_key_id: str
    secret: str
    token: str
    account: str
    role: str
    name: str
    policy: str | None
    expires: float
