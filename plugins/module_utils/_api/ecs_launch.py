# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""RunInstances as a dry run, and what it and a real call have in common."""

from __future__ import annotations

from typing import Any

from .._client.sdk import ECS
from .._client.session import Session
from .._model.answered import Answered
from .._model.errors import ApiError, ImageopsError, LaunchStarted
from .._model.instance import NewInstance
from .answers import ask_ecs


def try_launch(session: Session, instance: NewInstance, image_id: str) -> ImageopsError:
    """What RunInstances answers to a dry run: always an error, `DryRunOperation` if it passed. Needs ecs:RunInstances.

    Raises LaunchStarted if ECS answered anything else, as it would have started what it was only asked about.
    """
    try:
        answer = session.call(ECS, instance.region, "RunInstances", dry_run_query(instance, image_id), repeatable=False)
    except ApiError as refusal:
        return refusal
    raise LaunchStarted(instance.region, started(answer))


def ask_launch(session: Session, region: str, image_id: str, instance_type: str) -> Answered:
    """What RunInstances answers to a dry run that names an image and a type alone. Raises ConnectionFailed."""
    query = {"ImageId": image_id, "InstanceType": instance_type, "DryRun": True}
    return ask_ecs(session, region, "RunInstances", query, repeatable=False)


def dry_run_query(instance: NewInstance, image_id: str) -> dict[str, Any]:
    """The parameters of the dry run. `DryRun` is not an option: nothing is started."""
    return {**instance_query(instance, image_id), "DryRun": True}


def instance_query(instance: NewInstance, image_id: str) -> dict[str, Any]:
    """The parameters that say which instance it is."""
    disk: dict[str, Any] = {"Encrypted": True}
    if instance.kms_key_id:
        disk["KMSKeyId"] = instance.kms_key_id
    if instance.disk_category:
        disk["Category"] = instance.disk_category
    return {
        "RegionId": instance.region,
        "ImageId": image_id,
        "InstanceType": instance.instance_type,
        "VSwitchId": instance.vswitch_id,
        "SecurityGroupId": instance.security_group_id,
        "SystemDisk": disk,
    }


def started(answer: dict[str, Any]) -> list[str]:
    """The instances that an answer names."""
    sets = answer.get("InstanceIdSets")
    ids = sets.get("InstanceIdSet") if isinstance(sets, dict) else None
    return [str(item) for item in ids] if isinstance(ids, list) else []
