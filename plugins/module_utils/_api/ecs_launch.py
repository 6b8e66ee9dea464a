# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""RunInstances, as a dry run and never otherwise."""

from __future__ import annotations

from typing import Any

from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError, ImageopsError, LaunchStarted
from .._model.launch import LaunchRequest


def try_launch(session: Session, request: LaunchRequest, image_id: str) -> ImageopsError:
    """What RunInstances answers to a dry run: always an error, `DryRunOperation` if it passed. Needs ecs:RunInstances.

    Raises LaunchStarted if ECS answered anything else, as it would have started what it was only asked about.
    """
    try:
        answer = session.call(ECS, request.region, "RunInstances", dry_run_query(request, image_id), repeatable=False)
    except ApiError as refusal:
        return refusal
    raise LaunchStarted(request.region, started(answer))


def dry_run_query(request: LaunchRequest, image_id: str) -> dict[str, Any]:
    """The parameters of the dry run. `DryRun` is not an option: nothing is ever started."""
    disk: dict[str, Any] = {"Encrypted": True}
    if request.kms_key_id:
        disk["KMSKeyId"] = request.kms_key_id
    if request.disk_category:
        disk["Category"] = request.disk_category
    return {
        "RegionId": request.region,
        "ImageId": image_id,
        "InstanceType": request.instance_type,
        "VSwitchId": request.vswitch_id,
        "SecurityGroupId": request.security_group_id,
        "SystemDisk": disk,
        "DryRun": True,
    }


def started(answer: dict[str, Any]) -> list[str]:
    """The instances that an answer names."""
    ids = (answer.get("InstanceIdSets") or {}).get("InstanceIdSet")
    return [str(item) for item in ids] if isinstance(ids, list) else []
