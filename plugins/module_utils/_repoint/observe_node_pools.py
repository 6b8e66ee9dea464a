# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the node pools of ACK's clusters in a region."""

from __future__ import annotations

from .._api.cs_node_pools import list_node_pools
from .._client.session import Session
from .._model.errors import InvalidInput
from .node_pools import NodePoolsSeen
from .observe_images import read_images
from .values import RepointRequest


def observe_node_pools(session: Session, request: RepointRequest) -> NodePoolsSeen:
    """Read lists. Raises InvalidInput for a node pool that is not there, MissingLibrary without the SDK of CS."""
    found = list_node_pools(session, request.region)
    known = {name for pool in found for name in (pool.pool_id, pool.name)}
    unknown = [name for name in request.chosen if name not in known]
    if unknown:
        problem = f"is not a node pool of a cluster in {request.region}"
        raise InvalidInput("node_pools", ", ".join(unknown), problem, "Give ids or names of node pools.")
    chosen = [pool for pool in found if request.chooses(pool.pool_id, pool.name)]
    return NodePoolsSeen(pools=chosen, images=read_images(session, request.region, request.new_ids.values()))
