# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Let node pools of ACK give their new nodes other images, each for itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .._api.cs_node_pools import modify_node_pool, node_pools_of
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ApiError, ConnectionFailed, UnexpectedAnswer
from .._model.image_users import NodePool
from .apply_each import change_each
from .node_pools import ACTIVE, UPDATING, NodePoolsPlan, changed, differing, not_kept, settings, shown
from .values import Move, Moved, RepointRequest, failed

# The codes for a pool that is not active and a cluster that does not run, as third-party clients have seen them.
BUSY, BUSY_CLUSTER = "ErrorNodepoolState", "ErrorClusterState"
LONGEST_PAUSE_SECONDS = 5.0
# ACK works on a change after its answer. Until then a look may show what was before.
SHOWN_AFTER_SECONDS = 15.0


@dataclass(slots=True, kw_only=True)
class NodePoolWriter:
    """Carries out a plan. `wait_seconds`: how long a pool may be busy before its change, and once more after it."""

    session: Session
    request: RepointRequest
    written: set[str] = field(default_factory=set)
    wait_seconds: float = 300.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def carry_out(self, plan: NodePoolsPlan) -> Moved:
        """Change every node pool for itself; what fails for one does not stop the others."""

        def change(move: Move) -> Move:
            return self._change(plan.pools[move.id], move)

        def look(move: Move) -> dict[str, Any]:
            return shown(self._read(plan.pools[move.id]))

        return change_each(self.session, plan, change, look, self.written)

    def _change(self, planned: NodePool, move: Move) -> Move:
        """Return the changed node pool. ACK compares nothing on a change, so it is read right before and after."""
        deadline, pauses = self.clock() + self.wait_seconds, growing(LONGEST_PAUSE_SECONDS)
        while True:
            before = self._read(planned)
            if fields := differing(planned, before):
                raise failed("node_pool_changed", fields=", ".join(fields))
            task = self._modify(before, move) if before.state == ACTIVE else None
            if task is not None:
                return self._read_back(before, move, task)
            if before.is_going or self.clock() >= deadline:
                raise failed("node_pool_busy", state=before.state)
            self.sleep(next(pauses))

    def _modify(self, before: NodePool, move: Move) -> str | None:
        """Return the task of the change, empty if no answer named it, and None if the pool was busy after all."""
        try:
            task = modify_node_pool(self.session, move.region, before, settings(self.request, move.new_image_id))
        except (ApiError, ConnectionFailed, UnexpectedAnswer) as error:
            code = error.code if isinstance(error, ApiError) else ""
            if code == BUSY:
                return None
            if code == BUSY_CLUSTER:
                raise failed("node_pool_cluster_busy", cluster=before.cluster_id) from None
            is_open = not isinstance(error, ApiError) or error.status >= 500
            if not is_open or not self._was_taken(before, move):
                raise
            task = ""
        self.written.add(move.id)
        return task

    def _was_taken(self, before: NodePool, move: Move) -> bool:
        """Return whether a change without an answer came about, as far as ACK shows it: it may show the work first."""
        now = self._read(before)
        return now.image_id == move.new_image_id or now.state == UPDATING

    def _read_back(self, before: NodePool, move: Move, task: str) -> Move:
        """Return the pool once ACK is done with it, or after the time that it may take."""
        began, pauses = self.clock(), growing(LONGEST_PAUSE_SECONDS)
        while True:
            now = self._read(before)
            fields, waited = not_kept(move, before, now), self.clock() - began
            is_updating = now.state == UPDATING
            if not fields and (not is_updating or waited >= self.wait_seconds):
                return changed(move, now, task, waited)
            if waited >= (self.wait_seconds if is_updating else SHOWN_AFTER_SECONDS):
                raise failed("node_pool_not_kept", fields=", ".join(fields), task=task or "unknown")
            self.sleep(next(pauses))

    def _read(self, pool: NodePool) -> NodePool:
        found = node_pools_of(self.session, self.request.region, pool.cluster_id)
        for item in found:
            if item.pool_id == pool.pool_id:
                return item
        raise failed("node_pool_gone")
