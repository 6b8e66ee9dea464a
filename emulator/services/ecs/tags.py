# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TagResources."""

from __future__ import annotations

from collections.abc import Mapping

from ...actions import Answer, Call, Note, action
from ...resources import Image, Instance, Snapshot
from .arns import arn
from .text_rules import TAGS_PER_RESOURCE, tag_fault

_IDS_AT_MOST = 50
_OTHER_TYPES = (
    "disk", "securitygroup", "volume", "eni", "ddh", "ddhcluster", "keypair", "launchtemplate", "reservedinstance",
    "snapshotpolicy", "elasticityassurance", "capacityreservation", "command", "invocation", "activation",
    "managedinstance",
)  # fmt: skip


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
    notes=(
        Note("50 ids and 20 tags a call, 20 tags a resource; aliyun and acs: refused", "API page, ECS-SDK"),
        Note("images, snapshots and instances; other resource types are not modelled", "ECS-SDK"),
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
    resources = [_find(call, resource_id) for resource_id in ids]
    new = {tag["Key"]: tag.get("Value", "") for tag in tags}
    if any(len({**resource.tags, **new}) > TAGS_PER_RESOURCE for resource in resources):
        raise call.refuse("OperationDenied.QuotaExceed")
    for resource in resources:
        resource.tags.update(new)
    return {}


def _find(call: Call, resource_id: str) -> Image | Snapshot | Instance:
    kind = call.parameters.text("ResourceType")
    if kind in _OTHER_TYPES:
        raise call.not_modelled(f"the resource type {kind}")
    kinds: dict[str, Mapping[str, Image | Snapshot | Instance]] = {
        "image": call.region.images,
        "snapshot": call.region.snapshots,
        "instance": call.region.instances,
    }
    if kind not in kinds:
        raise call.refuse("InvalidResourceType.NotFound")
    resource = kinds[kind].get(resource_id)
    if resource is None:
        raise call.refuse("InvalidResourceId.NotFound")
    return resource
