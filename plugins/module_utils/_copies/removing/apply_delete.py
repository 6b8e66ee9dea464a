# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Remove copies: unshare them, tag their snapshots, delete the image, then the snapshots.

In this order a later run resumes a removal that is cut off at any point: as long as the image is there it is
found by its own tags, and afterwards its snapshots, which would be billed for ever, by theirs. Force is never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..._api.ecs_removal import SNAPSHOT_LISTED, cancel_copy, delete_image, delete_snapshot, undeleted
from ..._api.ecs_sharing import list_share_accounts, modify_share
from ..._api.ecs_tags import tag_snapshots
from ..._client.codes import is_transient_or_of_credentials
from ..._client.session import Session
from ..._core.remedies import deferral
from ..._model.errors import ApiError, ImageopsError, Missing
from ..._model.image import Image
from ..._model.image_copy import TAG_COPY, TAG_SOURCE, TAG_SYSTEM_DISK_OF
from ..._model.reason import Reason
from ..._model.share import ShareChange
from .values import Removal

# The image was deleted a moment ago and the snapshot does not know it yet.
SNAPSHOT_HELD = "SnapshotCreatedImage"
DEFERRED = "it is removed"
# Transient: the copy has just ended, or cannot be cancelled and has to end first; it is being read or made.
TRANSIENT = (
    "IncorrectImageStatus",
    "CancelNotSupported",
    "OperationDenied.ImageCopying",
    "ImageIsCreating",
    SNAPSHOT_HELD,
)


@dataclass(slots=True, kw_only=True)
class RemovalItem:
    """Hold a removal that a pass works on: `removal` as it began, what is still `due` of it, and what was done.

    It waits for something (since `held_since` for snapshots, which the deleted image holds or ECS still lists:
    `held_by`; or since `unproven_since` for snapshots that show what it is), or failed at something, or is removed.
    """

    removal: Removal
    due: Removal
    unshared: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    wrote: bool = False
    is_removed: bool = False
    waits_for: Reason | None = None
    error: ImageopsError | None = None
    held_by: ApiError | None = None
    held_since: float | None = None
    unproven_since: float | None = None


@dataclass(slots=True)
class CopyRemover:
    """Remove copies. The decision what to remove has been made; nothing is checked here.

    With `waits` what failed with a transient error waits, and is removed in another round.
    """

    session: Session
    waits: bool = False

    def remove(self, items: Sequence[RemovalItem]) -> None:
        """Remove side by side; each item holds how it ended."""
        for item, error in self.session.map(self._remove, items):
            item.error = error if isinstance(error, ImageopsError) else item.error

    def _remove(self, item: RemovalItem) -> None:
        item.waits_for, item.error, item.held_by = None, None, None
        image = item.due.image
        try:
            if image and image.is_in_progress:
                self._cancel(item, image)
            elif image:
                self._delete(item, image)
        except Missing:
            # Another user removed the image.
            pass
        except ImageopsError as error:
            if not self._is_transient(error):
                raise
            item.waits_for = deferral(error, DEFERRED)
            return
        item.is_removed = True
        self._delete_snapshots(item)

    def _cancel(self, item: RemovalItem, image: Image) -> None:
        self._tag(item)
        cancel_copy(self.session, image.region, image.image_id)
        item.wrote = True

    def _delete(self, item: RemovalItem, image: Image) -> None:
        # Read anew: accounts may have been added since the decision.
        accounts = list_share_accounts(self.session, image.region, image.image_id)
        if accounts:
            change = ShareChange(image_id=image.image_id, region=image.region, before=accounts, add=(), remove=accounts)
            modify_share(self.session, change)
            item.unshared.extend(accounts)
            item.wrote = True
        self._tag(item)
        delete_image(self.session, image.region, image.image_id)
        item.wrote = True

    def _tag(self, item: RemovalItem) -> None:
        removal = item.due
        if removal.snapshot_ids and removal.tag:
            tags = {TAG_SOURCE: removal.unwanted.source_image_id, TAG_COPY: removal.tag.value}
            if removal.image and (original := removal.image.tags.get(TAG_SYSTEM_DISK_OF)):
                tags[TAG_SYSTEM_DISK_OF] = original
            tag_snapshots(self.session, removal.unwanted.region, removal.snapshot_ids, tags)
            item.wrote = True

    def _delete_snapshots(self, item: RemovalItem) -> None:
        """Delete all that can be deleted; the first that cannot is the item's error."""
        region, asked = item.due.unwanted.region, []
        for snapshot_id in item.due.snapshot_ids:
            try:
                delete_snapshot(self.session, region, snapshot_id)
            except ImageopsError as error:
                self._take_down(item, error)
            else:
                asked.append(snapshot_id)
        try:
            listed = undeleted(self.session, region, asked)
        except ImageopsError as error:
            # The request itself may have succeeded.
            item.wrote = True
            self._take_down(item, error)
            return
        for snapshot_id in asked:
            if snapshot_id in listed:
                self._take_down(item, listed[snapshot_id])
            else:
                item.deleted.append(snapshot_id)
                item.wrote = True

    def _take_down(self, item: RemovalItem, error: ImageopsError) -> None:
        if isinstance(error, ApiError) and error.code in (SNAPSHOT_HELD, SNAPSHOT_LISTED):
            item.waits_for, item.held_by = deferral(error, DEFERRED), error
        elif self._is_transient(error):
            item.waits_for = deferral(error, DEFERRED)
        else:
            item.error = item.error or error

    def _is_transient(self, error: ImageopsError) -> bool:
        if isinstance(error, ApiError) and error.code in TRANSIENT:
            return True
        return self.waits and is_transient_or_of_credentials(error)
