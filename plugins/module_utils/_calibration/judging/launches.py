# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What instances of the consumer say."""

from __future__ import annotations

from ..._launches.values import Launch, Seen, TrialResult
from ..._model.answered import Answered
from ..findings import open_fact, settled
from ..values import FactFinding

VANISHED = "instance_vanished"


def evidence(launch: Launch, at: str) -> Answered:
    """Return what proves it: what became of the instance. The code is empty for one that lived."""
    code = "" if launch.result is TrialResult.LAUNCHED else launch.code
    return Answered(action="RunInstances", region=launch.region, at=at, code=code, text=launch.reason)


def consumer_launches(launch: Launch, at: str) -> FactFinding:
    """Say whether an instance of a shared image lives."""
    fact = "consumer_launches"
    proof = evidence(launch, at)
    if launch.result in (TrialResult.NOT_PROVEN, TrialResult.RUNNING_UNPROVEN):
        return open_fact(fact, launch.reason, proof)
    lives = launch.result is TrialResult.LAUNCHED
    return settled(fact, lives, proof, shown=f"{launch.seconds} s, {launch.sign}" if lives else launch.code)


def auto_release(seen: Seen, launch: Launch, at: str) -> FactFinding:
    """Say whether the list shows when an instance is released by itself."""
    fact = "auto_release"
    if not seen.was_listed:
        return open_fact(fact, "no instance was listed", evidence(launch, at))
    return settled(fact, bool(seen.release_time), evidence(launch, at))


def undecryptable(launch: Launch, at: str) -> FactFinding:
    """Say what becomes of an instance that cannot be decrypted. One like it lived a moment before."""
    fact = "undecryptable_launch"
    proof = evidence(launch, at)
    if launch.code == VANISHED:
        return settled(fact, "vanish", proof)
    if launch.result is TrialResult.REFUSED:
        return settled(fact, "refuse", proof, shown=launch.code)
    if launch.result is TrialResult.RUNNING_UNPROVEN:
        return settled(fact, "dead", proof)
    if launch.result is TrialResult.LAUNCHED:
        return open_fact(fact, "the instance lived: the change of the role did not count yet", proof)
    return open_fact(fact, launch.reason, proof)
