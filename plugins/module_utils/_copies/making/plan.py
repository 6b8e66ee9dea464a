# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The decision about each wanted copy, as a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..._model.image import Image
from ..._model.image_copy import Copy, CopyAction, CopyStart, CopyState, CopyWanted
from ..._model.reason import Reason
from ..removing.values import Removal
from ..values import CopyWorld
from .failed_attempts import superseded_attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPlan:
    """One wanted copy with its decision: `copy` is what is there, `start` the call that is needed instead.

    `failed` are the attempts that ECS could not make, `orphans` are snapshots that are left of such; `uncounted` is how
    many numbers were taken by copies that were good once.
    """

    wanted: CopyWanted
    copy: Copy | None = None
    start: CopyStart | None = None
    attempt: int = 0
    repairs: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    failed: Mapping[int, Image] = field(default_factory=dict)
    uncounted: int = 0
    orphans: tuple[Removal, ...] = ()

    @property
    def changed(self) -> bool:
        """Return whether anything would be written."""
        return bool(self.start or self.needs_repair or self.cleanup)

    @property
    def cleanup(self) -> list[Removal]:
        """Return what is removed of earlier attempts."""
        return [*superseded_attempts(self.wanted, self.failed), *self.orphans]

    @property
    def needs_repair(self) -> bool:
        """Return whether the copy is good except for attributes or tags."""
        return bool(self.repairs or self.tags)

    @property
    def before(self) -> str:
        """Return what there is, for the diff."""
        return f"{self._usable}{self._left_over}"

    @property
    def after(self) -> str:
        """Return what there will be, for the diff."""
        if self.start:
            return f"{self.start.name}, encrypted with {self.wanted.kms_key_id}"
        repaired = "".join(f", {name} {value!r}" for name, value in [*self.repairs.items(), *self.tags.items()])
        return f"{self._usable}{repaired}"

    @property
    def _usable(self) -> str:
        return f"{self.copy.image_id} ({self.copy.state})" if self.copy and self.copy.image_id else "no usable copy"

    @property
    def _left_over(self) -> str:
        names = [item.image.image_id if item.image else ", ".join(item.snapshot_ids) for item in self.cleanup]
        return f", left over: {', '.join(names)}" if names else ""

    def predicted(self) -> Copy:
        """Return the copy as check mode shows it."""
        if self.copy:
            return self.copy
        name = self.start.name if self.start else ""
        return Copy(
            wanted=self.wanted, state=CopyState.PLANNED, action=CopyAction.NONE, name=name, reasons=self.reasons
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesPlan:
    """All copies of a request."""

    plans: Sequence[CopyPlan]
    world: CopyWorld

    @property
    def changed(self) -> bool:
        """Return whether anything would be written."""
        return any(plan.changed for plan in self.plans)

    @property
    def has_work(self) -> bool:
        """Return whether there is anything to write, to wait for, or to report as failed."""
        return any(plan.changed or (plan.copy and plan.copy.state is not CopyState.AVAILABLE) for plan in self.plans)

    def predicted(self) -> list[dict[str, Any]]:
        """Return the items of `copies` as check mode shows them."""
        return [plan.predicted().to_result() for plan in self.plans]

    @property
    def before(self) -> dict[str, str]:
        """Return what there is, for the diff."""
        return {plan.wanted.label: plan.before for plan in self.plans}

    @property
    def after(self) -> dict[str, str]:
        """Return what there will be, for the diff."""
        return {plan.wanted.label: plan.after for plan in self.plans}
