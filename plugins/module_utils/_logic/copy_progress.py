# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How far a set of copies is, in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

RUNNING_PER_REGION = 5
LEAST_SHARE = 0.01

CopyResult = Mapping[str, Any]


def progress_line(copies: Sequence[CopyResult], earlier: float, elapsed: float) -> str:
    """`3 of 8 done, 4 copying (62 %), 1 queued, 0 failed, about 12 min left`.

    `copies` as `image_copy` returns them; `earlier` is the share that was done when watching began, `elapsed` the
    seconds since then.
    """
    count = dict.fromkeys(("available", "copying", "queued", "failed"), 0)
    for copy in copies:
        count[copy["state"]] = count.get(copy["state"], 0) + 1
    copying = [copy["progress"] for copy in copies if copy["state"] == "copying"]
    percent = f" ({sum(copying) // len(copying)} %)" if copying else ""
    return (
        f"{count['available']} of {len(copies)} done, {count['copying']} copying{percent}, "
        f"{count['queued']} queued, {count['failed']} failed, {time_left(copies, earlier, elapsed)}"
    )


def done_share(copies: Sequence[CopyResult]) -> float:
    """The part of all work that is done, 0 to 1, each copy weighing its size."""
    whole = sum(_weight(copy) for copy in copies)
    done = sum(_weight(copy) * _fraction(copy) for copy in copies)
    return done / whole if whole else 1.0


def time_left(copies: Sequence[CopyResult], earlier: float, elapsed: float) -> str:
    """The time until the fullest region's queue is empty, from the speed seen so far."""
    if not any(copy["state"] in ("copying", "queued") for copy in copies):
        return "nothing left"
    gained = done_share(copies) - earlier
    if gained < LEAST_SHARE or elapsed <= 0:
        return "time left not known yet"
    whole = sum(_weight(copy) for copy in copies)
    running = sum(min(RUNNING_PER_REGION, len(queue)) for queue in _pending_by_region(copies).values())
    speed_of_one = gained * whole / elapsed / max(1, running)
    slowest = max(
        sum(_weight(copy) * (1 - _fraction(copy)) for copy in queue)
        / (speed_of_one * min(RUNNING_PER_REGION, len(queue)))
        for queue in _pending_by_region(copies).values()
    )
    return f"about {duration(slowest)} left"


def duration(seconds: float) -> str:
    """Rounded to what a person wants to know: `40 s`, `12 min`, `3 h 20 min`."""
    whole = max(1, round(seconds))
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def _pending_by_region(copies: Sequence[CopyResult]) -> dict[str, list[CopyResult]]:
    regions: dict[str, list[CopyResult]] = {}
    for copy in copies:
        if copy["state"] in ("copying", "queued"):
            regions.setdefault(copy["region"], []).append(copy)
    return regions


def _weight(copy: CopyResult) -> int:
    return max(1, int(copy["size_gib"]))


def _fraction(copy: CopyResult) -> float:
    settled = {"available": 1.0, "failed": 1.0}
    return settled.get(copy["state"], copy["progress"] / 100 if copy["state"] == "copying" else 0.0)
