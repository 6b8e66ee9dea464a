# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The description of a version that was made for a new image: it says so, as versions have no tags.

imageops: m-new in place of m-old, from version 3
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = re.compile(r"imageops: (\S+) in place of (\S+), from version ([0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a version was made for: `base` is the number of the version that it is like."""

    old_image_id: str
    new_image_id: str
    base: int

    @property
    def text(self) -> str:
        """The description."""
        return f"imageops: {self.new_image_id} in place of {self.old_image_id}, from version {self.base}"


def read_mark(description: str) -> Mark | None:
    """Return what a description says, None if it is not one of these."""
    found = FORM.fullmatch(description.strip())
    return Mark(old_image_id=found[2], new_image_id=found[1], base=int(found[3])) if found else None
