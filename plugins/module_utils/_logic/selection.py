# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images are meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .._model.image import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions of different kinds must all hold; within one kind any value will do (all, for tags)."""

    image_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    def matches(self, image: Image) -> bool:
        """Is this image meant. Names are shell globs, case matters."""
        return (
            (not self.image_ids or image.image_id in self.image_ids)
            and (not self.names or any(fnmatchcase(image.name, pattern) for pattern in self.names))
            and (not self.families or image.family in self.families)
            and all(image.tags.get(key) == value for key, value in self.tags.items())
        )

    def missing_ids(self, images: Iterable[Image]) -> list[str]:
        """The ids asked for by name that none of these images has."""
        found = {image.image_id for image in images}
        return [image_id for image_id in self.image_ids if image_id not in found]
