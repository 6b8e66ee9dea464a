# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Poll copies in progress: in few lists, whatever their number, and single ones by their id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..._api.ecs_images import find_image, list_images
from ..._client.session import Session
from ..._images.observe import examine_images
from ..._model.image import IN_PROGRESS, Image
from ..names import expected_names
from ..values import CopyOptions, Destination
from .apply_item import CopyItem
from .match import attempt_of, match_copies

FEW = 5


@dataclass(slots=True)
class CopyPoller:
    """Poll the copies of a pass; `round_began` is when the last round began, in seconds of this machine's clock."""

    session: Session
    destinations: Mapping[str, Destination]
    options: CopyOptions
    clock: Callable[[], float]
    round_began: float = 0.0

    def start_round(self) -> None:
        """Note the time: a copy that this round does not list was not there now, though answers may take minutes."""
        self.round_began = self.clock()

    def poll(self, region: str, items: Sequence[CopyItem]) -> None:
        """Read the running items of a region. Raises ImageopsError."""
        seen = [item for item in items if item.image]
        if seen:
            self._match(seen, list_images(self.session, region, statuses=IN_PROGRESS))
            for item in seen:
                # However long ago it was seen: it is missed from this look on.
                item.since = item.since if item.image else self.round_began
        gone = [item for item in items if not item.image]
        ids = [item.image_id for item in gone]
        if len(gone) <= FEW and all(ids):
            found = self.session.gather(lambda image_id: find_image(self.session, region, image_id), ids)
            self._match(gone, [image for image in found if image])
        elif gone:
            since = min(item.created or self.destinations[region].newest for item in gone)
            until = ids if all(ids) else ()
            self._match(gone, list_images(self.session, region, created_since=since, until=until))

    def _match(self, items: Iterable[CopyItem], images: Sequence[Image]) -> None:
        by_id = {image.image_id: image for image in images}
        for item in items:
            item.image = by_id.get(item.image_id)
            if not item.image_id:
                ours = (image for image in images if attempt_of(item.wanted, image) == item.attempt)
                item.image = next(ours, None)
                item.image_id = item.image.image_id if item.image else ""
            item.created = item.image.created if item.image else item.created
            if item.image and item.image.is_in_progress:
                item.since = self.clock()

    def find_again(self, item: CopyItem) -> bool:
        """Read once more before a copy is made anew: by its id, or among all images, whenever ECS says it began."""
        region = item.wanted.region
        if item.image_id:
            found = find_image(self.session, region, item.image_id)
            self._match([item], [found] if found else [])
            return found is not None
        images = list_images(self.session, region)
        self._match([item], images)
        if item.image is None and (untagged := self._untagged(item, images)):
            item.image_id = untagged.image_id
            self._match([item], [untagged])
        return item.image is not None

    def _untagged(self, item: CopyItem, images: Iterable[Image]) -> Image | None:
        """The copy whose tags were removed before it was ever listed."""
        names = expected_names(self.options.name_template, item.wanted, self.options.last_number)
        named = [image for image in images if names.get(image.name) == item.attempt and image.is_copied]
        key = self.destinations[item.wanted.region].key
        examined = examine_images(self.session, item.wanted.region, named, {key.key_id: key})
        return next((image for _attempt, image in match_copies(item.wanted, examined, self.options).untagged), None)
