# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Stop and start instances: ask, look, ask again if another call was faster, until all are there or time is up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .._api.ecs_instances import list_instances, start_instance, stop_instance
from .._client.codes import is_transient
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ApiError, ImageopsError, MoveFailed
from .power import InstanceMove, PowerAction, StatesPlan, as_found, next_action

# Its state changed between the look and the call.
OVERTAKEN = ("IncorrectInstanceStatus",)


@dataclass(slots=True)
class InstanceMoves:
    """Carries out a plan."""

    session: Session
    plan: StatesPlan
    tries: Counter[str] = field(default_factory=Counter)
    failures: dict[str, Exception] = field(default_factory=dict)

    def run(self) -> tuple[list[InstanceMove], dict[str, Exception], bool]:
        """Return the instances in their last state, the error of each that failed, and whether any was asked."""
        request = self.plan.request
        pauses, deadline = growing(request.poll_seconds), time.monotonic() + request.wait_timeout
        statuses = self.plan.before
        while due := self._due(statuses):
            self._ask([item for item in due if self._next(item, statuses) is PowerAction.ASK])
            if not request.wait:
                statuses = self._look(statuses)
                break
            due = [item for item in due if item not in self.failures]
            left = deadline - time.monotonic()
            if left <= 0:
                self._give_up(due, statuses)
                break
            if due:
                time.sleep(min(next(pauses), left))
                statuses = self._look(statuses)
        return as_found(self.plan.moves, statuses, self.tries), self.failures, bool(self.tries)

    def _due(self, statuses: Mapping[str, str]) -> list[str]:
        for instance_id in self.plan.request.instance_ids:
            if instance_id not in statuses and instance_id not in self.failures:
                self.failures[instance_id] = MoveFailed("InstanceGone", "it was released meanwhile")
        return [
            item
            for item, status in statuses.items()
            if item not in self.failures and status != self.plan.request.wanted
        ]

    def _next(self, instance_id: str, statuses: Mapping[str, str]) -> PowerAction:
        return next_action(statuses[instance_id], self.plan.request.wanted, self.tries[instance_id])

    def _ask(self, due: list[str]) -> None:
        for instance_id, error in self.session.map(self._change, due):
            if not isinstance(error, ImageopsError):
                self.tries[instance_id] += 1
            elif isinstance(error, ApiError) and error.code in OVERTAKEN:
                continue
            else:
                self.failures[instance_id] = error

    def _change(self, instance_id: str) -> None:
        request = self.plan.request
        if request.wanted == "Stopped":
            stop_instance(self.session, request.region, instance_id, request.stopped_mode, force=request.force)
        else:
            start_instance(self.session, request.region, instance_id)

    def _look(self, statuses: Mapping[str, str]) -> dict[str, str]:
        ids = [item for item in self.plan.request.instance_ids if item in statuses]
        try:
            found = list_instances(self.session, self.plan.request.region, ids)
        except ImageopsError as error:
            if not is_transient(error):
                raise
            return dict(statuses)
        return {instance.instance_id: instance.status for instance in found}

    def _give_up(self, due: list[str], statuses: Mapping[str, str]) -> None:
        request = self.plan.request
        for instance_id in due:
            message = f"it is {statuses[instance_id]} after {request.wait_timeout} seconds, not {request.wanted}"
            self.failures[instance_id] = MoveFailed("WaitTimeout", message)
