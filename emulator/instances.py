# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances and their disks. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Disk:
    """One disk of an instance. `key` is like that of a snapshot; `snapshot` is what it was made from."""

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
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Instance:
    """An instance."""

    id: str
    name: str = ""
    status: str = "Running"
    image: str = ""
    type: str = "ecs.g7.large"
    zone: str = ""
    created: float = 0.0
    resource_group: str = ""
    disks: list[Disk] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
