# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances and their disks. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from .images import Build

SCALING_TAG = "acs:autoscaling:scalingGroupId"
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state under way: what shows, and until when."""

    shown: str
    until: float


@dataclass(slots=True)
class Disk:
    """One disk of an instance. `key` is like that of a snapshot; `snapshot` is what it was made from.

    `content` is the version of what it holds: each write adds one. `build`: of a system disk only.
    """

    id: str
    kind: str
    size_gib: int
    device: str
    name: str = ""
    category: str = "cloud_essd"
    created: float = 0.0
    encrypted: bool = False
    key: str = ""
    key_hidden: bool = False
    snapshot: str = ""
    content: int = 0
    build: Build | None = None
    change: Change | None = None
    tags: dict[str, str] = field(default_factory=dict)

    def status_at(self, moment: float) -> str:
        """In_use, unless it is being made."""
        return self.change.shown if self.change and moment < self.change.until else "In_use"


@dataclass(slots=True)
class Instance:
    """An instance. `status` is the one after the change under way; `written`: up to when writes are counted.

    `unreadable`: it was started from an image that cannot be decrypted.
    """

    id: str
    name: str = ""
    status: str = "Running"
    change: Change | None = None
    stopped_mode: str = ""
    image: str = ""
    type: str = "ecs.g7.large"
    zone: str = ""
    created: float = 0.0
    auto_release: float | None = None
    resource_group: str = ""
    key_pair: str = ""
    written: float = 0.0
    lost_writes: int = 0
    unreadable: bool = False
    disks: list[Disk] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    def status_at(self, moment: float) -> str:
        """The status at that time."""
        return self.change.shown if self.change and moment < self.change.until else self.status

    @property
    def system_disk(self) -> Disk | None:
        """The disk it boots from."""
        return next((disk for disk in self.disks if disk.kind == "system"), None)

    def write(self, moment: float, per_hour: float) -> None:
        """Count what a running instance has written to its system disk by now."""
        disk = self.system_disk
        if not per_hour or disk is None or self.status_at(moment) != "Running":
            return
        self.written = self.written or moment
        writes = int((moment - self.written) * per_hour / _HOUR)
        if writes > 0:
            disk.content += writes
            self.written += writes * _HOUR / per_hour
