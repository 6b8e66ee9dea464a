# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeAutoProvisioningGroups."""

from __future__ import annotations

from typing import Any

from ....actions.declare import Answer, Call, Note, action
from ....actions.paging import counted_page
from ....state.clock import iso
from ....state.image_users import ProvisioningGroup
from ..filters import shown_tags
from ..text_rules import name_is_valid, tags_match

STATUSES = ("submitted", "active", "deleted", "delete-running", "modifying")
_IDS_AT_MOST = 20
_TAGS_AT_MOST = 20


@action(
    "ecs",
    "DescribeAutoProvisioningGroups",
    resources=lambda _call: ["*"],
    models=(
        "AutoProvisioningGroupId", "AutoProvisioningGroupName", "AutoProvisioningGroupStatus",
        "AutoProvisioningGroupTypes", "PageNumber", "PageSize", "RegionId", "ResourceGroupId", "Tag",
    ),
    errors=("InvalidName.Malformed", "MissingParamter.RegionId"),
    notes=(
        Note(
            "a group that was made with a LaunchConfiguration does not show it, nor its image "
            "(setting provisioning_launch_configuration)",
            "API page; shown: assumed",
        ),
        Note("LaunchTemplateVersion is a text, empty if the group was made without one", "API page; empty: assumed"),
        Note("20 ids and 20 tags a call", "API page; the schema says 100 ids"),
        Note("10 a page, 100 at most", "API page"),
        Note("AutoProvisioningGroupName is the whole name, and has the form of a name", "assumed"),
        Note("unknown ids, statuses and types are not in the list; the newest first", "assumed"),
        Note("a caller without the right is refused", "assumed"),
        Note("RAM: `*`", "RAM-ECS"),
    ),
)  # fmt: skip
def describe_auto_provisioning_groups(call: Call) -> Answer:
    """List auto provisioning groups."""
    parameters = call.parameters
    ids, tags = set(parameters.texts("AutoProvisioningGroupId")), parameters.records("Tag")
    statuses = set(parameters.texts("AutoProvisioningGroupStatus"))
    kinds = set(parameters.texts("AutoProvisioningGroupTypes"))
    name = parameters.text("AutoProvisioningGroupName")
    if name and not name_is_valid(name):
        raise call.refuse("InvalidName.Malformed")
    if len(ids) > _IDS_AT_MOST:
        raise call.invalid("AutoProvisioningGroupId")
    if len(tags) > _TAGS_AT_MOST or not all(tag.get("Key") for tag in tags):
        raise call.invalid("Tag")
    found = [
        item
        for item in reversed(call.region.provisioning_groups.values())
        if (not ids or item.id in ids)
        and (not statuses or item.status in statuses)
        and (not kinds or item.kind in kinds)
        and name in ("", item.name)
        and parameters.text("ResourceGroupId", item.resource_group) == item.resource_group
        and tags_match(item.tags, tags)
    ]
    page, counts = counted_page(call, found)
    return {**counts, "AutoProvisioningGroups": {"AutoProvisioningGroup": [_group(call, item) for item in page]}}


def _group(call: Call, item: ProvisioningGroup) -> dict[str, Any]:
    shown = {
        "AutoProvisioningGroupId": item.id,
        "AutoProvisioningGroupName": item.name,
        "AutoProvisioningGroupType": item.kind,
        "Status": item.status,
        "State": item.state,
        "RegionId": call.region_id,
        "CreationTime": iso(item.created),
        "LaunchTemplateId": item.template,
        "LaunchTemplateVersion": item.template_version,
        "ResourceGroupId": item.resource_group,
        "TargetCapacitySpecification": {
            "TotalTargetCapacity": float(item.capacity),
            "PayAsYouGoTargetCapacity": float(item.capacity),
            "SpotTargetCapacity": 0.0,
        },
        "Tags": shown_tags(item.tags),
    }
    if call.cloud.settings.provisioning_launch_configuration == "shown" and not item.template:
        shown["LaunchConfiguration"] = {"ImageId": item.image, "ImageFamily": item.family}
    return shown
