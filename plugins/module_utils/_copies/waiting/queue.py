# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long copies take: a region copies five images at once and queues the others; an image is copied once at a time.

The vendor publishes no duration, so the caller gives the speed.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from .progress import RUNNING_PER_REGION


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCopy:
    """A copy of `source` to `region` with `gib` GiB to be copied."""

    source: str
    region: str
    gib: int


def region_seconds(
    copies: Iterable[QueuedCopy], seconds_per_gib: float, at_once: int = RUNNING_PER_REGION
) -> dict[str, float]:
    """Return for each region the seconds until its last copy is done, if all are started now in this order.

    `at_once` copies run in a region.
    """
    slots: dict[str, list[float]] = {}
    image_free: dict[str, float] = {}
    ends: dict[str, float] = {}
    for copy in copies:
        free = slots.setdefault(copy.region, [0.0] * at_once)
        begin = max(heapq.heappop(free), image_free.get(copy.source, 0.0))
        end = begin + max(1, copy.gib) * seconds_per_gib
        heapq.heappush(free, end)
        image_free[copy.source] = end
        ends[copy.region] = max(end, ends.get(copy.region, 0.0))
    return ends
