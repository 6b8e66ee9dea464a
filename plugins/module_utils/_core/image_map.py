# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Old and new ids of images, as migrations leave them in `image_map`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .._model.errors import InvalidInput
from .text import text_of

OPTION = "image_map"


def new_ids(image_map: Mapping[str, Any], region: str) -> dict[str, str]:
    """Return the old and new ids of a region: `{old: new}`, or `{region: {old: new}}` as migrations leave it.

    Raises InvalidInput for a mapping that is neither.
    """
    of_regions = {key: value for key, value in image_map.items() if isinstance(value, Mapping)}
    if of_regions and len(of_regions) < len(image_map):
        odd = next(key for key in image_map if key not in of_regions)
        raise InvalidInput(OPTION, odd, "stands beside regions", "Give {old: new}, or {region: {old: new}}.")
    chosen = of_regions.get(region, {}) if of_regions else image_map
    for old, new in chosen.items():
        if not text_of(old) or isinstance(new, Mapping | list) or not text_of(new):
            raise InvalidInput(OPTION, {old: new}, "is not an old id and a new one", "Give {old: new}.")
    return {text_of(old): text_of(new) for old, new in chosen.items()}


def ids_in(value: str, ids: Iterable[str]) -> list[str]:
    """Return the ids that a text names as whole words, each once, in their order in the text."""
    pattern = _words(ids)
    return list(dict.fromkeys(found[0] for found in pattern.finditer(value))) if pattern else []


def with_new_ids(value: str, image_map: Mapping[str, str]) -> str:
    """Return a text with new ids in the place of old ones that it names as whole words."""
    pattern = _words(image_map)
    return pattern.sub(lambda found: image_map[found[0]], value) if pattern else value


def _words(ids: Iterable[str]) -> re.Pattern[str] | None:
    known = sorted(set(ids), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w-])") if known else None
