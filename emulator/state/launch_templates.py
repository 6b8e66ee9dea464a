# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch templates and their versions. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One version; it never changes. `data` has the names of CreateLaunchTemplateVersion, its lists as lists."""

    number: int
    data: dict[str, Any]
    description: str = ""
    created: float = 0.0


@dataclass(slots=True)
class LaunchTemplate:
    """A launch template. `last` is the number of the newest version that ever was: numbers do not return."""

    id: str
    name: str
    created: float = 0.0
    modified: float = 0.0
    resource_group: str = ""
    default: int = 1
    last: int = 0
    versions: dict[int, TemplateVersion] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def latest(self) -> int:
        """The highest number that is left."""
        return max(self.versions)

    def add(self, data: dict[str, Any], description: str, moment: float) -> TemplateVersion:
        """Make the next version."""
        self.last += 1
        self.modified = moment
        self.versions[self.last] = TemplateVersion(self.last, data, description, moment)
        return self.versions[self.last]

    def version(self, name: str) -> TemplateVersion | None:
        """The version that a number, `Default` or `Latest` stands for today."""
        number = {"Default": self.default, "Latest": self.latest}.get(name)
        return self.versions.get(int(name) if number is None and name.isdecimal() else number or 0)
