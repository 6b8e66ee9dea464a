# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CopySnapshot."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.catalogue import regions
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED, REFUSED_PARAMETER
from ....state.accounts import Account, Region
from ....state.images import Schedule, Snapshot
from ..arns import arn
from ..encryption import HeldKey, kept_key, lost_key, service_key, snapshot_role_serves, target_key
from ..text_rules import description_is_valid, name_is_valid, tag_fault
from .shared import find_shared


def _resources(call: Call) -> list[str]:
    destination = call.parameters.text("DestinationRegionId", call.region_id)
    return [
        arn(call, "snapshot", call.parameters.text("SnapshotId")),
        f"acs:ecs:{destination}:{call.account.id}:snapshot/*",
    ]


@action(
    "ecs",
    "CopySnapshot",
    mutating=True,
    resources=_resources,
    unknown_region="InvalidRegionId.MalFormed",
    models=(
        "ClientToken", "DestinationRegionId", "DestinationSnapshotDescription", "DestinationSnapshotName", "Encrypted",
        "KMSKeyId", "RegionId", "SnapshotId", "Tag",
    ),
    errors=(
        "Duplicate.TagKey", "InvalidDescription.Malformed", "InvalidEncrypted.NotMatchKmsKeyId",
        "InvalidEncrypted.NotSupportDecrypt", "InvalidKMSKeyId.NotSymmetric",
        "InvalidOperation.NotSupportCopyInSameRegion", "InvalidOperation.UnfinishedCrossRegionCopy",
        "InvalidOperation.UnfinishedEncryptedSnapshotCopy", "InvalidParameter.KMSKeyId.CMKNotEnabled",
        "InvalidParameter.KMSKeyId.CMKUnauthorized", "InvalidParameter.KMSKeyId.KMSUnauthorized",
        "InvalidParameter.KMSKeyId.NotFound", "InvalidRegion.NotSupport", "InvalidRegionId.MalFormed",
        "InvalidRegionId.NotExists", "InvalidSnapshotId.NotFound", "InvalidSnapshotId.NotReady",
        "InvalidSnapshotName.Malformed", "InvalidTagKey.Malformed", "InvalidTagValue.Malformed", "NumberExceed.Tags",
        "QuotaExceed.SnapshotQuota",
    ),
    gaps=(
        Gap.of(
            PLANNED,
            "InvalidOperation.Unauthorized", "InvalidParameter.DataEncryptedKeyCreateFailed",
            "InvalidOperation.Conflict", "OperationDenied.NonCompliantDestinationRegion",
        ),
        Gap.of(BILLING, "InvalidAccountStatus.NotEnoughBalance", "InvalidAccountStatus.SnapshotServiceUnavailable"),
        Gap.of(
            REFUSED_PARAMETER,
            "InvalidEncryptAlgorithm", "InvalidEncrypted.NotMatchEncryptAlgorithm",
            "InvalidParameterDestinationStorageLocationArn.Malformed",
            "InvalidParameterDestinationStorageLocationArn.RegionNotMatch",
            "InvalidParameterDestinationStorageLocationArn.Unauthorized",
            "InvalidParameter.Arns", "InvalidRegionId.NotSupportEncryptAlgorithm", "InvalidRetentionDays.Malformed",
        ),
        Gap.of("KMS is open in every account", "InvalidParameter.KmsNotEnabled"),
        Gap.of(
            "snapshots have no categories or storage locations",
            "InvalidSnapshot.StorageLocationNotSupported", "InvalidSnapshotCategory.NotSupportCopy",
            "InvalidSnapshotCategory.NotSupportCrossRegionCopy", "InvalidSnapshotCategory.NotSupportEncryptedCopy",
            "OperationDenied.SnapshotCategoryNotSupportCopy",
        ),
        Gap.of(
            NOBODY_KNOWS,
            "InvalidParamter", "InvalidRegionId.NotSupportedEncryptedSnapshotCopy",
            "InvalidSnapshot.EncryptedNotSupported", "InvalidSnapshotId.EncryptedNotSupport",
            "InvalidUser.NotInWhiteList",
        ),
    ),
    notes=(
        Note("the copy is progressing for copy_seconds (+ GiB x copy_seconds_per_gib), then accomplished", "assumed"),
        Note(
            "within a region only as an encrypted copy, or none at all (setting copy_snapshot_in_region)",
            "UG-sharesnap; API page",
        ),
        Note(
            "a snapshot that another account shares, within the region; the copy has another key, else the service key",
            "UG-sharesnap; UG-enc for disks",
        ),
        Note("the owner's key and role for sharing snapshots must serve, else KMSUnauthorized", "assumed"),
        Note(
            "the key as for CopyImage; without one: of the source within the region, else the service key",
            "UG-sharesnap, ECS-2021",
        ),
        Note("default encryption of the destination: encrypted without Encrypted, under the default key", "UG-defenc"),
        Note("Encrypted=false has the copy plain there, too", "assumed"),
        Note("one snapshot is copied once at a time into a region", "API page (there: a disk)"),
        Note("RAM: the snapshot, and all snapshots of the destination", "assumed"),
    ),
)  # fmt: skip
def copy_snapshot(call: Call) -> Answer:
    """Copy a snapshot."""
    destination = _destination(call)
    owner, source = _source(call)
    if owner is not call.account and destination.id != call.region_id:
        raise call.not_modelled("copying a shared snapshot to another region")
    _check_texts(call)
    key = _key(call, owner, source, destination)
    here = destination.id == call.region_id
    if here and (key is None or not call.cloud.settings.copy_snapshot_in_region):
        raise call.refuse("InvalidOperation.NotSupportCopyInSameRegion")
    _check_running(call, destination)
    now, settings = call.cloud.now(), call.cloud.settings
    if key is not None:
        key.mark_in_use()
    copy = Snapshot(
        id=call.cloud.new_id("s", destination.id),
        size_gib=source.size_gib,
        kind=source.kind,
        encrypted=key is not None,
        key=key.name_in(call.account) if key else "",
        name=call.parameters.text("DestinationSnapshotName"),
        description=call.parameters.text("DestinationSnapshotDescription"),
        created=now,
        source_snapshot=call.parameters.text("SnapshotId"),
        source_region=call.region_id,
        content=source.content,
        build=source.build,
        schedule=Schedule(now, now, settings.copy_seconds + source.size_gib * settings.copy_seconds_per_gib),
        tags={tag["Key"]: tag.get("Value", "") for tag in call.parameters.records("Tag")},
    )
    destination.snapshots[copy.id] = copy
    return {"SnapshotId": copy.id}


def _destination(call: Call) -> Region:
    region_id = call.parameters.text("DestinationRegionId")
    if region_id not in regions():
        raise call.refuse("InvalidRegionId.NotExists")
    return call.account.region(region_id)


def _source(call: Call) -> tuple[Account, Snapshot]:
    snapshot_id, owner = call.parameters.text("SnapshotId"), call.account
    snapshot = call.region.snapshots.get(snapshot_id)
    if snapshot is None:
        shared = find_shared(call, snapshot_id)
        if shared is None:
            raise call.refuse("InvalidSnapshotId.NotFound")
        owner, snapshot = shared
    if snapshot.status_at(call.cloud.now()) != "accomplished":
        raise call.refuse("InvalidSnapshotId.NotReady")
    return owner, snapshot


def _check_texts(call: Call) -> None:
    if not name_is_valid(call.parameters.text("DestinationSnapshotName")):
        raise call.refuse("InvalidSnapshotName.Malformed")
    if not description_is_valid(call.parameters.text("DestinationSnapshotDescription")):
        raise call.refuse("InvalidDescription.Malformed")
    if fault := tag_fault(call.parameters.records("Tag")):
        raise call.refuse(fault)


def _key(call: Call, owner: Account, source: Snapshot, destination: Region) -> HeldKey | None:
    wanted, key_id = call.parameters.flag("Encrypted"), call.parameters.text("KMSKeyId")
    default = destination.default_encryption
    if wanted is None and default.enabled:
        wanted = True
    if key_id and not call.parameters.flag("Encrypted"):
        raise call.refuse("InvalidEncrypted.NotMatchKmsKeyId")
    if source.encrypted and not wanted:
        raise call.refuse("InvalidEncrypted.NotSupportDecrypt")
    own = owner is call.account
    if not own and source.encrypted and not snapshot_role_serves(call, owner, call.account.id, source):
        raise call.refuse("InvalidParameter.KMSKeyId.KMSUnauthorized")
    if own and lost_key(call, source) == "CMKNotEnabled":
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
    if not wanted:
        return None
    if key_id:
        return target_key(call, destination, key_id)
    keeps = own and source.encrypted and destination.id == call.region_id
    if keeps and call.cloud.settings.copy_without_key == "source":
        return kept_key(call, [source])
    if default.enabled and default.key:
        return target_key(call, destination, default.key)
    return service_key(call, destination)


def _check_running(call: Call, destination: Region) -> None:
    now, limit = call.cloud.now(), call.account.quotas.snapshots
    source_id = call.parameters.text("SnapshotId")
    for other in destination.snapshots.values():
        if other.source_snapshot == source_id and not other.images and other.status_at(now) == "progressing":
            same = destination.id == call.region_id
            kind = "UnfinishedEncryptedSnapshotCopy" if same else "UnfinishedCrossRegionCopy"
            raise call.refuse(f"InvalidOperation.{kind}")
    if limit and len(destination.snapshots) >= limit:
        raise call.refuse("QuotaExceed.SnapshotQuota")
