# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide what `image_copy` does, and say what it would do."""

from __future__ import annotations

from typing import Any

from .making.decide import plan_making
from .making.plan import CopiesPlan
from .removing.decide import RemovalsPlan, plan_removals
from .removing.values import RemovalWorld
from .results import copies_answer
from .values import CopyRequest, CopyWorld


def plan_copies(request: CopyRequest, world: CopyWorld | RemovalWorld) -> CopiesPlan | RemovalsPlan:
    """Decide for every copy. Raises InvalidInput for a source that ECS does not copy."""
    return plan_removals(world) if isinstance(world, RemovalWorld) else plan_making(world, request.options.copy)


def predict_copies(_request: CopyRequest, plan: CopiesPlan | RemovalsPlan) -> dict[str, Any]:
    """Return the module's values in check mode, and where nothing needs to be done."""
    return copies_answer(plan.predicted(), wait=False)
