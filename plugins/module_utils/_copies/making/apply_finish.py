# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is done to copies that are available and proven: attributes and tags put right, the run's tag added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..._api.ecs_images import modify_image
from ..._api.ecs_tags import RESOURCES_PER_CALL, tag_images
from ..._client.codes import is_transient
from ..._client.session import Session
from ..._model.errors import ImageopsError
from ..._model.image_copy import TAG_RUN
from ..proof import repairs
from ..values import CopyOptions
from .apply_item import CopyItem
from .call import missing_tags


@dataclass(slots=True)
class CopyFinisher:
    """Finishes items of a pass. `wrote` tells whether anything was written."""

    session: Session
    options: CopyOptions
    wrote: bool = False
    _made: dict[str, list[CopyItem]] = field(default_factory=dict)

    def finish(self, region: str, items: Sequence[CopyItem]) -> list[tuple[CopyItem, ImageopsError | None]]:
        """Put right what differs; the error of each item where that failed."""
        results = self.session.map(self._repair, items)
        # One that failed may be finished again.
        self._made.setdefault(region, []).extend(item for item, error in results if not error and _lacks_run(item))
        if len(self._made[region]) >= RESOURCES_PER_CALL:
            self._tag(region)
        return results

    def close(self) -> None:
        """Add the run's tag to those that do not have it yet."""
        for region in self._made:
            self._tag(region, is_last=True)

    def _repair(self, item: CopyItem) -> None:
        if item.image is None:
            return
        changes = repairs(item.image, item.wanted.source, self.options.restore_family)
        if changes:
            modify_image(self.session, item.wanted.region, item.image_id, changes)
            self.wrote = True
        tags = missing_tags(item.wanted, item.attempt, item.image, self.options)
        # The same for all, so that many are tagged in one call.
        tags.pop(TAG_RUN, None)
        if tags:
            tag_images(self.session, item.wanted.region, [item.image_id], tags)
            self.wrote = True

    def _tag(self, region: str, *, is_last: bool = False) -> None:
        items, self._made[region] = self._made[region], []
        try:
            if self.options.run and items:
                tag_images(self.session, region, [item.image_id for item in items], {TAG_RUN: self.options.run})
                self.wrote = True
        except ImageopsError as error:
            if is_transient(error) and not is_last:
                self._made[region] = items
                return
            for item in items:
                item.error = item.error or error


def _lacks_run(item: CopyItem) -> bool:
    return item.image is None or TAG_RUN not in item.image.tags
