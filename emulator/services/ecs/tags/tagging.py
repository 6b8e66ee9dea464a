# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TagResources and UntagResources."""

from __future__ import annotations

from collections.abc import Mapping

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import INTERNAL, NOBODY_KNOWS, PLANNED
from ....state.images import Image, Snapshot
from ....state.instances import Disk, Instance
from ..arns import arn
from ..text_rules import TAGS_PER_RESOURCE, tag_fault

_IDS_AT_MOST = 50
_OTHER_TYPES = (
    "securitygroup", "volume", "eni", "ddh", "ddhcluster", "keypair", "launchtemplate", "reservedinstance",
    "snapshotpolicy", "elasticityassurance", "capacityreservation", "command", "invocation", "activation",
    "managedinstance",
)  # fmt: skip
Tagged = Image | Snapshot | Instance | Disk
_NEWER = ("NoPermissionKey.Scope", "PermissionDenied.TagOwnerBid")
_INTERNAL = (
    "Invalid.Scope", "MissingParameter.TagOwnerBid", "MissingParameter.TagOwnerUid", "NoPermission.Tag",
    "NoPermissionKey.Scope", "PermissionDenied.Scope", "PermissionDenied.TagOwnerBid", "PermissionDenied.TagOwnerUid",
)  # fmt: skip
TAG_GAPS = (
    Gap.of(PLANNED, "ServiceUnavailable"),
    Gap.of(INTERNAL, *_INTERNAL),
    Gap.of(NOBODY_KNOWS, "InvalidTag.Mismatch", "InvalidTagCount", "QuotaExceed.Tags", "TagKey.Duplication"),
    Gap.of("every resource that is modelled takes tags", "InvalidResourceId.NotSupported"),
)


def _resources(call: Call) -> list[str]:
    kind = call.parameters.text("ResourceType")
    return [arn(call, kind, resource_id) for resource_id in call.parameters.texts("ResourceId")]


@action(
    "ecs",
    "TagResources",
    mutating=True,
    resources=_resources,
    models=("RegionId", "ResourceId", "ResourceType", "Tag"),
    errors=(
        "Duplicate.TagKey", "InvalidResourceId.NotFound", "InvalidResourceType.NotFound", "InvalidTagKey.Malformed",
        "InvalidTagValue.Malformed", "NumberExceed.ResourceIds", "NumberExceed.Tags", "OperationDenied.QuotaExceed",
    ),
    gaps=TAG_GAPS,
    notes=(
        Note("50 ids and 20 tags a call, 20 tags a resource; aliyun and acs: refused", "API page, ECS-SDK"),
        Note("images, snapshots, instances and disks; other resource types are not modelled", "ECS-SDK"),
        Note("all resources are tagged or none; a value in `acs:` is refused", "assumed"),
    ),
)  # fmt: skip
def tag_resources(call: Call) -> Answer:
    """Add tags to resources, replacing values of keys they have."""
    ids, tags = call.parameters.texts("ResourceId"), call.parameters.records("Tag")
    if len(ids) > _IDS_AT_MOST:
        raise call.refuse("NumberExceed.ResourceIds")
    if fault := tag_fault(tags):
        raise call.refuse(fault)
    resources = [find_tagged(call, resource_id) for resource_id in ids]
    new = {tag["Key"]: tag.get("Value", "") for tag in tags}
    if any(len({**resource.tags, **new}) > TAGS_PER_RESOURCE for resource in resources):
        raise call.refuse("OperationDenied.QuotaExceed")
    for resource in resources:
        resource.tags.update(new)
    return {}


@action(
    "ecs",
    "UntagResources",
    mutating=True,
    resources=_resources,
    models=("All", "RegionId", "ResourceId", "ResourceType", "TagKey"),
    errors=(
        "Duplicate.TagKey", "InvalidResourceId.NotFound", "InvalidResourceType.NotFound", "InvalidTagKey.Malformed",
        "MissingParameter.Tags", "NumberExceed.ResourceIds", "NumberExceed.Tags",
    ),
    gaps=(
        Gap.of(INTERNAL, *(code for code in _INTERNAL if code not in _NEWER)),
        Gap.of(
            "about values, which the action does not take",
            "InvalidTag.Mismatch", "InvalidTagValue.Malformed", "OperationDenied.QuotaExceed",
        ),
        Gap.of(NOBODY_KNOWS, "InvalidTagCount"),
        Gap.of("every resource that is modelled takes tags", "InvalidResourceId.NotSupported"),
    ),
    notes=(
        Note("50 ids and 20 keys a call; All=true removes every tag if no key is named", "ECS-SDK"),
        Note("neither keys nor All=true: MissingParameter.Tags; a key that is not there changes nothing", "assumed"),
        Note("all resources lose the tags or none does; ECS's own `acs:` tags cannot be removed", "assumed"),
    ),
)  # fmt: skip
def untag_resources(call: Call) -> Answer:
    """Take tags from resources."""
    ids, keys = call.parameters.texts("ResourceId"), call.parameters.texts("TagKey")
    if len(ids) > _IDS_AT_MOST:
        raise call.refuse("NumberExceed.ResourceIds")
    if fault := tag_fault([{"Key": key} for key in keys]):
        raise call.refuse(fault)
    if not keys and not call.parameters.flag("All"):
        raise call.refuse("MissingParameter.Tags")
    for resource in [find_tagged(call, resource_id) for resource_id in ids]:
        for key in keys or list(resource.tags):
            resource.tags.pop(key, None)
    return {}


def tagged_kinds(call: Call) -> Mapping[str, Mapping[str, Tagged]]:
    """Return the resources that can have tags here, by type and id."""
    region = call.region
    return {
        "image": region.images,
        "snapshot": region.snapshots,
        "instance": region.instances,
        "disk": region.disks(),
    }


def resources_of_kind(call: Call) -> Mapping[str, Tagged]:
    """The resources of the call's type."""
    kind = call.parameters.text("ResourceType")
    if kind in _OTHER_TYPES:
        raise call.not_modelled(f"the resource type {kind}")
    kinds = tagged_kinds(call)
    if kind not in kinds:
        raise call.refuse("InvalidResourceType.NotFound")
    return kinds[kind]


def find_tagged(call: Call, resource_id: str) -> Tagged:
    """The resource of the call's type with this id."""
    resource = resources_of_kind(call).get(resource_id)
    if resource is None:
        raise call.refuse("InvalidResourceId.NotFound")
    return resource
