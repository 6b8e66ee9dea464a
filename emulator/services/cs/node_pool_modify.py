# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyClusterNodePool."""

from __future__ import annotations

from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...actions.json_text import parse_json
from ...state.node_pools import Cluster, NodePool
from ..ecs.images.visible import visible_images
from .find import NO_CLUSTER, NO_POOL, OF_ENDPOINT, RIGHTS, cluster_resource, find_pool
from .shapes import INFO, PARTS, Shape, fault, known, merged

_INFO = "nodepool_info"
_BUSY_CLUSTER = "ErrorClusterState"
_BUSY_POOL = "ErrorNodepoolState"
_HIDDEN = "******"


@action(
    "cs",
    "ModifyClusterNodePool",
    mutating=True,
    resources=cluster_resource,
    models=("ClusterId", "NodepoolId", _INFO, "update_nodes", *PARTS),
    errors=(_BUSY_CLUSTER, NO_CLUSTER, _BUSY_POOL, NO_POOL),
    notes=(
        Note("PUT /clusters/{ClusterId}/nodepools/{NodepoolId}; no ClientToken", "CS-SDK"),
        Note("what is not sent stays, field by field, in objects too", "third-party clients send changed fields alone"),
        Note("a list that is sent replaces the one before; an empty one clears it (setting node_pool_empty_lists)",
             "assumed"),
        Note("a value of a wrong type is InvalidParameter; unknown names are ignored (setting "
             "node_pool_unknown_fields)", "assumed"),
        Note("only nodes that come later get the image and the key", "API page"),
        Note("a change starts a task, and the pool is updating for node_pool_update_seconds; the new values are shown "
             "at once; the same values again start another one", "API page: asynchronous; the rest: assumed"),
        Note("while it is not active: 409 ErrorNodepoolState (setting node_pool_busy); a cluster that does not run: "
             "409 ErrorClusterState", "codes: seen in third-party clients; statuses: assumed"),
        Note("an image must be there for the account (setting node_pool_images: any, or none but the vendor's), else "
             "InvalidParameter", "assumed"),
        Note("image_type stays unless it is sent, and need not fit image_id", "assumed"),
        Note("update_nodes is taken and changes nothing: nodes have no labels here", "design of the emulator"),
        OF_ENDPOINT,
        RIGHTS,
    ),
)  # fmt: skip
def modify_node_pool(call: Call) -> Answer:
    """Change a node pool, and none of its nodes."""
    cluster, pool = find_pool(call)
    shapes: dict[str, dict[str, Shape]] = {_INFO: INFO, **PARTS}
    changes = {name: _part(call, name, shape) for name, shape in shapes.items() if name in call.parameters}
    _check_states(call, cluster, pool)
    _check_image(call, changes.get("scaling_group", {}))
    info, settings, now = changes.pop(_INFO, {}), call.cloud.settings, call.cloud.now()
    if "login_password" in changes.get("scaling_group", {}):
        changes["scaling_group"]["login_password"] = _HIDDEN
    pool.data = merged(pool.data, changes, empty_lists=settings.node_pool_empty_lists == "clear")
    pool.name = info.get("name") or pool.name
    pool.resource_group = info.get("resource_group_id") or pool.resource_group
    pool.updated, pool.updating_until = now, now + settings.node_pool_update_seconds
    return {"task_id": f"T-{call.cloud.ids.word('task', 24)}", "nodepool_id": pool.id, "request_id": ""}


def _part(call: Call, name: str, shape: Shape) -> dict[str, Any]:
    try:
        value = parse_json(call.parameters.text(name))
    except ValueError:
        raise call.invalid(name) from None
    strict = call.cloud.settings.node_pool_unknown_fields == "refuse"
    if wrong := fault(shape, value, name, strict=strict):
        raise call.invalid(wrong)
    return dict(known(shape, value))


def _check_states(call: Call, cluster: Cluster, pool: NodePool) -> None:
    if cluster.state != "running":
        raise call.refuse(_BUSY_CLUSTER, name=cluster.state)
    state = pool.state_at(call.cloud.now())
    accepted = call.cloud.settings.node_pool_busy == "accept" and state == "updating"
    if state != "active" and not accepted:
        raise call.refuse(_BUSY_POOL, name=state)


def _check_image(call: Call, group: dict[str, Any]) -> None:
    image_id, taken = group.get("image_id", ""), call.cloud.settings.node_pool_images
    if not image_id or taken == "any":
        return
    if taken == "system" or all(image.id != image_id for _owner, image in visible_images(call)):
        raise call.invalid("scaling_group.image_id")
