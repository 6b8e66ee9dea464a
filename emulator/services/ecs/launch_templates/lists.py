# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeLaunchTemplates and DescribeLaunchTemplateVersions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.paging import counted_page
from ....actions.parameters import Parameters, whole_number
from ....catalogue.gaps import NOBODY_KNOWS, PLANNED
from ....state.clock import iso
from ....state.launch_templates import LaunchTemplate, TemplateVersion
from ..filters import shown_tags
from ..text_rules import tags_match
from .data import show_data
from .find import every_template, find_template, template_resource

_NAMES_AT_MOST = 100
_TAGS_AT_MOST = 20
_ERRORS = ("InvalidParameter", "InvalidRegion.NotExist", "MissingParameter")
_GAPS = (Gap.of(PLANNED, "InternalError"), Gap.of(NOBODY_KNOWS, "InnerServiceFailed"))
_PAGES = Note(
    "10 a page; a size over the setting launch_template_page_size: setting launch_template_large_page",
    "API page; most: assumed",
)


@action(
    "ecs",
    "DescribeLaunchTemplates",
    resources=every_template,
    unknown_region="InvalidRegion.NotExist",
    models=(
        "LaunchTemplateId", "LaunchTemplateName", "PageNumber", "PageSize", "RegionId", "TemplateResourceGroupId",
        "TemplateTag",
    ),
    errors=_ERRORS,
    gaps=(Gap.of(PLANNED, "ServiceUnavailable"), *_GAPS),
    notes=(
        Note("no image and no version: only numbers of the default and the latest version", "ECS-SDK"),
        Note("100 ids or names and 20 tags a call", "API page"),
        Note("without an id or a name: all (setting list_all_launch_templates)", "seen in third-party clients"),
        Note("unknown ids, and those of other accounts, are not in the list; the newest first", "assumed"),
        Note("RAM: all templates of the region", "RAM-ECS"),
        _PAGES,
    ),
)  # fmt: skip
def describe_launch_templates(call: Call) -> Answer:
    """List launch templates."""
    parameters = call.parameters
    ids, names = set(parameters.texts("LaunchTemplateId")), set(parameters.texts("LaunchTemplateName"))
    if max(len(ids), len(names)) > _NAMES_AT_MOST:
        raise call.invalid("LaunchTemplateId" if ids else "LaunchTemplateName")
    if not ids and not names and not call.cloud.settings.list_all_launch_templates:
        raise call.missing("LaunchTemplateId")
    tags = parameters.records("TemplateTag")
    if len(tags) > _TAGS_AT_MOST or not all(tag.get("Key") for tag in tags):
        raise call.invalid("TemplateTag")
    group = parameters.text("TemplateResourceGroupId")
    found = [
        item
        for item in reversed(call.region.launch_templates.values())
        if (not ids or item.id in ids)
        and (not names or item.name in names)
        and group in ("", item.resource_group)
        and tags_match(item.tags, tags)
    ]
    page, counts = counted_page(_sized(call), found)
    return {**counts, "LaunchTemplateSets": {"LaunchTemplateSet": [_template(call, item) for item in page]}}


@action(
    "ecs",
    "DescribeLaunchTemplateVersions",
    resources=template_resource,
    unknown_region="InvalidRegion.NotExist",
    models=(
        "DefaultVersion", "DetailFlag", "LaunchTemplateId", "LaunchTemplateName", "LaunchTemplateVersion", "MaxVersion",
        "MinVersion", "PageNumber", "PageSize", "RegionId",
    ),
    errors=(*_ERRORS, "InvalidLaunchTemplate.NotFound"),
    gaps=_GAPS,
    notes=(
        Note("one template a call, by id or name; 100 numbers", "API page"),
        Note("DetailFlag=false leaves LaunchTemplateData out", "API page"),
        Note(
            "the system disk's fields are keys with a dot, `SystemDisk.Encrypted`, which the SDK's models do not read "
            "(setting launch_template_disk)",
            "the page's example; SDK: nested",
        ),
        Note("Encrypted is a string, Size a number; nothing is shown that was not sent", "the page's example; assumed"),
        Note("an unknown number is not in the list; the newest first", "assumed"),
        _PAGES,
    ),
)  # fmt: skip
def describe_launch_template_versions(call: Call) -> Answer:
    """List the versions of a launch template."""
    template = find_template(call)
    parameters = call.parameters
    numbers = [whole_number(text) for text in parameters.texts("LaunchTemplateVersion")]
    if len(numbers) > _NAMES_AT_MOST or None in numbers:
        raise call.invalid("LaunchTemplateVersion")
    lowest, highest = parameters.number("MinVersion", 0), parameters.number("MaxVersion", template.last)
    default_only = parameters.flag("DefaultVersion")
    found = [
        version
        for version in reversed(template.versions.values())
        if (not numbers or version.number in numbers)
        and lowest <= version.number <= highest
        and (not default_only or version.number == template.default)
    ]
    page, counts = counted_page(_sized(call), found)
    return {
        **counts,
        "LaunchTemplateVersionSets": {"LaunchTemplateVersionSet": [_version(call, template, item) for item in page]},
    }


def _sized(call: Call) -> Call:
    """The call with a page of a size that it can have."""
    parameters, settings = call.parameters, call.cloud.settings
    if parameters.number("PageSize", 10) < 1:
        raise call.invalid("PageSize")
    if parameters.number("PageNumber", 1) < 1:
        raise call.invalid("PageNumber")
    if parameters.number("PageSize", 10) <= settings.launch_template_page_size:
        return call
    if settings.launch_template_large_page == "refuse":
        raise call.invalid("PageSize")
    return replace(call, parameters=Parameters({**parameters.values, "PageSize": settings.launch_template_page_size}))


def _template(call: Call, template: LaunchTemplate) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "DefaultVersionNumber": template.default,
        "LatestVersionNumber": template.latest,
        "CreateTime": iso(template.created),
        "ModifiedTime": iso(template.modified),
        "CreatedBy": call.account.id,
        "ResourceGroupId": template.resource_group,
        "Tags": shown_tags(template.tags),
    }


def _version(call: Call, template: LaunchTemplate, version: TemplateVersion) -> dict[str, Any]:
    flat = call.cloud.settings.launch_template_disk == "flat"
    data = (
        {}
        if call.parameters.flag("DetailFlag") is False
        else {"LaunchTemplateData": show_data(version.data, flat=flat)}
    )
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "VersionNumber": version.number,
        "DefaultVersion": version.number == template.default,
        "VersionDescription": version.description,
        "CreateTime": iso(version.created),
        "ModifiedTime": iso(version.created),
        "CreatedBy": call.account.id,
        **data,
    }
