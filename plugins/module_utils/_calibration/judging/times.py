# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was measured: seconds until lists show a change, seconds for a GiB, copies at once. And what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from ..._model.answered import Answered
from ..findings import open_fact, refused, settled
from ..values import FactFinding
from ..write_probes import LATE, RUNNING, SPEED

DIGITS = 3


def lag(seconds: float, *evidence: Answered) -> FactFinding:
    """Say whether lists show a change in time; the setting has the seconds."""
    late = round(seconds, DIGITS)
    return settled("list_lag", late <= LATE, *evidence, settings={"list_lag_seconds": late}, shown=f"{late} s")


def client_token(image_id: str, answer: Answered, seconds: float) -> FactFinding:
    """Say whether the token of a copy was still known after some seconds."""
    if answer.is_taken and answer.body.get("ImageId") == image_id:
        shown = f"known after {round(seconds)} s"
        return settled("client_token", True, answer, settings={"client_token_seconds": 0.0}, shown=shown)
    if answer.denied:
        return refused("client_token", answer)
    settings, shown = {"client_token_seconds": round(seconds, DIGITS)}, f"forgotten after {round(seconds)} s"
    return settled("client_token", False, answer, settings=settings, shown=shown)


def speed(seconds: Sequence[tuple[float, int]], *evidence: Answered) -> FactFinding:
    """Say how long a GiB takes: the median of the copies that were not queued, as (seconds, GiB)."""
    if not seconds:
        return open_fact("copy_speed", "no copy ended while it was watched")
    found = round(median(took / max(gib, 1) for took, gib in seconds), DIGITS)
    settings = {"copy_seconds_per_gib": found, "copy_seconds": 0.0}
    return settled("copy_speed", found <= SPEED, *evidence, settings=settings, shown=f"{found} s for each GiB")


def running(rounds: Sequence[Mapping[str, str]], why: str = "", evidence: Sequence[Answered] = ()) -> FactFinding:
    """Say how many copies ran at once; each round is the states of copies that were started together.

    A copy that has ended already need not have run beside the last that was started.
    """
    fact, most = "running_copies", 0
    for states in rounds:
        running_now = sum(state == "Creating" for state in states.values())
        if running_now and "Waiting" in states.values():
            return settled(fact, running_now, *evidence)
        most = max(most, running_now)
    if most > RUNNING:
        settings = {"running_copies_per_region": most}
        return settled(fact, f"more than {RUNNING}", *evidence, settings=settings)
    return open_fact(fact, f"copies at once: {most}, and none waited{f': {why}' if why else ''}")


def unknown_snapshot(answer: Answered) -> FactFinding:
    """Say what DeleteSnapshot does with an id that is not there any more."""
    if answer.denied:
        return refused("unknown_snapshot", answer)
    return settled("unknown_snapshot", "ignore" if answer.is_taken else "refuse", answer)
