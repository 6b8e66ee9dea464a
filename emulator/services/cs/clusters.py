# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeClustersV1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...catalogue.catalogue import regions
from ...state.node_pools import Cluster
from .find import local_time, show_tags


@action(
    "cs",
    "DescribeClustersV1",
    resources=lambda _call: ["*"],
    models=(
        "cluster_id", "cluster_spec", "cluster_type", "name", "page_number", "page_size", "profile", "region_id",
    ),
    notes=(
        Note("GET /api/v1/clusters; 10 a page; page_info has the count", "CS-SDK, the page's example"),
        Note("50 a page at most, more: InvalidParameter; name is a part of the name; the newest first", "assumed"),
        Note(
            "without region_id the clusters of all regions, at every host, or those of the host's region (setting "
            "clusters_without_region)",
            "assumed",
        ),
        Note("an unknown region_id has no clusters; no networks, no addresses", "assumed"),
        Note("RAM: `*`", "the product's RAM page"),
    ),
)  # fmt: skip
def describe_clusters(call: Call) -> Answer:
    """List clusters."""
    parameters = call.parameters
    filters = {"id": "cluster_id", "kind": "cluster_type", "profile": "profile", "spec": "cluster_spec"}
    found = [
        (region_id, cluster)
        for region_id, cluster in _clusters(call)
        if parameters.text("name") in cluster.name
        and all(parameters.text(name) in ("", getattr(cluster, part)) for part, name in filters.items())
    ]
    found.sort(key=lambda item: item[1].created, reverse=True)
    number, size = parameters.number("page_number", 1), parameters.number("page_size", 10)
    page = found[(number - 1) * size : number * size]
    return {
        "clusters": [_show(region_id, cluster) for region_id, cluster in page],
        "page_info": {"page_number": number, "page_size": size, "total_count": len(found)},
    }


def _clusters(call: Call) -> Iterator[tuple[str, Cluster]]:
    all_regions = call.cloud.settings.clusters_without_region == "all"
    wanted = call.parameters.text("region_id", "" if all_regions else call.region_id)
    for region_id in regions():
        if region_id in call.account.regions and wanted in ("", region_id):
            yield from ((region_id, cluster) for cluster in call.account.regions[region_id].clusters.values())


def _show(region_id: str, cluster: Cluster) -> dict[str, Any]:
    return {
        "cluster_id": cluster.id,
        "name": cluster.name,
        "region_id": region_id,
        "cluster_type": cluster.kind,
        "profile": cluster.profile,
        "cluster_spec": cluster.spec,
        "state": cluster.state,
        "size": sum(pool.nodes for pool in cluster.node_pools.values()),
        "init_version": cluster.version,
        "current_version": cluster.version,
        "created": local_time(cluster.created),
        "updated": local_time(cluster.updated),
        "resource_group_id": cluster.resource_group,
        "deletion_protection": False,
        "network_mode": "vpc",
        "tags": show_tags(cluster.tags),
    }
