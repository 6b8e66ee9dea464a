# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the node pools of ACK's clusters in a region."""

from __future__ import annotations

from .._api.cs_node_pools import list_node_pools
from .._client.session import Session
from .choosing import chosen
from .node_pools import NodePoolsSeen
from .observe_images import read_images
from .values import RepointRequest


def observe_node_pools(session: Session, request: RepointRequest) -> NodePoolsSeen:
    """Read lists. Raises InvalidInput for a node pool that is not there, MissingLibrary without the SDK of CS."""
    pools = list_node_pools(session, request.region)
    found = chosen(request, "node_pools", pools, lambda pool: [pool.pool_id, pool.name])
    return NodePoolsSeen(pools=found, images=read_images(session, request.region, request.new_ids.values()))
