# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide what `image_copy` does, and say what it would do."""

from __future__ import annotations

from typing import Any

from .making.decide import plan_making
from .making.plan import CopiesPlan
from .removing.decide import RemovalsPlan, plan_removals
from .removing.values import RemovalWorld
from .results import copies_answer, look_answer
from .values import CopyRequest, CopyWorld
from .waiting.look import Look


def plan_copies(request: CopyRequest, world: CopyWorld | RemovalWorld | Look) -> CopiesPlan | RemovalsPlan | Look:
    """Decide for every copy. Raises InvalidInput for a source that ECS does not copy."""
    if isinstance(world, Look):
        return world
    return plan_removals(world) if isinstance(world, RemovalWorld) else plan_making(world, request.options.copy)


def predict_copies(_request: CopyRequest, plan: CopiesPlan | RemovalsPlan | Look) -> dict[str, Any]:
    """Return the module's values in check mode, and where nothing needs to be done."""
    if isinstance(plan, Look):
        return look_answer(plan.seen)
    return copies_answer(plan.predicted(), wait=False)
