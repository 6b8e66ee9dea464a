# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two times: the cloud's own clock, which may run faster, and real time, which signatures and tokens follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime


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
        self._base = self.real()
        self._started = self.monotonic()

    def now(self) -> float:
        """The cloud's time in seconds since 1970."""
        if self._held is not None:
            return self._held
        return self._base + (self.monotonic() - self._started) * self.speed

    @contextmanager
    def at(self, moment: float) -> Iterator[None]:
        """Stand at a moment, to do now what the cloud did then."""
        before, self._held = self._held, moment
        try:
            yield
        finally:
            self._held = before

    def advance(self, seconds: float) -> None:
        """Jump ahead, so that a test need not wait."""
        self._base += seconds

    def set_speed(self, speed: float) -> None:
        """Change the pace from here on; the time shown does not jump."""
        self._base = self.now()
        self._started = self.monotonic()
        self.speed = speed


def iso(moment: float) -> str:
    """Time as the cloud writes it, in seconds and UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_minute(moment: float) -> str:
    """Time in minutes, as ECS writes when an instance is to be released."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%MZ")


def parse_iso(text: str) -> float:
    """Read what `iso` wrote; ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()


def parse_iso_minute(text: str) -> float:
    """Read the form that filters take (`yyyy-MM-ddTHH:mmZ`)."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC).timestamp()
