# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What scaling configurations need to launch from new images. They are changed in place, and data disks are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.reasons import reason
from .._model.image_users import ScalingConfiguration, ScalingGroup
from .._model.reason import Reason
from .values import ImagesSeen, Move, MovesPlan, MoveState, RepointRequest, failing
from .version_data import lacking

# What tools of the vendor put on what belongs to a cluster.
ACK_TAG = "ack.aliyun.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingSeen:
    """The configurations asked for, the groups by id, and the new images that are there.

    `pool_groups` are the ids of groups that node pools of ACK name as theirs, `unknown` why some may be missing.
    """

    configurations: Sequence[ScalingConfiguration]
    groups: Mapping[str, ScalingGroup]
    images: ImagesSeen
    pool_groups: frozenset[str] = frozenset()
    unknown: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingPlan(MovesPlan):
    """The configurations of a request, by id as they were read. `unknown`: why some may be a node pool's unseen."""

    configurations: Mapping[str, ScalingConfiguration]
    unknown: tuple[Reason, ...] = ()


def plan_configurations(request: RepointRequest, seen: ScalingSeen) -> ScalingPlan:
    """Return what the configurations need that name one of the images, old or new.

    One that names a family takes what the family gives, and needs nothing.
    """
    moves = []
    for item in sorted(seen.configurations, key=lambda one: (one.name, one.configuration_id)):
        if item.image_family:
            continue
        if item.image_id in request.new_ids:
            moves.append(_move(request, seen, item))
        elif old := next((old for old, new in request.new_ids.items() if new == item.image_id), ""):
            moves.append(_row(request.region, item, old, item.image_id))
    return ScalingPlan(
        moves=moves,
        failing=failing(moves, is_named=bool(request.chosen)),
        configurations={item.configuration_id: item for item in seen.configurations},
        unknown=seen.unknown,
    )


def system_disk(request: RepointRequest) -> dict[str, Any]:
    """Return the settings of the system disk to change; nothing for what stays."""
    disk: dict[str, Any] = {} if request.encrypted is None else {"Encrypted": request.encrypted}
    return {**disk, "KMSKeyId": request.kms_key_id} if request.kms_key_id else disk


def shown(item: ScalingConfiguration) -> dict[str, Any]:
    """Return what the difference shows of a configuration."""
    return {
        "image_id": item.image_id,
        "active": item.is_active,
        "encrypted": item.encrypted,
        # ESS keeps a key without encryption from earlier settings.
        "kms_key_id": item.kms_key_id if item.encrypted else "",
        "data_disks": [dict(disk) for disk in item.data_disks],
    }


def not_kept(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return the names of what does not read back as asked for; whether it is active may change at any time."""
    return [name for name in lacking(wanted, found) if name != "active"]


def _move(request: RepointRequest, seen: ScalingSeen, item: ScalingConfiguration) -> Move:
    new = request.new_ids[item.image_id]
    row = _row(request.region, item, item.image_id, new)
    reasons = list(seen.images.hindrance(item.image_id, new, request.region))
    group = seen.groups.get(item.group_id)
    if ACK_TAG in item.tags or (group and ACK_TAG in group.tags):
        reasons.append(reason("scaling_of_ack", sign=f"tag {ACK_TAG}"))
    elif item.group_id in seen.pool_groups:
        reasons.append(reason("scaling_of_ack", sign=f"scaling group {item.group_id}"))
    if reasons:
        return row.blocked(*reasons)
    return row.planned(request.in_place(row.before, new, item.kms_key_id))


def _row(region: str, item: ScalingConfiguration, old: str, new: str) -> Move:
    before = shown(item)
    return Move(
        id=item.configuration_id,
        name=item.name,
        region=region,
        old_image_id=old,
        new_image_id=new,
        state=MoveState.UNCHANGED,
        before=before,
        after=before,
    )
