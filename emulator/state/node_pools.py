# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of ACK and their node pools. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class NodePool:
    """A node pool. `data` has the parts and names of ModifyClusterNodePool's body, without `nodepool_info`."""

    id: str
    name: str
    kind: str = "ess"
    is_default: bool = False
    state: str = "active"
    updating_until: float = 0.0
    created: float = 0.0
    updated: float = 0.0
    resource_group: str = ""
    group: str = ""
    nodes: int = 0
    data: dict[str, Any] = field(default_factory=dict)

    def state_at(self, moment: float) -> str:
        """The state in which the pool is shown: a modification takes its time."""
        return "updating" if moment < self.updating_until else self.state


@dataclass(slots=True)
class Cluster:
    """A cluster with its node pools."""

    id: str
    name: str
    kind: str = "ManagedKubernetes"
    profile: str = "Default"
    spec: str = "ack.pro.small"
    state: str = "running"
    version: str = "1.32.1-aliyun.1"
    created: float = 0.0
    updated: float = 0.0
    resource_group: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    node_pools: dict[str, NodePool] = field(default_factory=dict)
