# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images are meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from .._core.times import parse_time
from .._model.errors import InvalidInput
from .._model.image import Image

OWN = "self"
SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions of different kinds must all hold; within one kind any value will do (all, for tags). A tag
    whose value is None only has to be there.

    `owners` are `self`, `shared` (everybody else) and account ids. An image counts as made between `created_after`
    (inclusive) and `created_before` (exclusive); one without a time of creation is in no such period. Images in
    `exclude_names` are left out. `newest` is the number of images of each group (newest.py), 0 for all of them.
    """

    image_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    tags: Mapping[str, str | None] = field(default_factory=dict)
    owners: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    created_after: datetime | None = None
    created_before: datetime | None = None
    created_within: timedelta | None = None
    exclude_names: tuple[str, ...] = ()
    newest: int = 0

    @property
    def owner_aliases(self) -> tuple[str, ...]:
        """The lists of ECS that can hold such images."""
        others = any(owner != OWN for owner in self.owners)
        own = OWN in self.owners or not self.owners
        return (*(("self",) if own else ()), *(("others",) if others else ()))

    @property
    def moves(self) -> bool:
        """Whether other images are meant as time goes by."""
        return bool(self.newest or self.created_within)

    def at(self, now: datetime) -> Selection:
        """Return the selection with the beginning of its period, as `created_within` says at this moment."""
        if not self.created_within:
            return self
        since = now - self.created_within
        return replace(self, created_after=max(self.created_after, since) if self.created_after else since)

    def matches(self, image: Image) -> bool:
        """Return whether this image is selected. Names are shell globs, case matters."""
        return (
            (not self.image_ids or image.image_id in self.image_ids)
            and (not self.names or any(fnmatchcase(image.name, pattern) for pattern in self.names))
            and (not self.families or not {image.family, image.bare_family}.isdisjoint(self.families))
            and all(key in image.tags and value in (None, image.tags[key]) for key, value in self.tags.items())
            and (not self.owners or self._is_owned(image))
            and (not self.statuses or image.status in self.statuses)
            and self._is_of_period(image)
            and not any(fnmatchcase(image.name, pattern) for pattern in self.exclude_names)
        )

    def _is_owned(self, image: Image) -> bool:
        return image.owner_id in self.owners or (OWN if image.is_own else SHARED) in self.owners

    def _is_of_period(self, image: Image) -> bool:
        if self.created_after is None and self.created_before is None:
            return True
        created = parse_time(image.created)
        if created is None:
            return False
        return (self.created_after is None or created >= self.created_after) and (
            self.created_before is None or created < self.created_before
        )

    def missing_ids(self, images: Iterable[Image]) -> list[str]:
        """Return the ids asked for by name that none of these images has."""
        found = {image.image_id for image in images}
        return [image_id for image_id in self.image_ids if image_id not in found]


def check_owners(option: str, owners: Iterable[str]) -> None:
    """Refuse what names no owner. Raises InvalidInput."""
    for owner in owners:
        if owner not in (OWN, SHARED) and not (owner.isascii() and owner.isdigit()):
            raise InvalidInput(option, owner, "is no owner", "Give self, shared, or the id (UID) of an account.")
