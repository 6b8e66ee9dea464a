# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide what follows each pass of `image_copy`: another one, a pause, or the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._model import copy_defaults
from ..._model.image_copy import PENDING_STATES
from ..results import CopyResults, PassKind, is_removal, kind_of
from .estimate import CopyEstimate
from .limits import CopyLimits
from .look import has_ended, only_under_way
from .pass_times import pass_times
from .progress import duration, progress_line, room_lacking

FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
# Room appears when images are deleted or a quota is raised.
FIRST_ROOM_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPass:
    """What to do next: `again` after `pause` seconds, or stop. `line` is shown unless it is empty.

    With `under_way`, ids of copies by region, the pass has only to look at these. `times` are the `pass_seconds` and
    `poll_seconds` that fit the next pass, empty for those of the last.
    """

    again: bool
    pause: float = 0.0
    line: str = ""
    times: Mapping[str, int] = field(default_factory=dict)
    under_way: Mapping[str, Collection[str]] = field(default_factory=dict)


class CopyWatch:
    """Watch one pass after the other. Times are in seconds; `now` is since the task began.

    A source that is deleted or deprecated meanwhile is left out of later passes. A pass that could not work at all for
    a transient error is waited out for `outage_timeout`, unless it was the first: then nothing is under way yet, and
    the task fails at once.
    """

    def __init__(
        self, *, wait_timeout: int | None, outage_timeout: int, max_in_flight: int = copy_defaults.MAX_IN_FLIGHT
    ) -> None:
        self.results = CopyResults()
        self._limits = CopyLimits()
        self._estimate = CopyEstimate()
        self._wait_timeout = wait_timeout
        self._outage_timeout = outage_timeout
        self._outage_since: float | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._room_pause = FIRST_ROOM_SECONDS
        self._max_in_flight = max_in_flight
        self._looked_at: Mapping[str, Collection[str]] = {}

    def take(self, answer: Mapping[str, Any], now: float, *, is_transient: bool) -> NextPass:
        """Add a pass, and return what follows it. `is_transient` says whether its error, if it has one, is."""
        kind, is_later = kind_of(answer), self.results.passes > 0
        if kind is PassKind.FAILED and is_later and is_transient and self._is_short(now):
            return self._wait_out(answer, now)
        self._outage_since, self._pause = None, FIRST_PAUSE_SECONDS
        is_look = kind is PassKind.LOOKED and is_later
        if kind is PassKind.REFUSED and is_later:
            self.results.refuse(answer)
        else:
            (self.results.look if is_look else self.results.add)(answer)
            self._estimate.record(self.results.copies, now)
        if self.results.pending:
            self.results.give_up_on(self._limits.overdue(self.results.watched, now))
        again = bool(self.results.pending)
        line = self._line(now) if again or self.results.passes > 1 else ""
        again = again and not self._is_time_up(now)
        if not again:
            return NextPass(again=False, line=line)
        if is_look and has_ended(self._looked_at, answer):
            # The pass that finds out how it ended follows at once, and is reported.
            self._looked_at = {}
            return NextPass(again=True, times=self._times(now))
        self._looked_at = only_under_way(self.results.watched, self._max_in_flight)
        pause, times = self._pause_for_room(now), self._times(now)
        return NextPass(again=True, pause=pause, line=line, times=times, under_way=self._looked_at)

    def _pause_for_room(self, now: float) -> float:
        """Return how long to wait before full regions are asked again; nothing while anything else is under way."""
        pending = [copy for copy in self.results.watched if copy["state"] in PENDING_STATES]
        if not all(room_lacking(copy)[0] for copy in pending):
            self._room_pause = FIRST_ROOM_SECONDS
            return 0.0
        pause, self._room_pause = self._room_pause, min(LONGEST_PAUSE_SECONDS, self._room_pause * 2)
        return pause if self._wait_timeout is None else max(0.0, min(pause, self._wait_timeout - now))

    def _is_short(self, now: float) -> bool:
        since = now if self._outage_since is None else self._outage_since
        return now - since < self._outage_timeout

    def _wait_out(self, answer: Mapping[str, Any], now: float) -> NextPass:
        if self._outage_since is None:
            self._outage_since = now
        pause, self._pause = self._pause, min(LONGEST_PAUSE_SECONDS, self._pause * 2)
        code = (answer.get("error") or {}).get("code", "no answer")
        outage = f"{code} for {duration(now - self._outage_since)}, next look in {duration(pause)}"
        return NextPass(again=not self._is_time_up(now), pause=pause, line=f"{self._line(now)}; {outage}")

    def _is_time_up(self, now: float) -> bool:
        if self._wait_timeout is None or now < self._wait_timeout:
            return False
        self.results.give_up(self._wait_timeout)
        return True

    def _times(self, now: float) -> dict[str, int]:
        copies = self.results.watched
        times = pass_times(copies, self._estimate.seconds_left(copies, now), now)
        if self._wait_timeout is not None:
            times["pass_seconds"] = max(1, min(times["pass_seconds"], round(self._wait_timeout - now)))
        return times

    def _line(self, now: float) -> str:
        copies = self.results.copies
        if not any(map(is_removal, copies)):
            return progress_line(copies, self._estimate.seconds_left(copies, now))
        count = dict.fromkeys(("absent", "queued", "failed"), 0)
        for copy in copies:
            count[copy["state"]] = count.get(copy["state"], 0) + 1
        return f"{count['absent']} of {len(copies)} gone, {count['queued']} waited for, {count['failed']} failed"
