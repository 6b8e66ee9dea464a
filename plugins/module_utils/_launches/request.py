# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_launch_trial is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.per_region import required_region
from .._core.text import list_option
from .._model.errors import InvalidInput
from .values import TrialRequest

NEEDED = ("instance_type", "vswitch_id", "security_group_id")


def read_request(params: Mapping[str, Any]) -> TrialRequest:
    """Read the module's parameters. Raises InvalidInput."""
    for option in NEEDED:
        if not params[option].strip():
            raise InvalidInput(option, params[option], "is empty", "Give what the instance is to have.")
    return TrialRequest(
        region=required_region(params),
        image_ids=tuple(dict.fromkeys(list_option(params["image_ids"], "image_ids"))),
        instance_type=params["instance_type"],
        vswitch_id=params["vswitch_id"],
        security_group_id=params["security_group_id"],
        kms_key_id=params["kms_key_id"],
        disk_category=params["disk_category"],
        wait_timeout=params["wait_timeout"],
    )
