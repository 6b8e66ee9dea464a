# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeImagePipelines."""

from __future__ import annotations

from typing import Any

from ....actions.declare import Answer, Call, Note, action
from ....actions.paging import token_page
from ....state.clock import iso
from ....state.image_users import ImagePipeline
from ..arns import arn
from ..filters import shown_tags
from ..text_rules import name_is_valid, tags_match

_IDS_AT_MOST = 20
_TAGS_AT_MOST = 20


@action(
    "ecs",
    "DescribeImagePipelines",
    resources=lambda call: [arn(call, "imagepipeline")],
    models=("ImagePipelineId", "MaxResults", "Name", "NextToken", "RegionId", "ResourceGroupId", "Tag"),
    errors=("Invalid.NextToken", "InvalidImagePipelineIdSize.ExceededMaxNumber", "InvalidName.Malformed"),
    notes=(
        Note("BaseImage is an id with BaseImageType IMAGE, a family with IMAGE_FAMILY; OSS names neither", "API page"),
        Note("ToRegionId and AddAccount hold the list as JSON, each in one text", "the page's example"),
        Note("20 ids and 20 tags a call", "API page; the schema says 21 ids"),
        Note("50 a page, 500 at most; a size out of bounds is InvalidParameter", "API page; code: assumed"),
        Note("Name is the whole name, and has the form of a name", "assumed"),
        Note("unknown ids are not in the list; the newest first; TotalCount counts all pages", "assumed"),
        Note("a caller without the right is refused", "assumed"),
        Note("RAM: all pipelines of the region", "RAM-ECS"),
    ),
)
def describe_image_pipelines(call: Call) -> Answer:
    """List image pipelines."""
    parameters = call.parameters
    ids, name, tags = set(parameters.texts("ImagePipelineId")), parameters.text("Name"), parameters.records("Tag")
    if len(ids) > _IDS_AT_MOST:
        raise call.refuse("InvalidImagePipelineIdSize.ExceededMaxNumber")
    if name and not name_is_valid(name):
        raise call.refuse("InvalidName.Malformed")
    if len(tags) > _TAGS_AT_MOST or not all(tag.get("Key") for tag in tags):
        raise call.invalid("Tag")
    found = [
        item
        for item in reversed(call.region.image_pipelines.values())
        if (not ids or item.id in ids)
        and name in ("", item.name)
        and parameters.text("ResourceGroupId", item.resource_group) == item.resource_group
        and tags_match(item.tags, tags)
    ]
    size = parameters.number("MaxResults", 50)
    page, token = token_page(call, found, size, wrong="Invalid.NextToken")
    shown = [_pipeline(item) for item in page]
    return {**token, "MaxResults": size, "TotalCount": len(found), "ImagePipeline": {"ImagePipelineSet": shown}}


def _pipeline(item: ImagePipeline) -> dict[str, Any]:
    return {
        "ImagePipelineId": item.id,
        "Name": item.name,
        "CreationTime": iso(item.created),
        "Description": item.description,
        "BaseImageType": item.base_image_type,
        "BaseImage": item.base_image,
        "BuildContent": item.build_content,
        "InstanceType": item.instance_type,
        "DeleteInstanceOnFailure": True,
        "ResourceGroupId": item.resource_group,
        "ToRegionIds": {"ToRegionId": _as_text(item.to_regions)},
        "AddAccounts": {"AddAccount": _as_text(item.add_accounts)},
        "Tags": shown_tags(item.tags),
    }


def _as_text(values: list[str]) -> list[str]:
    """The list as the page's example has it: JSON in its only item."""
    return ["[" + ",".join(f'"{value}"' for value in values) + "]"] if values else []
