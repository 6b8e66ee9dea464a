# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListTagResources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.paging import token_page
from ....catalogue.gaps import INTERNAL, NOBODY_KNOWS, PLANNED, REFUSED_PARAMETER
from ..arns import arn
from ..text_rules import TAGS_PER_RESOURCE, tag_fault
from .tagging import Tagged, find_tagged, resources_of_kind

_PAGE = 50
_IDS_AT_MOST = 50
_GROUP = "acs:rm:rgId"


def _resources(call: Call) -> list[str]:
    kind = call.parameters.text("ResourceType")
    return [arn(call, kind, resource_id) for resource_id in call.parameters.texts("ResourceId") or ["*"]]


@action(
    "ecs",
    "ListTagResources",
    resources=_resources,
    models=("NextToken", "RegionId", "ResourceId", "ResourceType", "Tag"),
    errors=(
        "BothEmpty.TagsAndResources", "Duplicate.TagKey", "Invalid.NextToken", "InvalidParameter.TagValue",
        "InvalidResourceId.NotFound", "InvalidResourceType.NotFound", "InvalidTag.NotSupported",
        "InvalidTagKey.Malformed", "InvalidTagValue.Malformed", "NumberExceed.ResourceIds", "NumberExceed.Tags",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError", "ServiceUnavailable"),
        Gap.of(
            INTERNAL,
            "Invalid.Scope", "MissingParameter.TagOwnerBid", "MissingParameter.TagOwnerUid", "NoPermission.Tag",
            "PermissionDenied.Scope", "PermissionDenied.TagOwnerBid", "PermissionDenied.TagOwnerUid",
        ),
        Gap.of(
            REFUSED_PARAMETER,
            "InvalidFilter.Malformed", "InvalidTagFilter.Malformed", "InvalidTags.MalFormed", "NumberExceed.TagValues",
            "PermissionDenied.TagsFuzzyQuery",
        ),
        Gap.of("a resource without a group is in none", "InvalidDefaultResourceGroup.NotSupported"),
        Gap.of("ids or tags are enough", "MissingParameter.ResourceIds", "MissingParameter.Tags"),
        Gap.of(NOBODY_KNOWS, "InvalidTag.Mismatch", "InvalidTagCount", "OperationDenied.QuotaExceed"),
        Gap.of("every resource that is modelled takes tags", "InvalidResourceId.NotSupported"),
    ),
    notes=(
        Note("one row for each tag of each resource; all tags asked for must be there", "ECS-SDK"),
        Note("ids, tags or both; a key alone asks for the key, a value alone is wrong", "ECS-SDK; status: assumed"),
        Note("`acs:rm:rgId` finds what is in a resource group, not mixed with tags", "ECS-SDK; its row: assumed"),
        Note("50 rows a page", "assumed"),
        Note("an unknown id is an error", "API page; when: assumed"),
    ),
)  # fmt: skip
def list_tag_resources(call: Call) -> Answer:
    """List tags of resources."""
    ids, tags = call.parameters.texts("ResourceId"), call.parameters.records("Tag")
    _check(call, ids, tags)
    page, answer = token_page(call, list(_rows(call, ids, tags)), _PAGE, wrong="Invalid.NextToken")
    return {**answer, "TagResources": {"TagResource": [row.shown for row in page]}}


def _check(call: Call, ids: list[str], tags: list[dict[str, str]]) -> None:
    if not ids and not tags:
        raise call.refuse("BothEmpty.TagsAndResources")
    if len(ids) > _IDS_AT_MOST:
        raise call.refuse("NumberExceed.ResourceIds")
    if any(tag.get("Key") == _GROUP for tag in tags):
        if len(tags) > 1:
            raise call.refuse("InvalidTag.NotSupported")
        return
    if any(not tag.get("Key") and tag.get("Value") for tag in tags):
        raise call.refuse("InvalidParameter.TagValue")
    # Tags of ECS itself may be searched for.
    readable = [tag for tag in tags if not tag.get("Key", "").startswith("acs:")]
    if len(tags) > TAGS_PER_RESOURCE:
        raise call.refuse("NumberExceed.Tags")
    if fault := tag_fault(readable):
        raise call.refuse(fault)


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    resource: str
    key: str
    value: str

    @property
    def id(self) -> str:
        """What a page token stands for."""
        return f"{self.resource}/{self.key}"

    @property
    def shown(self) -> dict[str, str]:
        return {
            "ResourceType": self.kind,
            "ResourceId": self.resource,
            "TagKey": self.key,
            "TagValue": self.value,
        }


def _rows(call: Call, ids: list[str], tags: list[dict[str, str]]) -> Iterator[_Row]:
    kind = call.parameters.text("ResourceType")
    resources = resources_of_kind(call)
    found = {item: find_tagged(call, item) for item in ids} if ids else resources
    group = next((tag.get("Value", "") for tag in tags if tag.get("Key") == _GROUP), "")
    for resource_id, resource in found.items():
        if group:
            if _group_of(resource) == group:
                yield _Row(kind, resource_id, _GROUP, group)
        elif all(_has(resource, tag) for tag in tags):
            wanted = {tag["Key"] for tag in tags}
            for key, value in resource.tags.items():
                if not wanted or key in wanted:
                    yield _Row(kind, resource_id, key, value)


def _group_of(resource: Tagged) -> str:
    return str(getattr(resource, "resource_group", ""))


def _has(resource: Tagged, tag: dict[str, str]) -> bool:
    key = tag["Key"]
    return key in resource.tags and tag.get("Value") in (None, "", resource.tags[key])
