# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Removing what failed attempts left, once the copies have settled. That it cannot be removed fails no copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..._client.session import Session
from ..._core.reasons import reason
from ..._core.remedies import remedy
from ..._model.errors import ApiError
from ..._model.image_copy import CopyState
from ..._model.reason import Reason
from ..removing.apply_delete import CopyRemover, RemovalItem
from .apply_item import CopyItem
from .failed_attempts import superseded_attempts


def remove_failed_attempts(session: Session, items: Sequence[CopyItem]) -> bool:
    """Remove them and say so in their copies' reasons; true if anything was written."""
    work = [
        (item, RemovalItem(removal=removal, due=removal))
        for item in items
        for removal in (*superseded_attempts(item.wanted, item.failed), *item.plan.orphans)
    ]
    CopyRemover(session).remove([removal for _item, removal in work])
    for item, removal in work:
        item.notes = (*item.notes, _outcome(removal))
        if item.copy:
            # The last reason of a failed copy is why it failed.
            is_failed, reasons = item.copy.state is CopyState.FAILED, item.copy.reasons
            reasons = (_outcome(removal), *reasons) if is_failed else (*reasons, _outcome(removal))
            item.copy = replace(item.copy, reasons=reasons)
    return any(removal.wrote for _item, removal in work)


def _outcome(item: RemovalItem) -> Reason:
    removal = item.removal
    what = removal.image.image_id if removal.image else ", ".join(removal.snapshot_ids)
    if item.error is None and item.waits_for is None:
        return reason("leftover_removed", image=what)
    kept = reason("leftover_kept", image=what, error=item.error or (item.waits_for and item.waits_for.message))
    advice = remedy(item.error.code, getattr(item.error, "permission", "")) if isinstance(item.error, ApiError) else ""
    return replace(kept, remedy=advice) if advice else kept
