# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_reference_info is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.image_map import new_ids
from .._core.per_region import required_region
from .._core.text import list_option
from .._model.errors import InvalidInput
from .values import ReferenceRequest, UserKind


def read_request(params: Mapping[str, Any]) -> ReferenceRequest:
    """Read the module's parameters. Raises InvalidInput."""
    region = required_region(params)
    replaced = new_ids(params["image_map"], region)
    image_ids = tuple(dict.fromkeys((*list_option(params["image_ids"], "image_ids"), *replaced)))
    if not image_ids:
        remedy = "Give image_ids, or image_map with the ids of this region."
        raise InvalidInput("image_ids", "", f"names no image in {region}", remedy)
    kinds = list_option(params["kinds"], "kinds") or tuple(UserKind)
    return ReferenceRequest(
        region=region, image_ids=image_ids, new_ids=replaced, kinds=tuple(kind for kind in UserKind if kind in kinds)
    )
