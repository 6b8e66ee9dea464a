# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Make one pass over copies to remove: remove them, read again what could not be removed yet, and return.

Like a pass over copies that are wanted it may be cut off anywhere; the next one finds what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..._client.codes import is_transient
from ..._client.session import Session
from ..._core.backoff import growing
from ..._core.remedies import error_reason, failure
from ..._model.errors import ImageopsError
from ..._model.image_copy import CopyAction, CopyState
from ..values import CopyRequest, Pair
from .apply_delete import CopyRemover, RemovalItem
from .decide import RemovalsPlan, plan_removals, predicted_state, result_of
from .observe import observe_removals
from .rules import NOT_PROVEN
from .values import Removal, RemovalDecision


@dataclass(slots=True)
class RemovalPass:
    """Carry out a plan. `clock` and `sleep` are those of this machine."""

    session: Session
    request: CopyRequest
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def run(self, plan: RemovalsPlan) -> tuple[list[dict[str, Any]], dict[str, Exception], bool]:
        """Return the items of `copies`, the error of each that failed, and whether anything was written."""
        items = [RemovalItem(removal=removal, due=removal) for removal in plan.removals]
        self._remove([item for item in items if item.due.decision is RemovalDecision.REMOVE])
        failures = {item.removal.label: error for item in items if (error := _error(item))}
        return [_result(item, failures) for item in items], failures, any(item.wrote for item in items)

    def _remove(self, due: Sequence[RemovalItem]) -> None:
        options = self.request.options
        remover, pauses = CopyRemover(self.session, waits=options.wait), growing(options.poll_seconds)
        begun = self.clock()
        while due:
            remover.remove([item for item in due if item.due.decision is RemovalDecision.REMOVE])
            due = [item for item in due if item.waits_for and not self._is_held_too_long(item)]
            # A deleted image holds its snapshots for moments, and those of a copy that just ended are not listed for
            # moments; both are waited for in one piece.
            is_brief = any(item.held_by or item.unproven_since is not None for item in due)
            is_over = self.clock() - begun >= options.pass_seconds and not is_brief
            if not due or not options.wait or is_over:
                return
            self.sleep(next(pauses))
            try:
                due = self._look_again(due)
            except ImageopsError as error:
                if not is_transient(error):
                    raise

    def _is_held_too_long(self, item: RemovalItem) -> bool:
        if item.held_by is None:
            return False
        now = self.clock()
        item.held_since = now if item.held_since is None else item.held_since
        if now - item.held_since < self.request.options.visibility_timeout:
            return False
        item.error, item.waits_for = item.held_by, None
        return True

    def _look_again(self, due: Sequence[RemovalItem]) -> list[RemovalItem]:
        """Return what is still there of these, decided anew. A copy that no longer exists is removed."""
        pairs = dict.fromkeys(
            Pair(image_id=item.due.unwanted.source_image_id, region=item.due.unwanted.region) for item in due
        )
        world = observe_removals(self.session, replace(self.request, pairs=tuple(pairs)))
        found = {_identity(removal): removal for removal in plan_removals(world).removals}
        for item in due:
            snapshots_only = replace(item.due, image=None)
            now = found.get(_identity(item.due)) or found.get(_identity(snapshots_only))
            if now is None and item.is_removed and item.waits_for:
                # Its snapshots' tags are a moment old and may not be listed yet.
                now = snapshots_only
            item.waits_for, item.is_removed = None, now is None
            item.due = now or replace(snapshots_only, decision=RemovalDecision.KEEP)
            self._wait_for_proof(item)
        return [item for item in due if item.due.decision is RemovalDecision.REMOVE or item.waits_for]

    def _wait_for_proof(self, item: RemovalItem) -> None:
        """Let a copy wait that has ended meanwhile and whose snapshots may not be listed yet."""
        if item.due.decision is not RemovalDecision.KEEP or not any(
            reason.code == NOT_PROVEN for reason in item.due.reasons
        ):
            item.unproven_since = None
            return
        item.unproven_since = self.clock() if item.unproven_since is None else item.unproven_since
        if self.clock() - item.unproven_since <= self.request.options.visibility_timeout:
            item.waits_for = item.due.reasons[-1]


def _identity(removal: Removal) -> tuple[object, ...]:
    image_id = removal.image.image_id if removal.image else ""
    return removal.unwanted.source_image_id, removal.unwanted.region, removal.tag, image_id


def _error(item: RemovalItem) -> Exception | None:
    if item.due.decision is RemovalDecision.FAIL:
        return failure(item.due.reasons[-1])
    return item.error


def _result(item: RemovalItem, failures: dict[str, Exception]) -> dict[str, Any]:
    """Return the copy as it was when the pass began, with what became of it."""
    removed = CopyAction.REMOVED if item.wrote and item.is_removed else CopyAction.NONE
    reasons = [*item.removal.reasons, *(reason for reason in item.due.reasons if reason not in item.removal.reasons)]
    if error := failures.get(item.removal.label):
        state = CopyState.FAILED
        if item.error:
            reasons.append(error_reason(error))
    elif item.waits_for:
        state = CopyState.QUEUED
        reasons.append(item.waits_for)
    elif item.is_removed:
        state = CopyState.ABSENT
    else:
        state = predicted_state(item.due)
    return result_of(
        replace(item.removal, reasons=tuple(reasons)),
        state,
        removed,
        snapshot_ids=item.deleted,
        unshared=item.unshared,
    )
