# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What instances of the consumer say."""

from __future__ import annotations

from dataclasses import dataclass

from ..._launches.values import Launch, Seen, TrialResult
from ..._model.answered import Answered
from ..._model.errors import ApiError, Denied
from ..findings import open_fact, settled
from ..values import FactFinding

VANISHED = "instance_vanished"
WHY = {
    TrialResult.RUNNING_UNPROVEN: "the instance was Running and nothing inside of it answered",
    TrialResult.NOT_PROVEN: "the instance proves nothing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One instance: what was seen of it, what that says, and when it was started (UTC, ISO 8601)."""

    seen: Seen
    launch: Launch
    at: str

    @property
    def lives(self) -> bool:
        """Something inside of it answered."""
        return self.launch.result is TrialResult.LAUNCHED

    @property
    def answer(self) -> Answered:
        """Return what proves it: the call, and ECS's refusal or what became of the instance.

        The code is empty for an instance that lived.
        """
        error, launch = self.seen.error, self.launch
        return Answered(
            action="RunInstances",
            region=launch.region,
            at=self.at,
            request_id=error.request_id if isinstance(error, ApiError) else self.seen.request_id,
            code="" if self.lives else launch.code,
            text=error.message if isinstance(error, ApiError) else launch.reason,
            denied=error.permission if isinstance(error, Denied) else "",
        )


def consumer_launches(tried: Tried) -> FactFinding:
    """Say whether an instance of a shared image lives."""
    fact, launch = "consumer_launches", tried.launch
    if launch.result in WHY:
        return _says_nothing(fact, tried)
    shown = f"{launch.seconds} s, {launch.sign}" if tried.lives else launch.code
    return settled(fact, tried.lives, tried.answer, shown=shown)


def auto_release(tried: Tried) -> FactFinding:
    """Say whether the list shows when an instance is released by itself."""
    fact = "auto_release"
    if not tried.seen.was_listed:
        return open_fact(fact, "no instance was listed", tried.answer)
    return settled(fact, bool(tried.seen.release_time), tried.answer)


def without(fact: str, tried: Tried, *, counts: bool) -> FactFinding:
    """Say what becomes of an instance if the owner's role is not as it has to be. One like it lived a moment before.

    `counts` says that ECS refused to share meanwhile, so that it knew of the change.
    """
    launch = tried.launch
    if tried.lives:
        if counts:
            return settled(fact, "lives", tried.answer, settings={})
        return open_fact(
            fact, "the instance lived, and nothing showed that the change of the role counted", tried.answer
        )
    if launch.code == VANISHED:
        return settled(fact, "vanish", tried.answer, shown=VANISHED)
    if launch.result is TrialResult.REFUSED:
        return settled(fact, "refuse", tried.answer, shown=launch.code)
    if launch.result is TrialResult.RUNNING_UNPROVEN and not tried.seen.denied:
        return settled(fact, "dead", tried.answer, shown=launch.code)
    return _says_nothing(fact, tried)


def _says_nothing(fact: str, tried: Tried) -> FactFinding:
    if tried.answer.denied:
        return open_fact(fact, f"{tried.answer.denied} is not allowed", tried.answer)
    if tried.seen.denied:
        return open_fact(fact, f"{tried.seen.denied} is not allowed", tried.answer)
    return open_fact(fact, f"{WHY[tried.launch.result]}: {tried.launch.code}", tried.answer)
