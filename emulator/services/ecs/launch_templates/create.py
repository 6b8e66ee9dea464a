# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateLaunchTemplate and CreateLaunchTemplateVersion."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.kept import typed_data
from ....catalogue.gaps import NOBODY_KNOWS, PLANNED
from ....state.launch_templates import LaunchTemplate
from ..text_rules import TAGS_PER_RESOURCE, description_is_valid, name_is_valid, tag_fault
from .data import FRACTIONS, data_specs
from .find import every_template, find_template, template_resource

_DATA = tuple(data_specs())
_USER_DATA_AT_MOST = 16 * 1024
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?")
_GAPS = (Gap.of(PLANNED, "InternalError"), Gap.of(NOBODY_KNOWS, "InvalidParams.CreateEniParams"))
_ERRORS = (
    "Duplicate.TagKey", "InvalidDescription.Malformed", "InvalidHostName.Malformed", "InvalidParameter",
    "InvalidRegion.NotExist", "InvalidResourceGroup.NotFound", "InvalidUserData.Base64FormatInvalid",
    "InvalidUserData.SizeExceeded", "MissingParameter",
)  # fmt: skip
_NOTES = (
    Note("what is not sent is not in the version; nothing is taken from another version", "API page"),
    Note("images, keys, disks and types are not looked at: what is wrong shows at the launch", "API page"),
    Note("no ClientToken and no DryRun: a call that is repeated makes another", "ECS-SDK"),
    Note("16 KiB of user data, as Base64; 16 data disks, 8 network interfaces, 20 tags", "API page; size: ECS-2021"),
    Note("a host name is letters, digits, dots and hyphens, 64 at most", "assumed"),
    Note("SpotPriceLimit is a number; an empty value counts as not sent", "ECS-SDK; empty: assumed"),
)
_LIMITS = {"DataDisk": 16, "NetworkInterface": 8, "SecurityGroupIds": 16}


@action(
    "ecs",
    "CreateLaunchTemplate",
    mutating=True,
    resources=every_template,
    unknown_region="InvalidRegion.NotExist",
    models=(
        "LaunchTemplateName", "RegionId", "TemplateResourceGroupId", "TemplateTag", "VersionDescription", *_DATA,
    ),
    errors=(
        *_ERRORS, "InvalidLaunchTemplateName.Malformed", "InvalidTagKey.Malformed", "InvalidTagValue.Malformed",
        "LaunchTemplateLimitExceed", "LaunchTemplateName.Duplicated", "QuotaExceed.Tags",
    ),
    gaps=_GAPS,
    notes=(
        Note("30 templates in a region (quota launch_templates); the first version is 1 and the default", "API page"),
        *_NOTES,
    ),
)  # fmt: skip
def create_launch_template(call: Call) -> Answer:
    """Make a template with one version."""
    name = call.parameters.text("LaunchTemplateName")
    if not name_is_valid(name):
        raise call.refuse("InvalidLaunchTemplateName.Malformed")
    tags = call.parameters.records("TemplateTag")
    if fault := tag_fault(tags):
        raise call.refuse("QuotaExceed.Tags" if fault == "NumberExceed.Tags" else fault)
    group = call.parameters.text("TemplateResourceGroupId")
    data = _checked_data(call, group)
    held, quota = call.region.launch_templates, call.account.quotas.launch_templates
    if any(template.name == name for template in held.values()):
        raise call.refuse("LaunchTemplateName.Duplicated")
    if quota and len(held) >= quota:
        raise call.refuse("LaunchTemplateLimitExceed")
    now = call.cloud.now()
    template = LaunchTemplate(
        id=call.cloud.new_id("lt", call.region_id),
        name=name,
        created=now,
        resource_group=group,
        tags={tag["Key"]: tag.get("Value", "") for tag in tags},
    )
    held[template.id] = template
    return _added(call, template, data)


@action(
    "ecs",
    "CreateLaunchTemplateVersion",
    mutating=True,
    resources=template_resource,
    unknown_region="InvalidRegion.NotExist",
    models=("LaunchTemplateId", "LaunchTemplateName", "RegionId", "VersionDescription", *_DATA),
    errors=(*_ERRORS, "InvalidLaunchTemplate.NotFound", "LaunchTemplateVersionLimitExceed"),
    gaps=_GAPS,
    notes=(
        Note("30 versions of a template (quota launch_template_versions)", "API page"),
        Note("it does not become the default; numbers go up and do not return", "API page; return: assumed"),
        Note("with an id and a name the id counts", "assumed"),
        *_NOTES,
    ),
)
def create_launch_template_version(call: Call) -> Answer:
    """Add a version to a template."""
    template = find_template(call)
    data = _checked_data(call)
    quota = call.account.quotas.launch_template_versions
    if quota and len(template.versions) >= quota:
        raise call.refuse("LaunchTemplateVersionLimitExceed")
    return _added(call, template, data)


def _added(call: Call, template: LaunchTemplate, data: dict[str, Any]) -> Answer:
    version = template.add(data, call.parameters.text("VersionDescription"), call.cloud.now())
    return {"LaunchTemplateId": template.id, "LaunchTemplateVersionNumber": version.number}


def _checked_data(call: Call, *more_groups: str) -> dict[str, Any]:
    parameters = call.parameters
    for name in ("VersionDescription", "Description"):
        if name in parameters and not description_is_valid(parameters.text(name)):
            raise call.refuse("InvalidDescription.Malformed")
    if "HostName" in parameters and not _HOST_NAME.fullmatch(parameters.text("HostName")):
        raise call.refuse("InvalidHostName.Malformed")
    _check_user_data(call)
    for name, most in _LIMITS.items():
        if len(parameters.texts(name) or parameters.records(name)) > most:
            raise call.invalid(name)
    tags = parameters.records("Tag")
    if len(tags) > TAGS_PER_RESOURCE:
        raise call.invalid("Tag")
    if len({tag.get("Key") for tag in tags}) < len(tags):
        raise call.refuse("Duplicate.TagKey")
    groups = {parameters.text("ResourceGroupId"), *more_groups} - {""}
    if groups - set(call.account.resource_groups):
        raise call.refuse("InvalidResourceGroup.NotFound")
    return _numbers(call)


def _numbers(call: Call) -> dict[str, Any]:
    try:
        return typed_data(data_specs(), call.parameters.values, FRACTIONS)
    except ValueError:
        raise call.invalid("SpotPriceLimit") from None


def _check_user_data(call: Call) -> None:
    try:
        text = base64.b64decode(call.parameters.text("UserData"), validate=True)
    except (binascii.Error, ValueError):
        raise call.refuse("InvalidUserData.Base64FormatInvalid") from None
    if len(text) > _USER_DATA_AT_MOST:
        raise call.refuse("InvalidUserData.SizeExceeded")
