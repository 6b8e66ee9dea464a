# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateSnapshot."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED, REFUSED_PARAMETER
from ....state.images import Schedule, Snapshot
from ....state.instances import Disk, Instance
from ..arns import arn
from ..encryption import lost_key
from ..text_rules import description_is_valid, name_is_valid, tag_fault
from .listing import taking_snapshot


@action(
    "ecs",
    "CreateSnapshot",
    mutating=True,
    resources=lambda call: [arn(call, "disk", call.parameters.text("DiskId")), arn(call, "snapshot")],
    models=("ClientToken", "Description", "DiskId", "ResourceGroupId", "SnapshotName", "Tag"),
    errors=(
        "Duplicate.TagKey", "IdempotentParameterMismatch", "IncorrectDiskStatus",
        "IncorrectDiskStatus.CreatingSnapshot", "IncorrectInstanceStatus", "InvalidDescription.Malformed",
        "InvalidDiskId.NotFound", "InvalidParameter.KMSKeyId.CMKNotEnabled",
        "InvalidParameter.KMSKeyId.KMSUnauthorized", "InvalidResourceGroup.NotFound",
        "InvalidSnapshotName.Malformed", "InvalidTagKey.Malformed",
        "InvalidTagValue.Malformed", "NumberExceed.Tags", "QuotaExceed.Snapshot",
    ),
    gaps=(
        Gap.of(
            PLANNED,
            "CreateSnapshot.Failed", "IncorrectDiskStatus.Invalid", "InternalError", "Throttling",
        ),
        Gap.of("IncorrectDiskStatus.CreatingSnapshot is answered instead", "DISK_HAS_CREATING_SNAPSHOT"),
        Gap.of("QuotaExceed.Snapshot is answered instead", "QuotaExceed.SnapshotQuota"),
        Gap.of("one snapshot of a disk at a time", "QuotaExceed.ConcurrentSnapshotQuota"),
        Gap.of("a copy of a snapshot does not hold its disk", "InvalidOperation.UnfinishedEncryptedSnapshotCopy"),
        Gap.of("InvalidParameter is answered instead", "InvalidClientToken.Malformed"),
        Gap.of("calls are answered one after the other", "IdempotentProcessing"),
        Gap.of("Forbidden.RAM is answered instead", "InvalidAction.Unauthorized"),
        Gap.of(
            REFUSED_PARAMETER,
            "CloudBoxNotSupportSnapshotWithInstantAccess", "InvalidCategoryAndInstantAccess.Malformed",
            "InvalidInstantAccessRetentionDays.Malformed", "InvalidRegion.NotSupportSnapshotInstantAccessRegion",
            "InvalidParameter.UnauthorizedStorageLocationArn", "InvalidRetentionDays.Malformed",
            "InvalidSnapshotCategory.Malformed",
        ),
        Gap.of(
            BILLING,
            "DiskInArrears", "InvalidAccountStatus.NotEnoughBalance", "InvalidAccountStatus.SnapshotServiceUnavailable",
        ),
        Gap.of(
            "disks are those of instances, which are not locked, hibernated or in transfer",
            "HibernationConfigured.InstanceOperationForbidden", "IncorrectDiskStatus.NeverAttached",
            "IncorrectDiskStatus.NeverUsed", "IncorrectDiskStatus.Transferring", "InstanceLockedForSecurity",
            "InvalidInstanceId.NotFound",
        ),
        Gap.of("a disk of any category takes snapshots", "DiskCategory.OperationNotSupported"),
        Gap.of(
            NOBODY_KNOWS,
            "DiskId.ValueNotSupported", "IncorrectDiskType.NotSupport", "IncorrectVolumeStatus",
            "InvalidParameter.KMSKeyId.CMKUnauthorized", "InvalidParameter.KMSKeyId.NotFound",
            "InvalidVolumeId.NotFound", "QuotaExceed.Tags",
        ),
    ),
    notes=(
        Note("progressing for create_snapshot_seconds of the clock, then accomplished", "ECS-SDK; the time: assumed"),
        Note("it holds what the disk holds at the moment of the call, of a Running instance too", "assumed"),
        Note("there is no RegionId: the region is the endpoint's", "ECS-SDK"),
        Note("an instance must be Running or Stopped, a disk In_use", "API page"),
        Note("one snapshot of a disk at a time", "API page"),
        Note("the snapshot is under the disk's key, which must serve", "codes: API page; when: assumed"),
        Note("the name does not begin with auto", "ECS-SDK"),
        Note("IncorrectInstanceStatus and CreateSnapshot.Failed are there with 400 too", "API page"),
        Note("RAM: the disk, and all snapshots of the region", "ECS-2021"),
    ),
)  # fmt: skip
def create_snapshot(call: Call) -> Answer:
    """Take a snapshot of a disk."""
    _check_texts(call)
    disk = _disk(call)
    now, limit = call.cloud.now(), call.account.quotas.snapshots
    if limit and len(call.region.snapshots) >= limit:
        raise call.refuse("QuotaExceed.Snapshot")
    snapshot = Snapshot(
        id=call.cloud.new_id("s", call.region_id),
        size_gib=disk.size_gib,
        kind=disk.kind,
        encrypted=disk.encrypted,
        key=disk.key,
        key_hidden=disk.key_hidden,
        name=call.parameters.text("SnapshotName"),
        description=call.parameters.text("Description"),
        created=now,
        resource_group=call.parameters.text("ResourceGroupId"),
        source_disk=disk.id,
        content=disk.content,
        build=disk.build,
        schedule=Schedule(now, now, call.cloud.settings.create_snapshot_seconds),
        tags={tag["Key"]: tag.get("Value", "") for tag in call.parameters.records("Tag")},
    )
    call.region.snapshots[snapshot.id] = snapshot
    return {"SnapshotId": snapshot.id}


def _disk(call: Call) -> Disk:
    disk_id, now = call.parameters.text("DiskId"), call.cloud.now()
    instance, disk = _find(call, disk_id)
    if instance.status_at(now) not in ("Running", "Stopped"):
        raise call.refuse("IncorrectInstanceStatus")
    if disk.status_at(now) != "In_use":
        raise call.refuse("IncorrectDiskStatus")
    if taking_snapshot(call.region, disk, now):
        raise call.refuse("IncorrectDiskStatus.CreatingSnapshot")
    if reason := lost_key(call, disk):
        raise call.refuse(f"InvalidParameter.KMSKeyId.{reason}")
    return disk


def _find(call: Call, disk_id: str) -> tuple[Instance, Disk]:
    for instance in call.region.instances.values():
        for disk in instance.disks:
            if disk.id == disk_id:
                return instance, disk
    raise call.refuse("InvalidDiskId.NotFound")


def _check_texts(call: Call) -> None:
    name, description = call.parameters.text("SnapshotName"), call.parameters.text("Description")
    if name and (not name_is_valid(name) or name.lower().startswith("auto")):
        raise call.refuse("InvalidSnapshotName.Malformed")
    if description and not description_is_valid(description):
        raise call.refuse("InvalidDescription.Malformed")
    if fault := tag_fault(call.parameters.records("Tag")):
        raise call.refuse(fault)
    group = call.parameters.text("ResourceGroupId")
    if group and group not in call.account.resource_groups:
        raise call.refuse("InvalidResourceGroup.NotFound")
