# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS images from instances and snapshots: CreateImage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._client.sdk import ECS
from .._client.session import Session
from .._model.image_making import NewImage
from .wire import text


def create_image(session: Session, image: NewImage, tags: Mapping[str, str], token: str) -> str:
    """Start to make an image and return its id; the same token again gives the same one. Needs ecs:CreateImage."""
    optional = {
        "InstanceId": image.instance_id,
        "SnapshotId": image.snapshot_id,
        "ImageFamily": image.family,
        "Description": image.description,
        "Architecture": image.architecture,
        "Platform": image.platform,
        "BootMode": image.boot_mode,
        "ResourceGroupId": image.resource_group_id,
    }
    query: dict[str, Any] = {
        "RegionId": image.region,
        "ImageName": image.name,
        "ClientToken": token,
        "Tag": [{"Key": key, "Value": value} for key, value in tags.items()],
        **{name: value for name, value in optional.items() if value},
    }
    return text(session.call(ECS, image.region, "CreateImage", query), "ImageId", is_required=True)
