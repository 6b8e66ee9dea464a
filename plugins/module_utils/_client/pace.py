# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One pace for all threads: slower after each throttling answer, quicker again with success."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FIRST_SECONDS = 0.1
LONGEST_SECONDS = 5.0
RECOVERY = 0.8


class Pace:
    """The least time between two calls to one service; zero until the service asks for less."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._interval = 0.0
        self._next = 0.0

    def wait(self) -> None:
        """Take the next place in line and wait for it."""
        if not self._interval:
            return
        with self._lock:
            now = self._clock()
            start = max(now, self._next)
            self._next = start + self._interval
        self._sleep(start - now)

    def throttled(self) -> None:
        """The service refused a call for being too early."""
        with self._lock:
            self._interval = min(LONGEST_SECONDS, max(FIRST_SECONDS, self._interval * 2))

    def succeeded(self) -> None:
        """The service took a call."""
        if self._interval:
            with self._lock:
                self._interval *= RECOVERY
                if self._interval < FIRST_SECONDS / 10:
                    self._interval = 0.0
