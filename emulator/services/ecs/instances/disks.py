# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeDisks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.paging import either_page
from ....catalogue.gaps import NOBODY_KNOWS, PLANNED, REFUSED_PARAMETER
from ....state.clock import iso
from ....state.instances import Disk, Instance
from ..arns import arn
from ..filters import Test, choice, equal, id_list, narrowed, shown_tags, tag_test, time_tests
from ..snapshots.listing import shown_key

_CATEGORIES = (
    "all", "cloud", "cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_auto", "cloud_regional_disk_auto",
    "cloud_essd_entry", "elastic_ephemeral_disk_standard", "elastic_ephemeral_disk_premium", "local_ssd_pro",
    "local_hdd_pro", "ephemeral", "ephemeral_ssd",
)  # fmt: skip
_STATUSES = ("In_use", "Available", "Attaching", "Detaching", "Creating", "ReIniting", "All")


@action(
    "ecs",
    "DescribeDisks",
    resources=lambda call: [arn(call, "disk")],
    unknown_region="InvalidRegion.NotFound",
    models=(
        "Category", "DiskChargeType", "DiskIds", "DiskName", "DiskType", "DryRun", "Encrypted", "Filter", "InstanceId",
        "KMSKeyId", "LockReason", "MaxResults", "MultiAttach", "NextToken", "PageNumber", "PageSize", "RegionId",
        "ResourceGroupId", "SnapshotId", "Status", "Tag", "ZoneId",
    ),
    errors=(
        "DryRunOperation", "InvalidCategory.ValueNotSupported", "InvalidDiskChargeType.NotFound",
        "InvalidDiskIds.Malformed", "InvalidDiskType.ValueNotSupported", "InvalidFilterKey.NotFound",
        "InvalidFilterValue", "InvalidLockReason.NotFound", "InvalidParameter.DiskIds",
        "InvalidParameter.MultiAttach", "InvalidStatus.ValueNotSupported", "InvalidTag.Mismatch", "InvalidTagCount",
        "InvalidZoneId.NotFound",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError", "UserNotInTheWhiteList"),
        Gap.of(REFUSED_PARAMETER, "InvalidParameter.MultiAttachAndEnableSharedNotMatch"),
        Gap.of(
            NOBODY_KNOWS,
            "IncompleteParamter", "InvalidDiskIds.ValueNotSupported", "InvalidParamter", "InvalidSnapshot.NotFound",
        ),
    ),
    notes=(
        Note("disks are those of instances and PostPaid; disks on their own do not exist", "assumed"),
        Note("In_use; Creating while ReplaceSystemDisk makes one", "page of ReplaceSystemDisk; Creating: assumed"),
        Note("both ways of paging; MaxResults below 10 is 10, above 500 is 500", "ECS-SDK"),
        Note("with MaxResults or NextToken there is no TotalCount", "ECS-SDK for snapshots; disks: assumed"),
        Note(
            "KMSKeyId is answered; it is empty for disks under the service key if the world or the setting says so",
            "third-party data",
        ),
        Note("Encrypted=false filters nothing; a zone must begin with the region", "assumed"),
        Note("RAM: all disks of the region", "assumed"),
    ),
)  # fmt: skip
def describe_disks(call: Call) -> Answer:
    """List the disks of the caller's instances."""
    tests = list(_tests(call))
    found = [(instance, disk) for instance, disk in _candidates(call) if all(test(disk) for test in tests)]
    holders = {disk.id: instance for instance, disk in found}
    page, answer = either_page(call, narrowed(call, [disk for _instance, disk in found]), smallest=10, largest=500)
    return {**answer, "Disks": {"Disk": [_show(call, holders[disk.id], disk) for disk in page]}}


def _candidates(call: Call) -> Iterator[tuple[Instance, Disk]]:
    wanted: list[str] | None = None
    if "DiskIds" in call.parameters:
        wanted = id_list(call, "DiskIds", malformed="InvalidParameter.DiskIds", too_many="InvalidDiskIds.Malformed")
    instance_id = call.parameters.text("InstanceId")
    group = call.parameters.text("ResourceGroupId")
    zone = call.parameters.text("ZoneId")
    if zone and not zone.startswith(f"{call.region_id}-"):
        raise call.refuse("InvalidZoneId.NotFound")
    for instance in reversed(call.region.instances.values()):
        if instance_id not in ("", instance.id) or group not in ("", instance.resource_group):
            continue
        if zone not in ("", instance.zone):
            continue
        for disk in instance.disks:
            if wanted is None or disk.id in wanted:
                yield instance, disk


def _tests(call: Call) -> Iterator[Test]:
    parameters = call.parameters
    if parameters.flag("Encrypted"):
        yield lambda disk: bool(disk.encrypted)
    for name, attribute in (("KMSKeyId", "key"), ("DiskName", "name"), ("SnapshotId", "snapshot")):
        if value := parameters.text(name):
            yield equal(attribute, value)
    category = choice(call, "Category", _CATEGORIES, "InvalidCategory.ValueNotSupported")
    if category not in ("", "all"):
        yield equal("category", category)
    kind = choice(call, "DiskType", ("all", "system", "data"), "InvalidDiskType.ValueNotSupported")
    if kind not in ("", "all"):
        yield equal("kind", kind)
    status = choice(call, "Status", _STATUSES, "InvalidStatus.ValueNotSupported")
    if status not in ("", "All"):
        now = call.cloud.now()
        yield lambda disk: disk.status_at(now) == status
    yield from _uniform_tests(call)
    yield from tag_test(call)
    yield from time_tests(call, ("CreationStartTime",))


def _uniform_tests(call: Call) -> Iterator[Test]:
    # Every disk is pay-as-you-go, not locked, not shared.
    if choice(call, "DiskChargeType", ("PrePaid", "PostPaid"), "InvalidDiskChargeType.NotFound") == "PrePaid":
        yield lambda _: False
    if choice(call, "LockReason", ("financial", "security"), "InvalidLockReason.NotFound"):
        yield lambda _: False
    shared = choice(call, "MultiAttach", ("Disabled", "Enabled", "LegacyShared"), "InvalidParameter.MultiAttach")
    if shared not in ("", "Disabled"):
        yield lambda _: False


def _show(call: Call, instance: Instance, disk: Disk) -> dict[str, Any]:
    return {
        "DiskId": disk.id,
        "DiskName": disk.name,
        "Description": "",
        "Type": disk.kind,
        "Category": disk.category,
        "Size": disk.size_gib,
        "Status": disk.status_at(call.cloud.now()),
        "Device": disk.device,
        "Encrypted": disk.encrypted,
        "KMSKeyId": shown_key(call, disk),
        "InstanceId": instance.id,
        "ImageId": instance.image if disk.kind == "system" else "",
        "SourceSnapshotId": disk.snapshot,
        "CreationTime": iso(disk.created),
        "AttachedTime": iso(disk.created),
        "DiskChargeType": "PostPaid",
        "DeleteWithInstance": True,
        "DeleteAutoSnapshot": False,
        "Portable": disk.kind == "data",
        "MultiAttach": "Disabled",
        "RegionId": call.region_id,
        "ZoneId": instance.zone,
        "ResourceGroupId": instance.resource_group,
        "ProductCode": "",
        "Tags": shown_tags(disk.tags),
    }
