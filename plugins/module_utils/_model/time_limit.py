# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The time limit of a copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .copy_defaults import COPY_TIMEOUT, COPY_TIMEOUT_PER_GIB
from .image import Disk


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """Seconds for any copy, and more for each GiB."""

    seconds: int = COPY_TIMEOUT
    seconds_per_gib: int = COPY_TIMEOUT_PER_GIB

    def of(self, disks: Iterable[Disk]) -> int:
        """The seconds that copying these disks may take, from when ECS begins with it."""
        return self.seconds + self.seconds_per_gib * sum(disk.size_gib for disk in disks)
