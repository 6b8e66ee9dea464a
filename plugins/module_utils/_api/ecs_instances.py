# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS instances: DescribeInstances."""

from __future__ import annotations

from typing import Any

from .._client.paging import unwrap
from .._client.sdk import ECS
from .._client.session import Session
from .wire import text

PAGE_SIZE = 100


def count_instances(session: Session, region: str) -> int:
    """How many instances a region has, in any state. Needs ecs:DescribeInstances."""
    query: dict[str, Any] = {"RegionId": region, "MaxResults": PAGE_SIZE}
    ids: set[str] = set()
    while True:
        answer = session.call(ECS, region, "DescribeInstances", query)
        ids.update(text(item, "InstanceId") for item in unwrap(answer, "Instances", "Instance"))
        token = text(answer, "NextToken")
        if not token or token == query.get("NextToken"):
            return len(ids)
        query["NextToken"] = token
