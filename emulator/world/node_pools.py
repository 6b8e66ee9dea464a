# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of ACK in a world file, read and written: they stand with the region, node pools with their cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..services.cs.shapes import PARTS, fault
from ..state.accounts import Account
from ..state.clock import iso
from ..state.node_pools import Cluster, NodePool
from .policies import DEFAULT_TIME
from .reader import Node

_ID = r"[A-Za-z0-9_-]{1,64}"
_STATES = ("active", "scaling", "removing", "deleting", "updating")


def read_clusters(account: Account, node: Node) -> dict[str, Cluster]:
    """The clusters of a region; ids are unique in the account."""
    found: dict[str, Cluster] = {}
    for child in node.items("clusters"):
        cluster = _cluster(child)
        if cluster.id in found or account.region_of_cluster(cluster.id):
            raise child.wrong("id", "this cluster id is already taken")
        found[cluster.id] = cluster
    return found


def _cluster(node: Node) -> Cluster:
    cluster_id, created = node.matching("id", _ID), node.moment("created", DEFAULT_TIME)
    cluster = Cluster(
        id=cluster_id,
        name=node.text("name", cluster_id),
        kind=node.text("kind", "ManagedKubernetes"),
        profile=node.text("profile", "Default"),
        spec=node.text("spec", "ack.pro.small"),
        state=node.text("state", "running"),
        version=node.text("version", "1.32.1-aliyun.1"),
        created=created,
        updated=node.moment("updated", created),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    for child in node.items("node_pools"):
        pool = _pool(child)
        if pool.id in cluster.node_pools:
            raise child.wrong("id", "this node pool id is already taken")
        cluster.node_pools[pool.id] = pool
    node.done()
    return cluster


def _pool(node: Node) -> NodePool:
    data = node.take("data", {})
    if problem := fault(dict(PARTS), data, "data", strict=True):
        raise node.wrong("data", f"{problem} is unknown, or of another type")
    pool_id, created = node.matching("id", _ID), node.moment("created", DEFAULT_TIME)
    pool = NodePool(
        id=pool_id,
        name=node.text("name", pool_id),
        kind=node.choice("kind", ("ess", "edge", "lingjun"), "ess"),
        is_default=node.flag("is_default", False),
        state=node.choice("state", _STATES, "active"),
        updating_until=node.moment("updating_until", 0.0),
        created=created,
        updated=node.moment("updated", created),
        resource_group=node.text("resource_group", ""),
        group=node.text("group", ""),
        nodes=node.whole("nodes", 0),
        data=dict(data),
    )
    node.done()
    return pool


def show_clusters(clusters: Mapping[str, Cluster]) -> list[dict[str, Any]]:
    """The clusters as a world file has them."""
    return [
        {
            **asdict(cluster),
            "created": iso(cluster.created),
            "updated": iso(cluster.updated),
            "node_pools": [_show_pool(pool) for pool in cluster.node_pools.values()],
        }
        for cluster in clusters.values()
    ]


def _show_pool(pool: NodePool) -> dict[str, Any]:
    moments = {name: iso(getattr(pool, name)) for name in ("created", "updated", "updating_until")}
    return {**asdict(pool), **moments}
