# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS images from instances and snapshots: CreateImage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._client.sdk import ECS
from .._client.session import Session
from .._model.image_making import MakingRequest
from .wire import text


def create_image(session: Session, request: MakingRequest, tags: Mapping[str, str], token: str) -> str:
    """Start to make an image and return its id; the same token again gives the same one. Needs ecs:CreateImage."""
    optional = {
        "InstanceId": request.instance_id,
        "SnapshotId": request.snapshot_id,
        "ImageFamily": request.family,
        "Description": request.description,
        "Architecture": request.architecture,
        "Platform": request.platform,
        "BootMode": request.boot_mode,
        "ResourceGroupId": request.resource_group_id,
    }
    query: dict[str, Any] = {
        "RegionId": request.region,
        "ImageName": request.name,
        "ClientToken": token,
        "Tag": [{"Key": key, "Value": value} for key, value in tags.items()],
        **{name: value for name, value in optional.items() if value},
    }
    return text(session.call(ECS, request.region, "CreateImage", query), "ImageId")
