# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide which copies are waited for no longer. Times are seconds since the task began.

A copy has its limit from when it is first seen being copied. One in the queue has had its turn, at the latest, when all
before it in its region have taken as long as they may, as many side by side as ECS runs, and all other copies of its
source, of which ECS runs one at a time; and then it may still wait for its own limit, since other copies of the account
queue there too. So a stuck copy holds up no other for ever, and a long queue is no reason to give up. A copy that finds
its region full, while no other copy there is in progress that could make room, is given up soon.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..._core.reasons import reason
from ..._model.image_copy import PENDING_STATES
from ..._model.reason import Reason
from ..results import CopyId, copy_id
from .progress import RUNNING_PER_REGION, duration, room_lacking

# The time that a copy may wait for room in a region where none of the task's copies could make any.
FULL_SECONDS = 300


class CopyLimits:
    """Watch the limits of a task's copies."""

    def __init__(self) -> None:
        self._begun: dict[CopyId, float] = {}
        self._turns: dict[CopyId, float] = {}
        self._full: dict[CopyId, float] = {}
        self._ids: dict[CopyId, str] = {}

    def overdue(self, copies: Sequence[Mapping[str, Any]], now: float) -> dict[CopyId, Reason]:
        """Return the pending copies that are beyond their limits, with the reason."""
        pending = [copy for copy in copies if copy["state"] in PENDING_STATES]
        again = {_source_of(copy) for copy in pending if self._forget_attempt(copy)}
        for copy in pending:
            # Those that wait behind it wait for another attempt.
            if _source_of(copy) in again and not copy["image_id"]:
                self._turns.pop(copy_id(copy), None)
        for key, turn in latest_turns(pending).items():
            self._turns.setdefault(key, now + turn)
        busy = {copy["region"] for copy in pending if copy["image_id"]}
        found = (
            (copy_id(copy), self._reason_to_give_up(copy, now, is_idle=copy["region"] not in busy)) for copy in pending
        )
        return {key: why for key, why in found if why}

    def _forget_attempt(self, copy: Mapping[str, Any]) -> bool:
        """Forget what an earlier attempt took, and return whether there was one."""
        key, image_id = copy_id(copy), copy["image_id"] or ""
        earlier = self._ids.get(key, "")
        self._ids[key] = image_id
        if not earlier or earlier == image_id:
            return False
        self._begun.pop(key, None)
        self._turns.pop(key, None)
        return True

    def _reason_to_give_up(self, copy: Mapping[str, Any], now: float, *, is_idle: bool) -> Reason | None:
        key, limit = copy_id(copy), copy["limit_seconds"]
        if copy["state"] == "copying":
            taken = now - self._begun.setdefault(key, now)
            is_over = taken > limit
            return reason("copy_timed_out", taken=duration(taken), limit=duration(limit)) if is_over else None
        if is_idle and room_lacking(copy)[0]:
            if now - self._full.setdefault(key, now) > FULL_SECONDS:
                return reason("copy_region_full", region=copy["region"])
        else:
            self._full.pop(key, None)
        if now > self._turns[key] + limit:
            return reason("copy_waited_too_long", taken=duration(now))
        return None


def latest_turns(copies: Iterable[Mapping[str, Any]]) -> dict[CopyId, float]:
    """Return for each copy the seconds until it should be running at the latest. The largest queued come first."""
    free: dict[str, list[float]] = {}
    sources: dict[CopyId, float] = {}
    turns = {}
    for copy in sorted(copies, key=_precedence, reverse=True):
        slots, source = free.setdefault(copy["region"], [0.0] * RUNNING_PER_REGION), _source_of(copy)
        turn = max(slots[0], sources.get(source, 0.0))
        turns[copy_id(copy)] = turn
        sources[source] = turn + copy["limit_seconds"]
        heapq.heapreplace(slots, sources[source])
    return turns


def _precedence(copy: Mapping[str, Any]) -> tuple[bool, bool, int]:
    return copy["state"] == "copying", bool(copy["image_id"]), copy["limit_seconds"]


def _source_of(copy: Mapping[str, Any]) -> CopyId:
    return copy["source_region"], copy["source_image_id"]
