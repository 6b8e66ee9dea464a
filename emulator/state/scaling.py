# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto Scaling: groups, and the configurations they make instances from. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ScalingConfiguration:
    """What a group makes instances from. `data` has the names of ModifyScalingConfiguration, its lists as lists."""

    id: str
    name: str
    group: str
    created: float = 0.0
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ScalingGroup:
    """A scaling group. With a launch template its configuration, if it has one, is not what it launches from."""

    id: str
    name: str
    state: str = "Active"
    kind: str = "ECS"
    created: float = 0.0
    modified: float = 0.0
    configuration: str = ""
    template: str = ""
    template_version: str = ""
    instance_types: list[str] = field(default_factory=list)
    minimum: int = 0
    maximum: int = 0
    desired: int = 0
    vswitches: list[str] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    system_suspended: bool = False
    resource_group: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    def launches_from(self, configuration: ScalingConfiguration) -> bool:
        """Whether this is its active configuration."""
        return not self.template and self.configuration == configuration.id


@dataclass(slots=True)
class Scaling:
    """What an account has of Auto Scaling in a region."""

    groups: dict[str, ScalingGroup] = field(default_factory=dict)
    configurations: dict[str, ScalingConfiguration] = field(default_factory=dict)
