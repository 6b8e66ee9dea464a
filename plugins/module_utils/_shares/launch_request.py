# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_launch_check is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.new_instance import instance_options
from .launch_values import LaunchRequest


def read_request(params: Mapping[str, Any]) -> LaunchRequest:
    """Read the module's parameters. Raises InvalidInput."""
    return LaunchRequest(**instance_options(params, "Give what the instance would have."))
