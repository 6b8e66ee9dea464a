# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images of the destination region are copies made for a request.

Tags say it, and the facts must agree. Copies whose tags were removed or edited are known by what ECS says of them.
A copy that was made of one of these copies inherits its tags and is not taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..._model.image import Image
from ..._model.image_copy import TAG_SOURCE, CopyWanted, read_copy_tag
from ..names import expected_names
from ..proof import disk_problems, is_under
from ..values import CopyOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`ours` by attempt, the latest first; `others` have the same tags and are not ours; `untagged` could be ours."""

    ours: Sequence[tuple[int, Image]] = ()
    others: Sequence[Image] = ()
    untagged: Sequence[tuple[int, Image]] = ()


def attempt_of(wanted: CopyWanted, image: Image) -> int | None:
    """Return the attempt that an image's tags name for this request, or None if they name none."""
    tag = read_copy_tag(image.tags)
    if tag is None or image.tags.get(TAG_SOURCE) != wanted.source.image_id or image.region != wanted.region:
        return None
    return tag.attempt if tag == wanted.tag(tag.attempt) else None


def match_copies(wanted: CopyWanted, images: Iterable[Image], options: CopyOptions) -> Match:
    """Sort the candidates of a region into a Match."""
    names = expected_names(options.name_template, wanted, options.last_number)
    by_attempt: dict[int, list[Image]] = {}
    untagged = []
    for image in images:
        attempt = attempt_of(wanted, image)
        if attempt is not None:
            by_attempt.setdefault(attempt, []).append(image)
        elif image.name in names and _could_be_ours(wanted, image):
            untagged.append((names[image.name], image))
    ours, others = [], []
    for attempt, found in sorted(by_attempt.items(), reverse=True):
        first, *rest = sorted(
            found, key=lambda image: (is_recopy(wanted, image), image.name not in names, image.created)
        )
        if is_recopy(wanted, first) and first.name not in names:
            others.append(first)
        else:
            ours.append((attempt, first))
        others.extend(rest)
    return Match(ours=ours, others=others, untagged=untagged)


def is_recopy(wanted: CopyWanted, image: Image) -> bool:
    """Return whether ECS names another origin of a disk's snapshot than the source. False where it names none."""
    own = {disk.snapshot_id for disk in wanted.source.disks}
    return any(disk.source_snapshot_id and disk.source_snapshot_id not in own for disk in image.disks)


def names_another(wanted: CopyWanted, image: Image) -> bool:
    """Return whether tags that are not those of this request say that an image is something else.

    One that is under the key and that ECS says was made of the source is not, whatever they say now: they were
    edited.
    """
    if image.status == "Available" and is_under(wanted, image) and _is_of_source(wanted, image):
        return False
    tag = read_copy_tag(image.tags)
    is_other_source = image.tags.get(TAG_SOURCE, wanted.source.image_id) != wanted.source.image_id
    return is_other_source if tag is None else is_other_source or tag != wanted.tag(tag.attempt)


def _is_of_source(wanted: CopyWanted, image: Image) -> bool:
    """Return whether ECS names the source as the origin of all disks' snapshots. False where it names none."""
    own = {disk.snapshot_id for disk in wanted.source.disks}
    return bool(image.disks) and all(disk.source_snapshot_id in own for disk in image.disks)


def _could_be_ours(wanted: CopyWanted, image: Image) -> bool:
    """Return whether an image without tags has the source's disks, under the key as far as it can be seen yet."""
    if not image.is_copied or image.region != wanted.region:
        return False
    if names_another(wanted, image) or is_recopy(wanted, image):
        return False
    if image.is_in_progress:
        return not image.disks or not disk_problems(wanted, image)
    return image.status == "Available" and is_under(wanted, image) and not disk_problems(wanted, image)
