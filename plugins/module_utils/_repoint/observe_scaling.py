# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the scaling configurations of a region, and the groups that they belong to."""

from __future__ import annotations

from .._api.cs_node_pools import list_clusters, node_pools_of
from .._api.ess_scaling import list_scaling_configurations, list_scaling_groups
from .._client.session import Session
from .._core.reasons import reason
from .._model.errors import ApiError, ConnectionFailed, Denied, ImageopsError, MissingLibrary
from .._model.image_users import NodePool
from .._model.reason import Reason
from .choosing import chosen
from .observe_images import read_images
from .scaling import ScalingSeen
from .values import RepointRequest


def observe_scaling(session: Session, request: RepointRequest) -> ScalingSeen:
    """Read lists. Raises InvalidInput for a configuration that is not there, MissingLibrary without the SDK of ESS."""
    found = list_scaling_configurations(session, request.region)
    wanted = chosen(request, "scaling_configurations", found, lambda item: [item.configuration_id, item.name])
    groups = list_scaling_groups(session, request.region)
    images = read_images(session, request.region, request.new_ids.values())
    is_due = any(item.image_id in request.new_ids for item in wanted)
    pool_groups, unknown = _pool_groups(session, request.region) if is_due else (frozenset(), ())
    return ScalingSeen(
        configurations=wanted,
        groups={group.group_id: group for group in groups},
        images=images,
        pool_groups=pool_groups,
        unknown=unknown,
    )


def _pool_groups(session: Session, region: str) -> tuple[frozenset[str], tuple[Reason, ...]]:
    """Return the groups of node pools, and why some are unknown. Of those ACK's tag alone says whose they are."""

    def read(cluster_id: str) -> list[NodePool]:
        return node_pools_of(session, region, cluster_id)

    try:
        clusters = list_clusters(session, region)
    except (ApiError, ConnectionFailed, MissingLibrary) as error:
        return frozenset(), (_unknown(error),)
    groups: set[str] = set()
    unknown: dict[str, Reason] = {}
    for cluster_id, found in session.map(read, clusters):
        if isinstance(found, ApiError | ConnectionFailed | MissingLibrary):
            found.subject = f"cluster {cluster_id}"
            unknown.setdefault(getattr(found, "code", ""), _unknown(found))
        elif isinstance(found, ImageopsError):
            raise found
        else:
            groups |= {pool.group_id for pool in found if pool.group_id}
    return frozenset(groups), tuple(unknown.values())


def _unknown(error: ImageopsError) -> Reason:
    """Return why not all node pools are known."""
    of = f"{error.subject}: " if error.subject else ""
    why = f"{of}{error.permission} is not allowed" if isinstance(error, Denied) else str(error)
    return reason("scaling_pools_unknown", why=why)
