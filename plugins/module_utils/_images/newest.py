# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images of a region are chosen, where the choice depends on more than the image alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from .._core.times import parse_time
from .._model.image import Image
from .._model.image_copy import TAG_SOURCE, TAG_SYSTEM_DISK_OF, read_copy_tag
from .selection import Selection

AVAILABLE = "Available"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def choose_images(images: Sequence[Image], selection: Selection) -> list[Image]:
    """Return the images of a region that a selection means, in their order.

    A choice that moves with time leaves out the copies that this collection made: they are younger than their sources,
    which they stand for. With `newest` only images that are Available count.
    """
    found = [image for image in images if selection.matches(image)]
    if selection.moves:
        there = {image.image_id for image in images}
        found = [image for image in found if not stands_for_another(image, there)]
    return _newest(found, selection) if selection.newest else found


def stands_for_another(image: Image, there: set[str]) -> bool:
    """Return whether an image is a copy of one of another region, or of one that is `there`."""
    if not image.is_own:
        return False
    if image.tags.get(TAG_SYSTEM_DISK_OF) in there:
        return True
    if not image.is_copied:
        return False
    tag = read_copy_tag(image.tags)
    is_from_elsewhere = tag is not None and tag.region == image.region and tag.source_region != image.region
    return is_from_elsewhere or image.tags.get(TAG_SOURCE) in there


def group_of(image: Image, selection: Selection) -> str:
    """Return what an image is one of the newest of: its family if families are chosen or no names, else its glob."""
    if selection.families or not selection.names:
        return image.family
    return next(pattern for pattern in selection.names if fnmatchcase(image.name, pattern))


def _newest(images: Sequence[Image], selection: Selection) -> list[Image]:
    groups: dict[str, list[Image]] = {}
    for image in images:
        if image.status == AVAILABLE:
            groups.setdefault(group_of(image, selection), []).append(image)
    kept = {
        image.image_id
        for group in groups.values()
        for image in sorted(group, key=_age, reverse=True)[: selection.newest]
    }
    return [image for image in images if image.image_id in kept]


def _age(image: Image) -> tuple[datetime, str]:
    """Return what images are ordered by; of two of one moment the order is always the same."""
    return parse_time(image.created) or LONG_AGO, image.image_id
