# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Node pools of clusters of ACK (product CS): DescribeClustersV1, DescribeClusterNodePools, ModifyClusterNodePool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._client.answer import odd, unwrap
from .._client.paging import numbered
from .._client.sdk import CS
from .._client.session import Session
from .._model.errors import Missing
from .._model.image_users import NodePool
from .wire import Answer, flag, number, part, text

# assumed: no source says how many clusters a page may have. A page that is smaller than asked for says so.
PAGE_SIZE = 50


def list_node_pools(session: Session, region: str) -> list[NodePool]:
    """All node pools of all clusters of a region: a call for each page of clusters, and one for each cluster.

    Needs cs:DescribeClustersV1 and cs:DescribeClusterNodePools; raises MissingLibrary without the SDK.
    """

    def read(cluster_id: str) -> list[NodePool]:
        return node_pools_of(session, region, cluster_id)

    clusters = list_clusters(session, region)
    return [pool for found in session.gather(read, clusters, lambda item: f"cluster {item}") for pool in found]


def node_pools_of(session: Session, region: str, cluster_id: str) -> list[NodePool]:
    """The node pools of a cluster, none if it is gone. Needs cs:DescribeClusterNodePools."""
    try:
        answer = session.call(CS, region, "DescribeClusterNodePools", {"ClusterId": cluster_id})
    except Missing:
        return []
    return [_parse(item, cluster_id) for item in unwrap(answer, "nodepools")]


def modify_node_pool(session: Session, region: str, pool: NodePool, scaling_group: Mapping[str, Any]) -> str:
    """Change these settings of later nodes and no others, and return the task. Needs cs:ModifyClusterNodePool.

    ACK works on it after the answer. There is no client token, and a second call is another change, so none is
    repeated.
    """
    given = {"ClusterId": pool.cluster_id, "NodepoolId": pool.pool_id, "scaling_group": dict(scaling_group)}
    return text(session.call(CS, region, "ModifyClusterNodePool", given, repeatable=False), "task_id")


def list_clusters(session: Session, region: str) -> list[str]:
    """The ids of a region's clusters. Needs cs:DescribeClustersV1; raises MissingLibrary without the SDK.

    No source says whether region_id or the host chooses the region.
    """

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        query = {"region_id": region, "page_number": page["PageNumber"], "page_size": page["PageSize"]}
        answer = session.call(CS, region, "DescribeClustersV1", query)
        info = part(answer, "page_info")
        answer.update(TotalCount=number(info, "total_count"), PageSize=number(info, "page_size"))
        return answer

    found = numbered(fetch, "clusters", "", "cluster_id", PAGE_SIZE)
    return [text(item, "cluster_id") for item in found if text(item, "region_id") in ("", region)]


def _parse(answer: Answer, cluster_id: str) -> NodePool:
    info, group = part(answer, "nodepool_info", is_required=True), part(answer, "scaling_group")
    status, pool_id = part(answer, "status"), text(info, "nodepool_id")
    if not pool_id:
        raise odd(info, "nodepool_id", "an id")
    return NodePool(
        pool_id=pool_id,
        name=text(info, "name"),
        cluster_id=cluster_id,
        state=text(status, "state"),
        image_id=text(group, "image_id"),
        image_type=text(group, "image_type"),
        encrypted=flag(group, "system_disk_encrypted"),
        kms_key_id=text(group, "system_disk_kms_key_id"),
        group_id=text(group, "scaling_group_id"),
        nodes=number(status, "total_nodes"),
        data_disks=[
            {name: value for name, value in disk.items() if value not in (None, "", [], {})}
            for disk in unwrap(group, "data_disks")
        ],
        tags={text(tag, "key"): text(tag, "value") for tag in unwrap(group, "tags")},
    )
