# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Instances that are started to see whether they live: RunInstances, signs of life, DeleteInstances."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from .._client.answer import unwrap
from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError, Denied
from .._model.instance import NewInstance
from .ecs_launch import instance_query, started
from .wire import text

# No instance has this id.
NOBODY = "i-00000000000000000000"
GONE = ("InvalidInstanceId.NotFound", "InvalidInstanceIds.NotFound")


def start_trial(
    session: Session,
    instance: NewInstance,
    image_id: str,
    *,
    name: str,
    tags: Mapping[str, str],
    token: str,
    release_at: str,
) -> tuple[str, str]:
    """Start one instance without a public address; return its id and the request's id. Needs ecs:RunInstances.

    `release_at` is the time (UTC, `2026-11-30T10:00:00Z`) at which ECS releases it by itself. The same `token` starts
    no second one.
    """
    query = {
        **instance_query(instance, image_id),
        "Amount": 1,
        "InstanceName": name,
        "InstanceChargeType": "PostPaid",
        "InternetMaxBandwidthOut": 0,
        "AutoReleaseTime": release_at,
        "Tag": [{"Key": key, "Value": value} for key, value in tags.items()],
        "ClientToken": token,
    }
    answer = session.call(ECS, instance.region, "RunInstances", query)
    ids, request_id = started(answer), text(answer, "RequestId")
    if not ids:
        raise ApiError(
            "no_instance", "ECS named no instance", action="RunInstances", region=instance.region, request_id=request_id
        )
    return ids[0], request_id


def release_instance(session: Session, region: str, instance_id: str) -> None:
    """Release a running instance and its disks; one that is gone is no error. Needs ecs:DeleteInstances."""
    query = {"RegionId": region, "InstanceId": [instance_id], "Force": True}
    try:
        session.call(ECS, region, "DeleteInstances", query)
    except ApiError as error:
        if error.code not in GONE:
            raise


def release_denied(session: Session, region: str) -> str:
    """Return the right to release instances if it is missing, empty if it is there. The dry run is about none."""
    query = {"RegionId": region, "InstanceId": [NOBODY], "DryRun": True}
    try:
        session.call(ECS, region, "DeleteInstances", query)
    except Denied as error:
        return error.permission
    except ApiError:
        # A dry run that passes, or the instance that does not exist.
        return ""
    return ""


def assisted(session: Session, region: str, instance_ids: Sequence[str]) -> set[str]:
    """Return in which of these instances, 50 at most, Cloud Assistant works. Needs ecs:DescribeCloudAssistantStatus."""
    query = {"RegionId": region, "InstanceId": list(instance_ids), "MaxResults": 50}
    answer = session.call(ECS, region, "DescribeCloudAssistantStatus", query)
    rows = unwrap(answer, "InstanceCloudAssistantStatusSet", "InstanceCloudAssistantStatus")
    return {text(row, "InstanceId") for row in rows if text(row, "CloudAssistantStatus").lower() == "true"}


def console_text(session: Session, region: str, instance_id: str) -> str:
    """Return what an instance has written to its console, the text of it. Needs ecs:GetInstanceConsoleOutput."""
    query: dict[str, Any] = {"RegionId": region, "InstanceId": instance_id}
    written = text(session.call(ECS, region, "GetInstanceConsoleOutput", query), "ConsoleOutput")
    try:
        return base64.b64decode(written).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
