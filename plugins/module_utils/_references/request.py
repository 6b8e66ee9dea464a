# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_reference_info is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.per_region import required_region
from .._core.text import list_option, text_of
from .._model.errors import InvalidInput
from .values import SEARCHED, ReferenceRequest


def read_request(params: Mapping[str, Any]) -> ReferenceRequest:
    """Read the module's parameters. Raises InvalidInput."""
    region = required_region(params)
    new_ids = _new_ids(params["image_map"], region)
    image_ids = tuple(dict.fromkeys((*list_option(params["image_ids"], "image_ids"), *new_ids)))
    if not image_ids:
        remedy = "Give image_ids, or image_map with the ids of this region."
        raise InvalidInput("image_ids", "", f"names no image in {region}", remedy)
    kinds = list_option(params["kinds"], "kinds") or SEARCHED
    return ReferenceRequest(
        region=region, image_ids=image_ids, new_ids=new_ids, kinds=tuple(kind for kind in SEARCHED if kind in kinds)
    )


def _new_ids(image_map: Mapping[str, Any], region: str) -> dict[str, str]:
    """Return the old and new ids of this region: `{old: new}`, or `{region: {old: new}}` as migrations leave it."""
    of_regions = {key: value for key, value in image_map.items() if isinstance(value, Mapping)}
    if of_regions and len(of_regions) < len(image_map):
        odd = next(key for key in image_map if key not in of_regions)
        raise InvalidInput("image_map", odd, "stands beside regions", "Give {old: new}, or {region: {old: new}}.")
    chosen = of_regions.get(region, {}) if of_regions else image_map
    for old, new in chosen.items():
        if not text_of(old) or isinstance(new, Mapping | list) or not text_of(new):
            raise InvalidInput("image_map", {old: new}, "is not an old id and a new one", "Give {old: new}.")
    return {text_of(old): text_of(new) for old, new in chosen.items()}
