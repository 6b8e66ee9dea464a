# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters and node pools of a call, and what answers and policies name alike."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ...actions.declare import Call, Note
from ...state.node_pools import Cluster, NodePool

_CHINA = timezone(timedelta(hours=8))
NO_CLUSTER = "ErrorClusterNotFound"
NO_POOL = "ErrorNodePoolNotFound"
RIGHTS = Note("RAM: the cluster", "the product's RAM page; here: assumed")
OF_ENDPOINT = Note(
    "a regional host has the clusters of its region, cs.aliyuncs.com those of all; unknown: ErrorClusterNotFound",
    "assumed; code: seen in third-party clients",
)


def cluster_resource(call: Call) -> list[str]:
    """The cluster that the call names, as policies name it."""
    name = call.parameters.text("ClusterId", "*")
    return [f"acs:cs:{call.region_id}:{call.account.id}:cluster/{name}"]


def find_cluster(call: Call) -> Cluster:
    """The cluster that the call names."""
    name = call.parameters.text("ClusterId")
    found = call.region.clusters.get(name)
    if found is None:
        raise call.refuse(NO_CLUSTER, name=name)
    return found


def find_pool(call: Call) -> tuple[Cluster, NodePool]:
    """The node pool that the call names, and its cluster."""
    cluster, name = find_cluster(call), call.parameters.text("NodepoolId")
    found = cluster.node_pools.get(name)
    if found is None:
        raise call.refuse(NO_POOL, name=name)
    return cluster, found


def local_time(moment: float) -> str:
    """Time as ACK writes it: with the offset of China."""
    return datetime.fromtimestamp(moment, _CHINA).isoformat(timespec="seconds")


def show_tags(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as ACK writes them."""
    return [{"key": key, "value": value} for key, value in tags.items()]
