# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide how to stop or start instances."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .._model.errors import InvalidInput
from .._model.instance import Instance
from .values import StateRequest

MOST_TRIES = 3
# The steady state that each move starts from.
OPPOSITE = {"Stopped": "Running", "Running": "Stopped"}


class PowerAction(StrEnum):
    """What is done with an instance now."""

    ASK = "ask"
    WAIT = "wait"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceMove:
    """An instance as it was found, and what became of it."""

    instance_id: str
    name: str
    before: str
    status: str
    changed: bool = False

    def to_result(self) -> dict[str, Any]:
        """Return the shape of an item of `instances`."""
        return {
            "instance_id": self.instance_id,
            "name": self.name,
            "before": self.before,
            "status": self.status,
            "changed": self.changed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesPlan:
    """The instances in the order asked for."""

    request: StateRequest
    moves: tuple[InstanceMove, ...]

    @property
    def changed(self) -> bool:
        """Is any to be asked to change."""
        return any(move.changed for move in self.moves)

    @property
    def has_work(self) -> bool:
        """Waiting for one that is on its way is work, too."""
        return any(move.before != self.request.wanted for move in self.moves)

    @property
    def before(self) -> dict[str, str]:
        """The status of each."""
        return {move.instance_id: move.before for move in self.moves}

    @property
    def after(self) -> dict[str, str]:
        """The same for all."""
        return {move.instance_id: self.request.wanted for move in self.moves}


def plan_states(request: StateRequest, found: Sequence[Instance]) -> StatesPlan:
    """Decide which instances to ask. Raises InvalidInput for one that is not there or is locked."""
    by_id = {instance.instance_id: instance for instance in found}
    if missing := [item for item in request.instance_ids if item not in by_id]:
        remedy = "Check the ids and the region."
        raise InvalidInput("instance_ids", ", ".join(missing), f"is not found in {request.region}", remedy)
    moves = []
    for instance_id in request.instance_ids:
        instance = by_id[instance_id]
        if instance.locks and instance.status != request.wanted:
            remedy = "Unlock it first; the ECS console says how."
            raise InvalidInput("instance_ids", instance_id, f"is locked ({', '.join(instance.locks)})", remedy)
        moves.append(
            InstanceMove(
                instance_id=instance_id,
                name=instance.name,
                before=instance.status,
                status=request.wanted,
                changed=needs_asking(instance.status, request.wanted),
            )
        )
    return StatesPlan(request=request, moves=tuple(moves))


def needs_asking(status: str, wanted: str) -> bool:
    """Return whether ECS has to be asked: the instance is in the other state, or on its way there."""
    return status not in (wanted, {"Stopped": "Stopping", "Running": "Starting"}[wanted])


def next_action(status: str, wanted: str, tries: int) -> PowerAction:
    """Ask, wait or be done; ECS refuses to change an instance that is between two states."""
    if status == wanted:
        return PowerAction.DONE
    return PowerAction.ASK if status == OPPOSITE[wanted] and tries < MOST_TRIES else PowerAction.WAIT


def as_found(moves: Sequence[InstanceMove], statuses: Mapping[str, str], asked: Collection[str]) -> list[InstanceMove]:
    """Return the moves with the status that was read last, empty for what is gone, and whether each was asked."""
    return [
        replace(move, status=statuses.get(move.instance_id, ""), changed=move.instance_id in asked) for move in moves
    ]
