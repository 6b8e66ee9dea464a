# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Give scaling configurations other images, each for itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._api.ess_scaling import list_scaling_configurations, set_image
from .._client.session import Session
from .._core.remedies import error_reason
from .._model.errors import ImageopsError
from .scaling import ScalingPlan, not_kept, shown, system_disk
from .values import Move, Moved, RepointRequest, failed, failures_of


@dataclass(slots=True, kw_only=True)
class ScalingWriter:
    """Carries out a plan."""

    session: Session
    request: RepointRequest
    written: set[str] = field(default_factory=set)

    def carry_out(self, plan: ScalingPlan) -> Moved:
        """Change every configuration for itself; what fails for one does not stop the others."""
        rows = {move.id: move for move in plan.moves}
        failures: dict[str, Exception] = failures_of(plan.moves, plan.failing)

        def change(move: Move) -> dict[str, Any]:
            return self._change(plan, move)

        for move, result in self.session.map(change, [move for move in plan.moves if move.is_due]):
            if isinstance(result, ImageopsError):
                rows[move.id] = move.failed(error_reason(result))
                failures[f"{move.name} ({move.id})"] = result
            else:
                rows[move.id] = move.changed(result)
        return Moved(moves=list(rows.values()), failures=failures, changed=bool(self.written))

    def _change(self, plan: ScalingPlan, move: Move) -> dict[str, Any]:
        """Return what the configuration is afterwards."""
        disks = plan.configurations[move.id].data_disks
        set_image(self.session, move.region, move.id, move.new_image_id, disks, system_disk(self.request))
        self.written.add(move.id)
        found = list_scaling_configurations(self.session, move.region, [move.id])
        now = shown(found[0]) if found else {}
        if fields := not_kept(move.after, now):
            raise failed("scaling_not_kept", fields=", ".join(fields))
        return now
