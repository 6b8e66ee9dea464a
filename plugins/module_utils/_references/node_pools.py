# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The images that new nodes of ACK's node pools get. An official image's id is never one of those asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._model.image_users import NodePool
from .values import Reference, UserKind


def node_pool_references(region: str, pools: Sequence[NodePool]) -> Iterator[Reference]:
    """Give a reference for each node pool that names an image."""
    for pool in pools:
        yield Reference(
            kind=UserKind.NODE_POOLS,
            type="node_pool",
            image_id=pool.image_id,
            region=region,
            id=pool.pool_id,
            name=pool.name,
            active=not pool.is_going,
            group_id=pool.group_id,
            through=f"cluster {pool.cluster_id}",
            encrypted=pool.encrypted,
            kms_key_id=pool.kms_key_id,
        )
