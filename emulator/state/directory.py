# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource directory: a tree of folders with member accounts. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Folder:
    """A folder; `parent` is another one or the root."""

    id: str
    name: str
    parent: str
    created: float


@dataclass(slots=True)
class Member:
    """An account in the directory; `folder` may be the root."""

    account: str
    name: str
    folder: str
    status: str
    kind: str
    join_method: str
    joined: float
    tags: dict[str, str]


@dataclass(slots=True)
class Directory:
    """The directory that an account manages; `delegated` are members that may read it as well.

    `sharing`: whether Resource Sharing is enabled for it.
    """

    id: str
    root: str
    folders: dict[str, Folder] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    delegated: list[str] = field(default_factory=list)
    sharing: bool = True

    def path(self, folder: str) -> str:
        """The way from the directory to a folder, as ids with slashes."""
        steps = []
        while folder in self.folders:
            steps.append(folder)
            folder = self.folders[folder].parent
        return "/".join((self.id, self.root, *reversed(steps)))
