# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyScalingGroup."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Gap, Note, action
from ...state.launch_templates import TemplateVersion
from ...state.scaling import ScalingGroup
from .arns import group_of_call

_SOURCE = ("ActiveScalingConfigurationId", "LaunchTemplateId", "LaunchTemplateVersion", "LaunchTemplateOverrides")


@action(
    "ess",
    "ModifyScalingGroup",
    mutating=True,
    resources=group_of_call,
    models=(
        "DesiredCapacity", "LaunchTemplateOverrides.InstanceType", "MaxSize", "MinSize", "ScalingGroupId",
        "ScalingGroupName", *(name for name in _SOURCE if name != "LaunchTemplateOverrides"),
    ),
    errors=(
        "InvalidParameter.Conflict", "InvalidScalingConfigurationId.NotFound", "InvalidScalingGroupId.NotFound",
        "InvalidScalingGroupName.Duplicate", "LaunchTemplateSet.NotFound", "LaunchTemplateVersionSet.NotFound",
        "TemplateMissingParameter.ImageId", "TemplateMissingParameter.InstanceTypes",
        "TemplateMissingParameter.SecurityGroup", "TemplateVersion.NotNumber",
    ),
    gaps=(Gap.of("types of instances are not looked at", "InvalidScalingConfigurationId.InstanceTypeMismatch"),),
    notes=(
        Note("no RegionId, which the host says, and no ClientToken", "ESS-SDK"),
        Note("a configuration and a launch template exclude each other; each takes the other's place", "API page"),
        Note("a version is a number, Default or Latest, and must have image, type and security group", "ESS-2021"),
        Note("Default if no version is said; types may come from LaunchTemplateOverrides", "assumed"),
        Note("the image that a version names is not looked at", "assumed"),
        Note("codes are those of the version 2014-08-28", "assumed"),
    ),
)  # fmt: skip
def modify_scaling_group(call: Call) -> Answer:
    """Change a group: its sizes, or what it launches from."""
    parameters = call.parameters
    groups = call.region.scaling.groups
    group = groups.get(parameters.text("ScalingGroupId"))
    if group is None:
        raise call.refuse("InvalidScalingGroupId.NotFound")
    name = parameters.text("ScalingGroupName", group.name)
    if any(other.name == name and other is not group for other in groups.values()):
        raise call.refuse("InvalidScalingGroupName.Duplicate")
    configuration = parameters.text("ActiveScalingConfigurationId")
    if configuration and any(part in parameters for part in _SOURCE[1:]):
        raise call.refuse("InvalidParameter.Conflict")
    if configuration:
        _check_configuration(call, group, configuration)
        group.configuration, group.template, group.template_version, group.instance_types = configuration, "", "", []
    elif any(part in parameters for part in _SOURCE[1:]):
        _take_template(call, group)
    group.name, group.modified = name, call.cloud.now()
    group.minimum = parameters.number("MinSize", group.minimum)
    group.maximum = parameters.number("MaxSize", group.maximum)
    group.desired = parameters.number("DesiredCapacity", group.desired)
    return {}


def _check_configuration(call: Call, group: ScalingGroup, configuration: str) -> None:
    found = call.region.scaling.configurations.get(configuration)
    if found is None or found.group != group.id:
        raise call.refuse("InvalidScalingConfigurationId.NotFound")


def _take_template(call: Call, group: ScalingGroup) -> None:
    parameters = call.parameters
    template_id = parameters.text("LaunchTemplateId", group.template)
    template = call.region.launch_templates.get(template_id)
    if template is None:
        raise call.refuse("LaunchTemplateSet.NotFound")
    name = parameters.text("LaunchTemplateVersion", "Default")
    if name not in ("Default", "Latest") and not name.isdecimal():
        raise call.refuse("TemplateVersion.NotNumber")
    version = template.version(name)
    if version is None:
        raise call.refuse("LaunchTemplateVersionSet.NotFound")
    types = [item.get("InstanceType", "") for item in parameters.records("LaunchTemplateOverrides")]
    _check_version(call, version, types)
    group.template, group.template_version, group.instance_types = template_id, name, types
    group.configuration = ""


def _check_version(call: Call, version: TemplateVersion, types: list[str]) -> None:
    if not version.data.get("ImageId"):
        raise call.refuse("TemplateMissingParameter.ImageId")
    if not types and not version.data.get("InstanceType"):
        raise call.refuse("TemplateMissingParameter.InstanceTypes")
    if not version.data.get("SecurityGroupId") and not version.data.get("SecurityGroupIds"):
        raise call.refuse("TemplateMissingParameter.SecurityGroup")
