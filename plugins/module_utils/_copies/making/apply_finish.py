# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finish what has settled: put attributes and tags of proven copies right, and remove what failed attempts left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..._api.ecs_images import modify_image
from ..._api.ecs_tags import tag_images
from ..._client.session import Session
from ..._core.reasons import reason
from ..._core.remedies import remedy
from ..._model.errors import ApiError, ImageopsError
from ..._model.image_copy import CopyAction, CopyState
from ..._model.reason import Reason
from ..proof import repairs
from ..removing.apply_delete import CopyRemover, RemovalItem
from ..values import CopyOptions
from .apply_item import CopyItem
from .call import missing_tags
from .failed_attempts import superseded_attempts


@dataclass(slots=True)
class CopyFinisher:
    """Finish items of a pass. `wrote` says whether anything was written."""

    session: Session
    options: CopyOptions
    wrote: bool = False

    def finish(self, items: Sequence[CopyItem]) -> list[tuple[CopyItem, ImageopsError | None]]:
        """Repair what differs, and return the error of each item, None where it was repaired."""
        return self.session.map(self._repair, items)

    def _repair(self, item: CopyItem) -> None:
        if item.image is None:
            return
        changes = repairs(item.image, item.wanted.source, self.options.restore_family)
        if changes:
            modify_image(self.session, item.wanted.region, item.image_id, changes)
            self.wrote = True
        is_begun_here = item.action is CopyAction.STARTED
        tags = missing_tags(item.wanted, item.attempt, item.image, self.options, is_begun_here=is_begun_here)
        if tags:
            tag_images(self.session, item.wanted.region, [item.image_id], tags)
            self.wrote = True


def remove_failed_attempts(session: Session, items: Sequence[CopyItem]) -> bool:
    """Remove superseded attempts and orphan snapshots, and return whether anything was written.

    The reasons of their copies say so. An attempt that cannot be removed fails no copy.
    """
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
