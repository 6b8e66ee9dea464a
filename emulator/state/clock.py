# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two times: the cloud's own clock, which may run faster, and real time, which signatures and tokens follow."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

# No clock goes further: the last years before 10000 are left for what begins then and ends later.
_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()
_FASTEST = 1e9
_WRITTEN = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
_MOMENTS = 50_000
_SECOND = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{3})?Z")
_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z")


@dataclass(slots=True)
class Clock:
    """The cloud's clock: starts at the real time and runs `speed` times as fast."""

    speed: float = 1.0
    monotonic: Callable[[], float] = time.monotonic
    real: Callable[[], float] = time.time
    _base: float = field(init=False)
    _started: float = field(init=False)
    _held: float | None = None

    def __post_init__(self) -> None:
        self.speed = _checked_speed(self.speed)
        self._base = self.real()
        self._started = self.monotonic()

    def now(self) -> float:
        """The cloud's time in seconds since 1970."""
        if self._held is not None:
            return self._held
        return min(self._base + (self.monotonic() - self._started) * self.speed, _LATEST)

    @contextmanager
    def at(self, moment: float) -> Iterator[None]:
        """Stand at a moment, to do now what the cloud did then."""
        before, self._held = self._held, moment
        try:
            yield
        finally:
            self._held = before

    def advance(self, seconds: float) -> None:
        """Jump ahead, so that a test need not wait. Raises ValueError for a jump that no calendar has."""
        if not 0 <= seconds <= _LATEST - self.now():
            raise ValueError("clock.advance: must be 0 or more and end before the year 9000")
        self._base += seconds

    def set_speed(self, speed: float) -> None:
        """Change the pace from here on; the time shown does not jump. Raises ValueError for a pace that is none."""
        speed = _checked_speed(speed)
        self._base = self.now()
        self._started = self.monotonic()
        self.speed = speed


def _checked_speed(speed: float) -> float:
    if not 0 <= speed <= _FASTEST:
        raise ValueError(f"clock.speed: must be from 0 to {_FASTEST:.0f}")
    return speed


def is_finite(value: float) -> bool:
    """Whether a number can be reckoned with: neither NaN nor endless, and not beyond what a float holds."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


# Lists show the same moments again and again, and writing one takes a fifth of what showing a resource takes.
@lru_cache(maxsize=_MOMENTS)
def iso(moment: float) -> str:
    """Time as the cloud writes it, in seconds and UTC."""
    return _date(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_minute(moment: float) -> str:
    """Time in minutes, as ECS writes the release time of an instance."""
    return _date(moment).strftime("%Y-%m-%dT%H:%MZ")


def _date(moment: float) -> datetime:
    return datetime.fromtimestamp(min(moment, _WRITTEN), UTC)


def parse_iso(text: str) -> float:
    """Read what `iso` wrote; ValueError for anything else."""
    found = _SECOND.fullmatch(text)
    if found is None or found[2]:
        raise ValueError("not a time such as 2025-01-31T00:00:00Z")
    return _read(found[1])


def parse_stamp(text: str) -> float:
    """Read the time stamp of a request; some clients of the vendor send milliseconds. ValueError for anything else."""
    found = _SECOND.fullmatch(text)
    if found is None:
        raise ValueError("not a time such as 2025-01-31T00:00:00Z")
    return _read(found[1]) + float(found[2] or 0)


def parse_iso_minute(text: str) -> float:
    """Read the form that filters take (`yyyy-MM-ddTHH:mmZ`)."""
    if not _MINUTE.fullmatch(text):
        raise ValueError("not a time such as 2025-01-31T00:00Z")
    return _read(f"{text[:-1]}:00")


def _read(text: str) -> float:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC).timestamp()
