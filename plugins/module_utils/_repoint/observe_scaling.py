# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the scaling configurations of a region, and the groups that they belong to."""

from __future__ import annotations

from .._api.cs_node_pools import list_node_pools
from .._api.ess_scaling import list_scaling_configurations, list_scaling_groups
from .._client.session import Session
from .._model.errors import ApiError, ConnectionFailed, InvalidInput, MissingLibrary
from .observe_images import read_images
from .scaling import ScalingSeen
from .values import RepointRequest


def observe_scaling(session: Session, request: RepointRequest) -> ScalingSeen:
    """Read lists. Raises InvalidInput for a configuration that is not there, MissingLibrary without the SDK of ESS."""
    found = list_scaling_configurations(session, request.region)
    known = {name for item in found for name in (item.configuration_id, item.name)}
    unknown = [name for name in request.chosen if name not in known]
    if unknown:
        problem = f"is not a scaling configuration in {request.region}"
        remedy = "Give ids or names of scaling configurations."
        raise InvalidInput("scaling_configurations", ", ".join(unknown), problem, remedy)
    chosen = [item for item in found if request.chooses(item.configuration_id, item.name)]
    groups = list_scaling_groups(session, request.region)
    images = read_images(session, request.region, request.new_ids.values())
    is_due = any(item.image_id in request.new_ids for item in chosen)
    return ScalingSeen(
        configurations=chosen,
        groups={group.group_id: group for group in groups},
        images=images,
        pool_groups=_pool_groups(session, request.region) if is_due else frozenset(),
    )


def _pool_groups(session: Session, region: str) -> frozenset[str]:
    """Return the groups of node pools. Where these cannot be read, ACK's tag alone says whose a group is."""
    try:
        return frozenset(pool.group_id for pool in list_node_pools(session, region) if pool.group_id)
    except (ApiError, ConnectionFailed, MissingLibrary):
        return frozenset()
