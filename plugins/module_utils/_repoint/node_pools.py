# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What node pools of ACK need to give their new nodes other images. Nodes that are there keep what they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._core.reasons import reason
from .._model.image_users import NodePool
from .values import ImagesSeen, Move, MovesPlan, MoveState, RepointRequest, failing

# A pool in this state takes no change any more; in the others but active it does later.
ACTIVE, UPDATING = "active", "updating"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePoolsSeen:
    """The node pools asked for, and the new images that are there."""

    pools: Sequence[NodePool]
    images: ImagesSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePoolsPlan(MovesPlan):
    """The node pools of a request, by id as they were read."""

    pools: Mapping[str, NodePool]


def plan_node_pools(request: RepointRequest, seen: NodePoolsSeen) -> NodePoolsPlan:
    """Return what the node pools need that name one of the images, old or new."""
    moves = []
    for pool in sorted(seen.pools, key=lambda one: (one.name, one.pool_id)):
        if pool.image_id in request.new_ids:
            moves.append(_move(request, seen, pool))
        elif old := next((old for old, new in request.new_ids.items() if new == pool.image_id), ""):
            moves.append(_row(request.region, pool, old, pool.image_id))
    return NodePoolsPlan(
        moves=moves,
        failing=failing(moves, is_named=bool(request.chosen)),
        pools={pool.pool_id: pool for pool in seen.pools},
    )


def settings(request: RepointRequest, image_id: str) -> dict[str, Any]:
    """Return the settings to send, which are those that change: ACK clears a list that is sent empty."""
    sent: dict[str, Any] = {"image_id": image_id}
    if request.encrypted is not None:
        sent["system_disk_encrypted"] = request.encrypted
    if request.kms_key_id:
        sent["system_disk_kms_key_id"] = request.kms_key_id
    return sent


def shown(pool: NodePool) -> dict[str, Any]:
    """Return what the difference shows of a node pool."""
    return {
        "cluster_id": pool.cluster_id,
        "image_id": pool.image_id,
        "image_type": pool.image_type,
        "encrypted": pool.encrypted,
        # A key without encryption is left from earlier settings.
        "kms_key_id": pool.kms_key_id if pool.encrypted else "",
        "data_disks": [dict(disk) for disk in pool.data_disks],
    }


def differing(before: NodePool, now: NodePool) -> list[str]:
    """Return the names of settings that have changed since a look."""
    return _fields(_parts(shown(before), before), _parts(shown(now), now))


def not_kept(move: Move, before: NodePool, now: NodePool) -> list[str]:
    """Return the names of settings that do not read back as asked for, or not as they were."""
    return _fields(_parts(move.after, before), _parts(shown(now), now))


def changed(move: Move, now: NodePool, task: str, waited: float) -> Move:
    """Return a node pool as it was read back, with what of it is not done: the nodes, and ACK's own work."""
    notes = []
    if now.state == UPDATING:
        notes.append(reason("node_pool_unfinished", seconds=round(waited), task=task or "unknown"))
    if now.nodes:
        noun = "its 1 node keeps" if now.nodes == 1 else f"its {now.nodes} nodes keep"
        notes.append(reason("node_pool_nodes_stay", nodes=noun))
    return replace(move.changed(shown(now)), reasons=(*move.reasons, *notes))


def _parts(values: Mapping[str, Any], pool: NodePool) -> dict[str, Any]:
    return {
        "image": values["image_id"],
        "encryption": (values["encrypted"], values["kms_key_id"]),
        "data disks": list(values["data_disks"]),
        "tags": dict(pool.tags),
    }


def _fields(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    return [name for name, value in wanted.items() if found[name] != value]


def _move(request: RepointRequest, seen: NodePoolsSeen, pool: NodePool) -> Move:
    new = request.new_ids[pool.image_id]
    row = _row(request.region, pool, pool.image_id, new)
    reasons = list(seen.images.hindrance(pool.image_id, new, request.region))
    if pool.is_going:
        reasons.append(reason("node_pool_busy", state=pool.state))
    if reasons:
        return row.blocked(*reasons)
    return row.planned(request.in_place(row.before, new, pool.kms_key_id))


def _row(region: str, pool: NodePool, old: str, new: str) -> Move:
    before = shown(pool)
    return Move(
        id=pool.pool_id,
        name=pool.name,
        region=region,
        old_image_id=old,
        new_image_id=new,
        state=MoveState.UNCHANGED,
        before=before,
        after=before,
    )
