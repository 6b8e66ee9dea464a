# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions: DescribeRegions."""

from __future__ import annotations

from .._client.paging import unwrap
from .._client.sdk import ECS
from .._client.session import Session
from .wire import text


def list_regions(session: Session, region: str) -> tuple[str, ...]:
    """The region ids this account may use, sorted. Needs ecs:DescribeRegions."""
    answer = session.call(ECS, region, "DescribeRegions", {})
    return tuple(sorted(text(item, "RegionId") for item in unwrap(answer, "Regions", "Region")))
