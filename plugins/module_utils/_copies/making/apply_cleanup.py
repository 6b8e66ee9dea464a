# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Removing what failed attempts left, once the copies have settled. That it cannot be removed fails no copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..._client.session import Session
from ..._core.remedies import remedy
from ..._model.errors import ApiError, ImageopsError
from ..._model.image_copy import CopyState
from ..._model.reason import Reason
from ..removing.apply_delete import CopyRemover, RemovalItem
from .apply_item import CopyItem
from .failed_attempts import leftovers


def clear_leftovers(session: Session, items: Sequence[CopyItem]) -> bool:
    """Remove them and say so in their copies' reasons; true if anything was written."""
    work = [
        (item, RemovalItem(removal=removal, due=removal))
        for item in items
        for removal in (*leftovers(item.wanted, item.failed), *item.plan.remains)
    ]
    CopyRemover(session).remove([removal for _item, removal in work])
    for item, removal in work:
        item.notes = (*item.notes, _told(removal))
        if item.copy:
            # The last reason of a failed copy is why it failed.
            is_failed, reasons = item.copy.state is CopyState.FAILED, item.copy.reasons
            reasons = (_told(removal), *reasons) if is_failed else (*reasons, _told(removal))
            item.copy = replace(item.copy, reasons=reasons)
    return any(removal.wrote for _item, removal in work)


def _told(item: RemovalItem) -> Reason:
    removal = item.removal
    what = removal.image.image_id if removal.image else ", ".join(removal.snapshot_ids)
    if item.error is None and item.waits_for is None:
        return Reason(code="leftover_removed", message=f"its failed attempt {what} was removed")
    why = item.error or (item.waits_for and item.waits_for.message)
    return Reason(
        code="leftover_kept",
        message=f"its failed attempt {what} could not be removed: {why}",
        remedy=_remedy(item.error) or "A later run tries again.",
    )


def _remedy(error: ImageopsError | None) -> str:
    return remedy(error.code, getattr(error, "permission", "")) if isinstance(error, ApiError) else ""
