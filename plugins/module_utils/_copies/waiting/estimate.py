# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Estimate how long a set of copies will still take, by a model of ECS's queue.

ECS copies five images at once into a region and queues the others. The percentages of running copies show how long
one takes: a line through all that was seen, of seconds over GiB. The queue is then simulated to its end.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..._model.image_copy import PENDING_STATES
from ..results import copy_id
from .progress import RUNNING_PER_REGION

CopyResult = Mapping[str, Any]
# Percentages are whole numbers: the second one shows a speed to about a fifth, the first only to a half.
LEAST_POINTS = 2.0
# The part by which sizes have to differ before a line is laid through them.
LEAST_SPREAD = 0.02
# A percentage was reached up to one point ago.
HALF_A_POINT = 0.5


@dataclass(slots=True)
class SeenProgress:
    """A running copy's percentage when it was first seen and when last, in seconds since the task began."""

    since: float
    first: float
    until: float
    last: float

    @property
    def points(self) -> float:
        """Return the percentage points gained in between."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class CopySpeed:
    """A copy takes `base` seconds and `per_gib` more for each GiB."""

    base: float
    per_gib: float

    def seconds(self, copy: CopyResult) -> float:
        """Return the seconds that the whole copy takes."""
        return self.base + self.per_gib * weight(copy)


class CopyEstimate:
    """Estimate from the copies after each pass; `now` is in seconds since the task began."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], SeenProgress] = {}
        self._finished: dict[tuple[str, ...], float] = {}
        self._sizes: dict[tuple[str, ...], float] = {}
        self._lanes = 0
        self._now: float | None = None

    def record(self, copies: Sequence[CopyResult], now: float) -> None:
        """Record how far each copy is."""
        is_first, self._now = self._now is None, now
        if is_first:
            self._lanes = sum(
                min(RUNNING_PER_REGION, len(queue)) for queue in _pending_by_region(map(_as_pending, copies)).values()
            )
        for copy in copies:
            key, percent = copy_id(copy), float(copy["progress"])
            self._sizes[key] = weight(copy)
            if copy["state"] == "available" and copy["action"] == "started":
                self._finished.setdefault(key, weight(copy))
            if copy["state"] != "copying":
                continue
            seen = self._seen.get(key)
            if seen and percent >= seen.last:
                seen.until, seen.last = now, percent
            elif is_first and copy["action"] == "started":
                self._seen[key] = SeenProgress(0.0, -HALF_A_POINT, now, percent)
            else:
                # It began in between or before, or anew after it had failed.
                self._seen[key] = SeenProgress(now, percent, now, percent)

    def seconds_left(self, copies: Sequence[CopyResult], now: float) -> float | None:
        """Return the seconds until the last region is done; None while no speed is known, 0 if nothing is left."""
        pending = _pending_by_region(copies)
        if not pending:
            return 0.0
        speed = self._speed()
        if speed is None or self._now is None:
            return None
        longest = max(_queue_seconds(queue, speed) for queue in pending.values())
        # ECS copies a source into one region at a time.
        serial: dict[tuple[str, ...], float] = {}
        for copy in (copy for queue in pending.values() for copy in queue):
            source = copy_id(copy)[:2]
            serial[source] = serial.get(source, 0.0) + speed.seconds(copy) * (1 - copy["progress"] / 100)
        return max(1.0, longest - (now - self._now), max(serial.values()) - (now - self._now))

    def _speed(self) -> CopySpeed | None:
        """Return the speed of running copies; before any shows a percentage, of those that finished within a pass."""
        samples = [
            (self._sizes[key], 100 * (seen.until - seen.since) / seen.points, seen.points)
            for key, seen in self._seen.items()
            if seen.points >= LEAST_POINTS and seen.until > seen.since
        ]
        if samples:
            return fit(samples)
        done = sum(self._finished.values())
        return CopySpeed(0.0, self._now * self._lanes / done) if done and self._now else None


def weight(copy: CopyResult) -> float:
    """Return a copy's size in GiB; at least 1, as some sizes are unknown."""
    return max(1.0, float(copy["size_gib"]))


def fit(samples: Sequence[tuple[float, float, float]]) -> CopySpeed:
    """Fit a line through (size, seconds, points seen) that misses by the least share; what was seen longer counts more.

    While sizes hardly differ, or where the line would fall below nothing, seconds are in proportion to the size.
    """
    weights = [(points / seconds) ** 2 for _size, seconds, points in samples]
    whole = sum(weights)
    size = sum(w * s for w, (s, _seconds, _points) in zip(weights, samples, strict=True)) / whole
    mean = sum(w * d for w, (_size, d, _points) in zip(weights, samples, strict=True)) / whole
    spread = sum(w * (s - size) ** 2 for w, (s, _seconds, _points) in zip(weights, samples, strict=True))
    if spread > whole * (LEAST_SPREAD * size) ** 2:
        slope = sum(w * (s - size) * (d - mean) for w, (s, d, _points) in zip(weights, samples, strict=True)) / spread
        if slope < 0:
            return CopySpeed(mean, 0.0)
        if mean > slope * size:
            return CopySpeed(mean - slope * size, slope)
    return CopySpeed(0.0, mean / size)


def _as_pending(copy: CopyResult) -> CopyResult:
    """Return the copy as it was before this run began, if this run started it."""
    return {**copy, "state": "queued"} if copy["action"] == "started" else copy


def _pending_by_region(copies: Iterable[CopyResult]) -> dict[str, list[CopyResult]]:
    regions: dict[str, list[CopyResult]] = {}
    for copy in copies:
        if copy["state"] in PENDING_STATES:
            regions.setdefault(copy["region"], []).append(copy)
    return regions


def _queue_seconds(queue: Sequence[CopyResult], speed: CopySpeed) -> float:
    """Return the seconds until a region's queue is empty. The largest of the waiting copies start first."""
    running: list[float] = [
        speed.seconds(copy) * (1 - copy["progress"] / 100) for copy in queue if copy["state"] == "copying"
    ]
    waiting = sorted((speed.seconds(copy) for copy in queue if copy["state"] == "queued"), reverse=True)
    # With others waiting, all lanes there are for us are in use, be they fewer or more than ECS gives by itself.
    lanes = len(running) if running and waiting else max(RUNNING_PER_REGION, len(running))
    ends = running + [0.0] * (lanes - len(running))
    heapq.heapify(ends)
    for seconds in waiting:
        heapq.heapreplace(ends, ends[0] + seconds)
    return max(ends)
