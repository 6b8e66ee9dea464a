# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Do one pass of `image_copy`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._client.session import Session
from .._model.image_copy import CopyAction
from .making.apply import CopyPass
from .making.plan import CopiesPlan
from .removing.apply import RemovalPass
from .removing.decide import RemovalsPlan
from .results import copies_answer, look_answer
from .values import CopyRequest
from .waiting.look import Look
from .waiting.observe_look import keep_looking


@dataclass(frozen=True, slots=True, kw_only=True)
class PassResult:
    """The module's values after a pass, the error of each copy that failed, and whether anything was written."""

    values: dict[str, Any]
    failures: Mapping[str, Exception]
    changed: bool


def apply_copies(session: Session, request: CopyRequest, plan: CopiesPlan | RemovalsPlan | Look) -> PassResult:
    """Carry out a plan until every copy has settled or the time of the pass is over. Raises ImageopsError."""
    if isinstance(plan, Look):
        return PassResult(values=look_answer(keep_looking(session, request, plan).seen), failures={}, changed=False)
    wait = request.options.wait
    if isinstance(plan, RemovalsPlan):
        removed, failures, wrote = RemovalPass(session, request).run(plan)
        return PassResult(values=copies_answer(removed, wait=wait), failures=failures, changed=wrote)
    work = CopyPass(session, plan.world.destinations, request.options)
    copies, failures = work.run(plan.plans)
    values = copies_answer([copy.to_result() for copy in copies], wait=wait and not work.is_stopped)
    is_started = any(copy.action is CopyAction.STARTED for copy in copies)
    return PassResult(values=values, failures=failures, changed=is_started or work.wrote)
