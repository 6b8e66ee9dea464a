# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Give parameters of OOS values with other images, each for itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._api.oos_parameters import get_parameters, update_parameter
from .._client.session import Session
from .._core.image_map import ids_in
from .._model.errors import ApiError, ConnectionFailed
from .._model.image_users import OosParameter
from .apply_each import change_each
from .parameters import ParametersPlan, shown, updated
from .values import Move, Moved, failed


@dataclass(slots=True, kw_only=True)
class ParameterWriter:
    """Carries out a plan."""

    session: Session
    written: set[str] = field(default_factory=set)

    def carry_out(self, plan: ParametersPlan) -> Moved:
        """Change every parameter for itself; what fails for one does not stop the others."""

        def change(move: Move) -> Move:
            return self._change(plan, move)

        return change_each(self.session, plan, change, self._look, self.written, label=lambda move: move.id)

    def _change(self, plan: ParametersPlan, move: Move) -> Move:
        """Return the updated parameter. OOS compares nothing on an update, so it is read right before and after."""
        planned, value = plan.parameters[move.id], plan.values[move.id]
        before = self._read(move)
        if (before.value, before.version) != (planned.value, planned.version):
            raise failed("parameter_changed", planned=planned.version, version=before.version)
        self._update(move, before, value)
        self.written.add(move.id)
        return updated(move, before, self._read(move), value)

    def _update(self, move: Move, before: OosParameter, value: str) -> None:
        """Update the value. If no answer says whether that was done, look."""
        try:
            update_parameter(self.session, move.region, before, value)
        except (ApiError, ConnectionFailed) as error:
            if isinstance(error, ApiError) and error.status < 500:
                raise
            if self._read(move).value != value:
                raise

    def _look(self, move: Move) -> dict[str, Any]:
        """Return what a parameter names of the images before and after."""
        now = self._read(move)
        return shown(now.value, now.version, ids_in(now.value, [*move.before["image_ids"], *move.after["image_ids"]]))

    def _read(self, move: Move) -> OosParameter:
        found = get_parameters(self.session, move.region, [move.id])
        if not found:
            raise failed("parameter_gone")
        return found[0]
