# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeClusterNodePools and DescribeClusterNodePoolDetail."""

from __future__ import annotations

from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...state.node_pools import NodePool
from .find import NO_CLUSTER, NO_POOL, OF_ENDPOINT, RIGHTS, cluster_resource, find_cluster, find_pool, local_time
from .shapes import PARTS, Shape

_SHOWN = (
    Note(
        "Encrypted of the system disk is a boolean, of a data disk a string; lists that are empty are there",
        "CS-SDK, the page's example; empty: assumed",
    ),
    Note("login_password is `******`", "the page's example"),
    Note("nodes are counted, and healthy all of them", "assumed"),
    OF_ENDPOINT,
    RIGHTS,
)


@action(
    "cs",
    "DescribeClusterNodePools",
    resources=cluster_resource,
    models=("ClusterId", "NodepoolName"),
    errors=(NO_CLUSTER,),
    notes=(
        Note("GET /clusters/{ClusterId}/nodepools; all in one answer", "CS-SDK"),
        Note("NodepoolName is the whole name; in the order of the world", "assumed"),
        *_SHOWN,
    ),
)
def describe_node_pools(call: Call) -> Answer:
    """List the node pools of a cluster."""
    name = call.parameters.text("NodepoolName")
    pools = find_cluster(call).node_pools.values()
    return {"nodepools": [_show(call, pool) for pool in pools if name in ("", pool.name)]}


@action(
    "cs",
    "DescribeClusterNodePoolDetail",
    resources=cluster_resource,
    models=("ClusterId", "NodepoolId"),
    errors=(NO_CLUSTER, NO_POOL),
    notes=(
        Note("GET /clusters/{ClusterId}/nodepools/{NodepoolId}; shows what the list shows", "CS-SDK"),
        Note("an unknown one: ErrorNodePoolNotFound", "code: seen in third-party clients; status 404: assumed"),
        *_SHOWN,
    ),
)
def describe_node_pool_detail(call: Call) -> Answer:
    """Show a node pool."""
    return _show(call, find_pool(call)[1])


def _show(call: Call, pool: NodePool) -> dict[str, Any]:
    parts = {name: {**_empty(shape), **pool.data.get(name, {})} for name, shape in PARTS.items()}
    group = {"image_id": "", "image_type": "", "system_disk_encrypted": False, **parts["scaling_group"]}
    # No model of an answer has a place for it.
    group.pop("resource_pool_options", None)
    return {
        **parts,
        "scaling_group": {**group, "scaling_group_id": pool.group},
        "nodepool_info": {
            "nodepool_id": pool.id,
            "name": pool.name,
            "type": pool.kind,
            "is_default": pool.is_default,
            "region_id": call.region_id,
            "resource_group_id": pool.resource_group,
            "created": local_time(pool.created),
            "updated": local_time(pool.updated),
        },
        "status": {
            "state": pool.state_at(call.cloud.now()),
            "total_nodes": pool.nodes,
            "serving_nodes": pool.nodes,
            "healthy_nodes": pool.nodes,
            "failed_nodes": 0,
            "initial_nodes": 0,
            "offline_nodes": 0,
            "removing_nodes": 0,
        },
    }


def _empty(shape: dict[str, Shape]) -> dict[str, Any]:
    """The lists of an object, each without an entry."""
    return {name: [] for name, kind in shape.items() if isinstance(kind, list)}
