# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions among a module's options: their form, and values that are given once or for each region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._model.errors import InvalidInput
from .._model.region_id import check_region
from .text import list_option

ALL = "all"
# Any region's endpoint answers DescribeRegions; this one is open to every account.
CENTRAL = "cn-hangzhou"


def required_region(params: Mapping[str, Any]) -> str:
    """Return the region among a module's parameters. Raises InvalidInput if none is given."""
    if not params["region"]:
        raise InvalidInput(
            "region", params["region"], "names no region", "Give region, or set ALIBABA_CLOUD_REGION_ID."
        )
    return str(params["region"])


def check_regions(option: str, regions: Iterable[str]) -> None:
    """Refuse what is no region's id, for an option other than `region`. Raises InvalidInput."""
    for region in regions:
        check_region(option, region)


def read_regions(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the regions to look at, by default that of the connection; none for all. Raises InvalidInput."""
    regions = tuple(dict.fromkeys(list_option(params["regions"], "regions")))
    check_regions("regions", [region for region in regions if region != ALL])
    if not regions:
        return (required_region(params),)
    return () if ALL in regions else regions


def value_per_region(option: str, value: object, regions: Iterable[str]) -> dict[str, str]:
    """Return the value for each region: the same for all, or what a mapping says. Raises InvalidInput for a gap."""
    if not isinstance(value, Mapping):
        if not str(value or "").strip():
            raise InvalidInput(option, value, "is empty", "Give a value, or a mapping from region to value.")
        return {region: str(value).strip() for region in regions}
    found = {}
    for region in regions:
        if not str(value.get(region) or "").strip():
            known = ", ".join(map(str, value)) or "none"
            raise InvalidInput(option, region, f"has no entry (there are: {known})", f"Add one for {region}.")
        found[region] = str(value[region]).strip()
    return found
