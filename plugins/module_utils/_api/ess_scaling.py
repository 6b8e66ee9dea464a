# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Auto Scaling (ESS) in the version 2022-02-22: lists of groups and configurations, and a configuration's image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._client.paging import numbered
from .._client.sdk import ESS
from .._client.session import Session
from .._model.image_users import ScalingConfiguration, ScalingGroup
from .wire import Answer, flag, text

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
            tags={text(tag, "TagKey"): text(tag, "TagValue") for tag in item.get("Tags") or ()},
        )
        for item in numbered(fetch, "ScalingGroups", "", "ScalingGroupId", PAGE_SIZE)
    ]


def list_scaling_configurations(
    session: Session, region: str, configuration_ids: Sequence[str] = ()
) -> list[ScalingConfiguration]:
    """All configurations of all groups, or up to ten by id. Needs ess:DescribeScalingConfigurations.

    Raises MissingLibrary without the SDK.
    """
    query: dict[str, Any] = {"RegionId": region}
    if configuration_ids:
        query["ScalingConfigurationIds"] = list(configuration_ids)

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ESS, region, "DescribeScalingConfigurations", {**query, **page})

    items = numbered(fetch, "ScalingConfigurations", "", "ScalingConfigurationId", PAGE_SIZE)
    return [_configuration(item) for item in items]


def set_image(
    session: Session,
    region: str,
    configuration_id: str,
    image_id: str,
    data_disks: Sequence[Mapping[str, Any]],
    system_disk: Mapping[str, Any],
) -> None:
    """Give a configuration another image. Needs ess:ModifyScalingConfiguration; raises MissingLibrary.

    ESS clears the data disks of a configuration whose old image had some, unless they are sent along. Other fields that
    are not sent stay.
    """
    query: dict[str, Any] = {"ScalingConfigurationId": configuration_id, "ImageId": image_id}
    if data_disks:
        query["DataDisks"] = [dict(disk) for disk in data_disks]
    if system_disk:
        query["SystemDisk"] = dict(system_disk)
    session.call(ESS, region, "ModifyScalingConfiguration", query)


def _configuration(item: Answer) -> ScalingConfiguration:
    return ScalingConfiguration(
        configuration_id=text(item, "ScalingConfigurationId"),
        name=text(item, "ScalingConfigurationName"),
        group_id=text(item, "ScalingGroupId"),
        is_active=text(item, "LifecycleState") == "Active",
        image_id=text(item, "ImageId"),
        image_family=text(item, "ImageFamily"),
        encrypted=flag(item, "SystemDiskEncrypted"),
        kms_key_id=text(item, "SystemDiskKMSKeyId"),
        data_disks=[
            {name: value for name, value in disk.items() if value not in (None, "", [], {})}
            for disk in item.get("DataDisks") or ()
        ],
        tags={text(tag, "Key"): text(tag, "Value") for tag in item.get("Tags") or ()},
    )
