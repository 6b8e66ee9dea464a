# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_launch_trial is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.new_instance import instance_options
from .values import TrialRequest


def read_request(params: Mapping[str, Any]) -> TrialRequest:
    """Read the module's parameters. Raises InvalidInput."""
    options = instance_options(params, "Describe the instance.")
    return TrialRequest(**options, wait_timeout=params["wait_timeout"])
