# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an execution that encrypts system disks has left behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ResidueKind(StrEnum):
    """What it is."""

    IMAGE = "image"
    SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Something that an execution made for an instance, as its tasks report; `role` says what it was for."""

    kind: ResidueKind
    resource_id: str
    instance_id: str
    execution_id: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Residue:
    """One of those that is still there; `kept` says why it must stay, empty for what may go.

    `made_disk` says that a disk was made of it.
    """

    made: Made
    size_gib: int
    kept: str = ""
    made_disk: bool = False
    removed: bool = False

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `leftovers`."""
        return {
            "kind": str(self.made.kind),
            "id": self.made.resource_id,
            "size_gib": self.size_gib,
            "role": self.made.role,
            "instance_id": self.made.instance_id,
            "execution_id": self.made.execution_id,
            "kept": self.kept,
            "removed": self.removed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidueRequest:
    """The executions to clean up after, which have ended. With `forgo_reinit` also what the new disks were made of."""

    region: str
    execution_ids: tuple[str, ...]
    forgo_reinit: bool
