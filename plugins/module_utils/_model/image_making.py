# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An image that is made of an instance or of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

TAG_MADE_FROM = "imageops:made-from"
# ECS's ids of snapshots begin so.
SNAPSHOT = "s-"


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What an image was made of: an instance and its system disk, since it may get another; a snapshot; or an image and
    the snapshot of its system disk. `tag` is the text that the image bears: `<source>/<part>`, or the snapshot alone.
    """

    source: str
    part: str = ""

    @classmethod
    def read(cls, tag: str) -> MadeFrom:
        """Return what a tag says."""
        source, _slash, part = tag.partition("/")
        return cls(source, part)

    @property
    def tag(self) -> str:
        """Return the tag's value."""
        return f"{self.source}/{self.part}" if self.part else self.source

    @property
    def snapshot_id(self) -> str:
        """Return the only snapshot that it was made of. Empty for an instance, of which ECS makes new ones."""
        last = self.part or self.source
        return last if last.startswith(SNAPSHOT) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImage:
    """An image that ECS is asked to make; empty text means "not given"."""

    region: str
    name: str
    instance_id: str
    snapshot_id: str
    family: str
    description: str
    architecture: str
    platform: str
    boot_mode: str
    resource_group_id: str
