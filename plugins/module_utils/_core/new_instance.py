# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of modules that try an instance of each image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.errors import InvalidInput
from .per_region import required_region
from .text import list_option

NEEDED = ("instance_type", "vswitch_id", "security_group_id")
AS_GIVEN = (*NEEDED, "kms_key_id", "disk_category")


def instance_options(params: Mapping[str, Any], remedy: str) -> dict[str, Any]:
    """Return the fields of a NewInstance and `image_ids` by name. Raises InvalidInput for an empty one."""
    for option in NEEDED:
        if not params[option].strip():
            raise InvalidInput(option, params[option], "is empty", remedy)
    return {
        "region": required_region(params),
        "image_ids": tuple(dict.fromkeys(list_option(params["image_ids"], "image_ids"))),
        **{option: params[option] for option in AS_GIVEN},
    }
