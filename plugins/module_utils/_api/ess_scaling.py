# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Auto Scaling (ESS): DescribeScalingGroups, DescribeScalingConfigurations, in the version 2022-02-22."""

from __future__ import annotations

from typing import Any

from .._client.paging import numbered
from .._client.sdk import ESS
from .._client.session import Session
from .._model.image_users import ScalingConfiguration, ScalingGroup
from .wire import flag, text

PAGE_SIZE = 50


def list_scaling_groups(session: Session, region: str) -> list[ScalingGroup]:
    """All scaling groups of a region. Needs ess:DescribeScalingGroups; raises MissingLibrary without the SDK."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ESS, region, "DescribeScalingGroups", {"RegionId": region, **page})

    return [
        ScalingGroup(
            group_id=text(item, "ScalingGroupId"),
            name=text(item, "ScalingGroupName"),
            region=region,
            state=text(item, "LifecycleState"),
            template_id=text(item, "LaunchTemplateId"),
            template_version=text(item, "LaunchTemplateVersion"),
        )
        for item in numbered(fetch, "ScalingGroups", "", "ScalingGroupId", PAGE_SIZE)
    ]


def list_scaling_configurations(session: Session, region: str) -> list[ScalingConfiguration]:
    """All configurations of all groups. Needs ess:DescribeScalingConfigurations; raises MissingLibrary."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ESS, region, "DescribeScalingConfigurations", {"RegionId": region, **page})

    return [
        ScalingConfiguration(
            configuration_id=text(item, "ScalingConfigurationId"),
            name=text(item, "ScalingConfigurationName"),
            group_id=text(item, "ScalingGroupId"),
            is_active=text(item, "LifecycleState") == "Active",
            image_id=text(item, "ImageId"),
            image_family=text(item, "ImageFamily"),
            encrypted=flag(item, "SystemDiskEncrypted"),
            kms_key_id=text(item, "SystemDiskKMSKeyId"),
        )
        for item in numbered(fetch, "ScalingConfigurations", "", "ScalingConfigurationId", PAGE_SIZE)
    ]
