# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS: who else makes instances from an image: DescribeImagePipelines, DescribeAutoProvisioningGroups."""

from __future__ import annotations

import sys
from typing import Any

from .._client.paging import numbered, tokened
from .._client.sdk import ECS
from .._client.session import Session
from .._model.image_users import ImagePipeline, ProvisioningGroup
from .wire import part, text

IMAGE, FAMILY = "IMAGE", "IMAGE_FAMILY"


def list_image_pipelines(session: Session, region: str) -> list[ImagePipeline]:
    """All image pipelines of a region. Needs ecs:DescribeImagePipelines."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeImagePipelines", {"RegionId": region, **page})

    return [
        ImagePipeline(
            pipeline_id=text(item, "ImagePipelineId"),
            name=text(item, "Name"),
            image_id=text(item, "BaseImage") if text(item, "BaseImageType") == IMAGE else "",
            image_family=text(item, "BaseImage") if text(item, "BaseImageType") == FAMILY else "",
            build_content=text(item, "BuildContent"),
        )
        for item in tokened(fetch, "ImagePipeline", "ImagePipelineSet", sys.maxsize)
    ]


def list_provisioning_groups(session: Session, region: str) -> list[ProvisioningGroup]:
    """All auto provisioning groups of a region. Needs ecs:DescribeAutoProvisioningGroups.

    The API page has no launch configuration in the answer; one that is there is read.
    """

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeAutoProvisioningGroups", {"RegionId": region, **page})

    return [
        ProvisioningGroup(
            group_id=text(item, "AutoProvisioningGroupId"),
            name=text(item, "AutoProvisioningGroupName"),
            status=text(item, "Status"),
            template_id=text(item, "LaunchTemplateId"),
            template_version=text(item, "LaunchTemplateVersion"),
            image_id=text(part(item, "LaunchConfiguration"), "ImageId"),
            image_family=text(part(item, "LaunchConfiguration"), "ImageFamily"),
        )
        for item in numbered(fetch, "AutoProvisioningGroups", "AutoProvisioningGroup", "AutoProvisioningGroupId")
    ]
