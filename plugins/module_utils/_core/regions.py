# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The form of a region's id."""

from __future__ import annotations

import re

from .._model.errors import InvalidInput

REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
REMEDY = "Write ids like cn-beijing."


def check_region(option: str, region: str, remedy: str = REMEDY) -> None:
    """Refuse text that is not a region's id; it would become part of a host name. Raises InvalidInput."""
    if not REGION.fullmatch(region):
        raise InvalidInput(option, region, "is not a region's id", remedy)
