# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS instances: DescribeInstances."""

from __future__ import annotations

import sys
from typing import Any

from .._client.paging import tokened
from .._client.sdk import ECS
from .._client.session import Session
from .wire import text


def count_instances(session: Session, region: str) -> int:
    """How many instances a region has, in any state. Needs ecs:DescribeInstances."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeInstances", {"RegionId": region, **page})

    return len({text(item, "InstanceId") for item in tokened(fetch, "Instances", "Instance", sys.maxsize)})
