# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeScalingGroups and DescribeScalingConfigurations."""

from __future__ import annotations

from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import counted_page
from ...state.clock import iso_minute
from ...state.instances import SCALING_TAG
from ...state.scaling import ScalingConfiguration, ScalingGroup
from ..ecs.images.view import family_name
from ..ecs.images.visible import Found, visible_images
from ..ecs.text_rules import tags_match
from .arns import every_group
from .data import show_data

_GROUPS_AT_MOST = 20
_CONFIGURATIONS_AT_MOST = 10
_PAGES = Note("10 a page, 50 at most; answers have single lists", "API page, ESS-SDK")


@action(
    "ess",
    "DescribeScalingGroups",
    resources=every_group,
    models=(
        "GroupType", "PageNumber", "PageSize", "RegionId", "ResourceGroupId", "ScalingGroupIds", "ScalingGroupName",
        "ScalingGroupNames", "Tags",
    ),
    notes=(
        Note("20 ids or names a call; ScalingGroupName is a part of the name", "ESS-2021; part: assumed"),
        Note("Inactive groups are in the list (setting list_inactive_scaling_groups), and always by id", "assumed"),
        Note("LaunchTemplateVersion is a number, `Default` or `Latest`, as a text", "API page"),
        Note("TotalInstanceCount counts the world's instances of the group; the capacities follow it", "assumed"),
        Note("unknown ids are not in the list; the newest first", "assumed"),
        _PAGES,
    ),
)  # fmt: skip
def describe_scaling_groups(call: Call) -> Answer:
    """List scaling groups."""
    parameters = call.parameters
    ids, names = set(parameters.texts("ScalingGroupIds")), set(parameters.texts("ScalingGroupNames"))
    tags = parameters.records("Tags")
    for name, values, most in (
        ("ScalingGroupIds", ids, _GROUPS_AT_MOST),
        ("ScalingGroupNames", names, _GROUPS_AT_MOST),
    ):
        if len(values) > most:
            raise call.invalid(name)
    if len(tags) > _GROUPS_AT_MOST or not all(tag.get("Key") for tag in tags):
        raise call.invalid("Tags")
    all_states = ids or call.cloud.settings.list_inactive_scaling_groups
    found = [
        group
        for group in reversed(call.region.scaling.groups.values())
        if (all_states or group.state == "Active")
        and (not ids or group.id in ids)
        and (not names or group.name in names)
        and parameters.text("ScalingGroupName") in group.name
        and parameters.text("GroupType", group.kind) == group.kind
        and parameters.text("ResourceGroupId", group.resource_group) == group.resource_group
        and tags_match(group.tags, tags)
    ]
    page, counts = counted_page(call, found)
    return {**counts, "ScalingGroups": [_group(call, group) for group in page]}


@action(
    "ess",
    "DescribeScalingConfigurations",
    resources=every_group,
    models=(
        "PageNumber", "PageSize", "RegionId", "ScalingConfigurationIds", "ScalingConfigurationNames", "ScalingGroupId",
    ),
    notes=(
        Note("10 ids or names a call; without ScalingGroupId those of all groups", "ESS-2021; all: seen"),
        Note("SystemDiskEncrypted is a boolean, Encrypted of a data disk a string", "ESS-SDK"),
        Note(
            "with ImageFamily set ImageId is empty or the image it stands for (setting scaling_family_image)", "assumed"
        ),
        Note("ImageName is that of an image that the account sees", "assumed"),
        Note("unknown ids and groups are not in the list; the newest first", "assumed"),
        _PAGES,
    ),
)  # fmt: skip
def describe_scaling_configurations(call: Call) -> Answer:
    """List scaling configurations."""
    parameters = call.parameters
    ids = set(parameters.texts("ScalingConfigurationIds"))
    names = set(parameters.texts("ScalingConfigurationNames"))
    for name, values in (("ScalingConfigurationIds", ids), ("ScalingConfigurationNames", names)):
        if len(values) > _CONFIGURATIONS_AT_MOST:
            raise call.invalid(name)
    found = [
        item
        for item in reversed(call.region.scaling.configurations.values())
        if (not ids or item.id in ids)
        and (not names or item.name in names)
        and parameters.text("ScalingGroupId", item.group) == item.group
    ]
    page, counts = counted_page(call, found)
    seen = list(visible_images(call))
    return {**counts, "ScalingConfigurations": [_configuration(call, item, seen) for item in page]}


def _group(call: Call, group: ScalingGroup) -> dict[str, Any]:
    count = sum(instance.tags.get(SCALING_TAG) == group.id for instance in call.region.instances.values())
    return {
        "ScalingGroupId": group.id,
        "ScalingGroupName": group.name,
        "RegionId": call.region_id,
        "LifecycleState": group.state,
        "GroupType": group.kind,
        "ActiveScalingConfigurationId": group.configuration,
        "LaunchTemplateId": group.template,
        "LaunchTemplateVersion": group.template_version,
        "LaunchTemplateOverrides": [{"InstanceType": name} for name in group.instance_types],
        "MinSize": group.minimum,
        "MaxSize": group.maximum,
        "DesiredCapacity": group.desired,
        "TotalInstanceCount": count,
        "TotalCapacity": count,
        "ActiveCapacity": count,
        "VSwitchId": group.vswitches[0] if group.vswitches else "",
        "VSwitchIds": group.vswitches,
        "SuspendedProcesses": group.suspended,
        "SystemSuspended": group.system_suspended,
        "ScalingPolicy": "recycle",
        "HealthCheckType": "ECS",
        "CreationTime": iso_minute(group.created),
        "ModificationTime": iso_minute(group.modified),
        "ResourceGroupId": group.resource_group,
        "Tags": [{"TagKey": key, "TagValue": value, "Propagate": False} for key, value in group.tags.items()],
    }


def _configuration(call: Call, item: ScalingConfiguration, seen: list[Found]) -> dict[str, Any]:
    shown = show_data(item.data)
    family = item.data.get("ImageFamily", "")
    if family and call.cloud.settings.scaling_family_image == "resolved":
        now = call.cloud.now()
        members = [image for owner, image in seen if family_name(call, owner, image) == family]
        members = [image for image in members if image.status_at(now) == "Available"]
        shown["ImageId"] = max(members, key=lambda image: image.created).id if members else ""
    group = call.region.scaling.groups[item.group]
    return {
        **shown,
        "ImageId": shown.get("ImageId", ""),
        "ImageName": next((image.name for _owner, image in seen if image.id == shown.get("ImageId")), ""),
        "ScalingConfigurationId": item.id,
        "ScalingConfigurationName": item.name,
        "ScalingGroupId": item.group,
        "LifecycleState": "Active" if group.launches_from(item) else "Inactive",
        "CreationTime": iso_minute(item.created),
    }
