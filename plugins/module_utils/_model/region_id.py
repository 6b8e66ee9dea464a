# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The form of a region's id, and what was probably meant by one that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from .errors import InvalidInput

REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+", re.ASCII)
# cn-beijing-h, ap-southeast-1a: ids of zones end in a letter of their own.
ZONE = re.compile(r"(?P<region>.+?)(?:-[a-z]|(?<=[0-9])[a-z])")
REMEDY = "Write ids like cn-beijing."
LONGEST = 63


def check_region(option: str, region: str, remedy: str = REMEDY) -> None:
    """Refuse text that is not a region's id; it would become part of a host name. Raises InvalidInput."""
    if not REGION.fullmatch(region) or len(region) > LONGEST:
        raise InvalidInput(option, region, "is not a region's id", remedy)
    if zone := ZONE.fullmatch(region):
        raise InvalidInput(option, region, "is the id of a zone", f"Give its region, {zone['region']}.")


def check_known(option: str, region: str, known: Iterable[str]) -> None:
    """Refuse a region that ECS does not list. Raises InvalidInput."""
    names = sorted(known)
    if not names or region in names:
        return
    close = get_close_matches(region, names, 1, 0.6)
    remedy = f"Did you mean {close[0]}?" if close else f"There are {', '.join(names)}."
    raise InvalidInput(option, region, "is no region that DescribeRegions lists for this account", remedy)
