# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Give scaling configurations other images, each for itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._api.ess_scaling import list_scaling_configurations, set_image
from .._client.session import Session
from .apply_each import change_each
from .scaling import ScalingPlan, not_kept, shown, system_disk
from .values import Move, Moved, RepointRequest, failed


@dataclass(slots=True, kw_only=True)
class ScalingWriter:
    """Carries out a plan."""

    session: Session
    request: RepointRequest
    written: set[str] = field(default_factory=set)

    def carry_out(self, plan: ScalingPlan) -> Moved:
        """Change every configuration for itself; what fails for one does not stop the others."""

        def change(move: Move) -> Move:
            return move.changed(self._change(plan, move))

        return change_each(self.session, plan, change, self._look, self.written)

    def _change(self, plan: ScalingPlan, move: Move) -> dict[str, Any]:
        """Return what the configuration is afterwards."""
        disks = plan.configurations[move.id].data_disks
        set_image(self.session, move.region, move.id, move.new_image_id, disks, system_disk(self.request))
        self.written.add(move.id)
        now = self._look(move)
        if fields := not_kept(move.after, now):
            raise failed("scaling_not_kept", fields=", ".join(fields))
        return now

    def _look(self, move: Move) -> dict[str, Any]:
        """Return what a configuration launches, nothing if it is gone."""
        found = list_scaling_configurations(self.session, move.region, [move.id])
        return shown(found[0]) if found else {}
