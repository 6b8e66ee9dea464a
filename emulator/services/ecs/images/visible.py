# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images a caller sees: the account's own, and those of others that are shared with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ....actions.declare import Call
from ....state.accounts import Account, Region
from ....state.images import Image
from ....state.sharing_reach import images_for

Found = tuple[Account, Image]
Part = tuple[Account, Sequence[Image]]


@dataclass(frozen=True, slots=True)
class Joined:
    """Lists of several accounts as one, of which only the asked page is touched."""

    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return sum(len(images) for _owner, images in self.parts)

    def __iter__(self) -> Iterator[Found]:
        for owner, images in self.parts:
            for image in images:
                yield owner, image

    def __getitem__(self, wanted: slice) -> list[Found]:
        start, stop, _step = wanted.indices(len(self))
        found: list[Found] = []
        for owner, images in self.parts:
            found += [(owner, image) for image in images[max(start, 0) : max(stop, 0)]]
            start, stop = start - len(images), stop - len(images)
        return found


def visible_images(call: Call) -> Iterator[Found]:
    """Own and shared images in any state, newest first within each."""
    for image in reversed(call.region.images.values()):
        yield call.account, image
    for owner, images in _shared(call):
        for image in images:
            yield owner, image


def listed_images(
    call: Call, groups: Iterable[str], statuses: frozenset[str], moment: float, image_ids: Sequence[str]
) -> Joined:
    """The images of `self` or `others` that are in one of these states at a moment; with ids only these."""
    parts: list[Part] = []
    if "self" in groups:
        own = _named(call.region, image_ids) if image_ids else call.region.images_with_status(statuses, moment)
        parts.append((call.account, own))
    if "others" in groups:
        parts += _shared(call, image_ids)
    return Joined(
        tuple(
            (owner, images)
            if owner is call.account and not image_ids
            else (owner, [image for image in images if image.status_at(moment) in statuses])
            for owner, images in parts
        )
    )


def _shared(call: Call, image_ids: Sequence[str] = ()) -> Iterator[Part]:
    through_shares = images_for(call.cloud, call.region_id, call.account.id)
    for owner in call.cloud.accounts.values():
        region = owner.regions.get(call.region_id)
        if owner is call.account or region is None:
            continue
        direct = region.images_shared_with(call.account.id)
        if not image_ids and not any(account == owner.id for account, _image in through_shares):
            yield owner, direct
            continue
        candidates = _named(region, image_ids) if image_ids else reversed(region.images.values())
        yield (
            owner,
            [
                image
                for image in candidates
                if call.account.id in image.shares or (owner.id, image.id) in through_shares
            ],
        )


def _named(region: Region, image_ids: Sequence[str]) -> list[Image]:
    found = (image for image_id in set(image_ids) if (image := region.images.get(image_id)) is not None)
    # In the order of all lists.
    return sorted(found, key=lambda image: image.place, reverse=True)
