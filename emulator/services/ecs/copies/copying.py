# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CopyImage."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Note, action
from ....catalogue.catalogue import regions
from ....state.accounts import Account, Region
from ....state.images import Image
from ....state.sharing_reach import images_for
from ..arns import arn
from ..encryption import HeldKey, disk_role_may, kept_key, key_of, service_key, share_role_serves, target_key
from ..text_rules import description_is_valid, name_is_valid, tag_fault
from .gaps import COPY_GAPS
from .start import Copy, start

_NOT_TO_PLAIN = "The image contains encrypted snapshots, which do not support copying to non-encrypted ones."


def _resources(call: Call) -> list[str]:
    destination = call.parameters.text("DestinationRegionId", call.region_id)
    return [
        arn(call, "image", call.parameters.text("ImageId")),
        f"acs:ecs:{destination}:{call.account.id}:image/*",
    ]


@action(
    "ecs",
    "CopyImage",
    mutating=True,
    resources=_resources,
    unknown_region="SourceRegion.NotFound",
    models=(
        "ClientToken", "DestinationDescription", "DestinationImageName", "DestinationRegionId", "DryRun", "Encrypted",
        "ImageId", "KMSKeyId", "RegionId", "ResourceGroupId", "Tag",
    ),
    errors=(
        "DestinationRegion.NotFound", "Duplicate.TagKey", "IncorrectDestinationRegion", "IncorrectImageStatus",
        "InvalidDescription.Malformed", "InvalidEncrypted.NotMatchDiskDefaultEncryption",
        "InvalidEncrypted.NotMatchKmsKeyId", "InvalidImageId.NotFound", "InvalidImageName.Duplicated",
        "InvalidImageName.Malformed", "InvalidOperation.VhdImageUnsupported", "InvalidParameter.EncryptedIllegal",
        "InvalidParameter.KMSKeyId.CMKNotEnabled", "InvalidParameter.KMSKeyId.CMKUnauthorized",
        "InvalidParameter.KMSKeyId.KMSUnauthorized", "InvalidParameter.KMSKeyId.NotFound", "InvalidRegion.NotSupport",
        "InvalidResourceGroup.NotFound", "InvalidTagKey.Malformed", "InvalidTagValue.Malformed", "NumberExceed.Tags",
        "OperationDeined.EncryptedSnapshot", "OperationDenied.ImageCopyConflict", "OperationDenied.SameRegionOnly",
        "QuotaExceed.Image", "QuotaExceed.Snapshot", "SourceRegion.NotFound",
    ),
    gaps=COPY_GAPS,
    notes=(
        Note(
            "the id of the copy is answered at once; Waiting, Creating, then Available or CreateFailed",
            "API-CopyImage, provider source",
        ),
        Note(
            "five running copies per account and destination region, the others Waiting, first come first served",
            "API-CopyImage; which region counts: assumed",
        ),
        Note(
            "the same image is not copied twice at once; copy_conflict_scope says whether other destinations count",
            "API-CopyImage",
        ),
        Note("a copy takes copy_seconds + GiB x copy_seconds_per_gib of the clock", "assumed"),
        Note(
            "only Available images; vhd refused; name and description grammar; names unique in the target region",
            "API-CopyImage",
        ),
        Note(
            "KMSKeyId without Encrypted=true is refused; Encrypted=true without it encrypts a plain source with the "
            "region's default key or the service key",
            "API-CopyImage, UG-encimg",
        ),
        Note(
            "Encrypted=true without KMSKeyId keeps the key of an own encrypted source (setting copy_without_key)",
            "ECS-2021",
        ),
        Note(
            "that of a shared source, and of one copied to another region, is not kept, but default or service key",
            "UG-enc for disks; for images: assumed",
        ),
        Note(
            "Encrypted absent: default encryption of the region, else plain (encrypted source: copy_encrypted_default)",
            "sources differ",
        ),
        Note("encrypted to plain is refused; a plain copy within a region is refused", "UG-copy, API-CopyImage"),
        Note(
            "key: of the destination, Enabled, Aliyun_AES_256 or Aliyun_SM4, at most 64 characters; alias and ARN of "
            "a key of the account by setting (key_alias_taken, key_arn_taken)",
            "UG-encdata; alias and ARN: sources silent",
        ),
        Note(
            "another account's key of a KMS instance, if its policy lets AliyunECSDiskEncryptDefaultRole use it",
            "page on cross-account key sharing in ECS",
        ),
        Note("it is named by ARN, of any length, or by id (setting foreign_key_form)", "sources silent"),
        Note(
            "AliyunECSDiskEncryptDefaultRole must exist and trust ecs.aliyuncs.com (policies: disk_role_needs_policy)",
            "ECS-2021; trust: seen in third-party code",
        ),
        Note("ECS tags the key with acs:ecs:disk-encryption", "ECS-2021"),
        Note("all snapshots of the copy are under the one key", "ECS-2021"),
        Note(
            "a shared image is copied within its region only; the owner's key and share role must still serve",
            "API-CopyImage; owner's side: assumed",
        ),
        Note(
            "family, shares, resource group are not carried; tags, description, boot mode, features: copy_keeps_*",
            "ECS-SDK, sources differ",
        ),
        Note("whether its snapshots name the source's disk: setting copy_keeps_source_disk", "assumed"),
        Note("NVMe support is not carried (setting copy_keeps_features)", "seen in another project's test of 2026"),
        Note(
            "resource group must exist in the account (setting of the world); no name given: the new id is the name",
            "assumed",
        ),
        Note("RAM: the image in the source region and image/* in the destination region", "ECS-2021"),
        Note(
            "client token: same parameters give the same answer while it is kept, others IdempotentParameterMismatch",
            "ECS-2021; life time: assumed",
        ),
        Note("other tags are other parameters (setting client_token_counts_tags)", "sources silent"),
    ),
)  # fmt: skip
def copy_image(call: Call) -> Answer:
    """Start a copy."""
    destination = _destination(call)
    owner, source = _source(call)
    _check_texts(call)
    copy = _plan(call, owner, source, destination)
    _check_conflicts(call, copy)
    return {"ImageId": start(call, copy)}


def _destination(call: Call) -> Region:
    region_id = call.parameters.text("DestinationRegionId", call.region_id)
    if region_id not in regions():
        raise call.refuse("DestinationRegion.NotFound")
    return call.account.region(region_id)


def _source(call: Call) -> tuple[Account, Image]:
    image_id = call.parameters.text("ImageId")
    if image := call.region.images.get(image_id):
        return call.account, image
    owner = call.cloud.owner_of_image(call.region_id, image_id)
    image = owner.region(call.region_id).images[image_id] if owner else None
    if owner is None or image is None or not _may_use(call, owner, image):
        raise call.refuse("InvalidImageId.NotFound")
    return owner, image


def _may_use(call: Call, owner: Account, image: Image) -> bool:
    through_shares = images_for(call.cloud, call.region_id, call.account.id)
    return call.account.id in image.shares or (owner.id, image.id) in through_shares


def _check_texts(call: Call) -> None:
    name = call.parameters.text("DestinationImageName")
    if name and not name_is_valid(name):
        raise call.refuse("InvalidImageName.Malformed")
    description = call.parameters.text("DestinationDescription")
    if description and not description_is_valid(description):
        raise call.refuse("InvalidDescription.Malformed")
    if fault := tag_fault(call.parameters.records("Tag")):
        raise call.refuse(fault)
    group = call.parameters.text("ResourceGroupId")
    if group and group not in call.account.resource_groups:
        raise call.refuse("InvalidResourceGroup.NotFound")


def _plan(call: Call, owner: Account, source: Image, destination: Region) -> Copy:
    wanted, key_id = call.parameters.flag("Encrypted"), call.parameters.text("KMSKeyId")
    if key_id and not wanted:
        raise call.refuse(
            "InvalidParameter.EncryptedIllegal" if wanted is None else "InvalidEncrypted.NotMatchKmsKeyId"
        )
    if source.status_at(call.cloud.now()) != "Available":
        raise call.refuse("IncorrectImageStatus")
    if source.format == "vhd":
        raise call.refuse("InvalidOperation.VhdImageUnsupported")
    if owner is not call.account and destination.id != call.region_id:
        raise call.refuse("OperationDenied.SameRegionOnly")
    key = _key(call, owner, source, destination)
    if key is None and destination.id == call.region_id:
        raise call.refuse("IncorrectDestinationRegion")
    _check_source_keys(call, owner, source)
    return Copy(owner, source, destination, key)


def _key(call: Call, owner: Account, source: Image, destination: Region) -> HeldKey | None:
    """The key of the copy; None for a plain one."""
    wanted, key_id = call.parameters.flag("Encrypted"), call.parameters.text("KMSKeyId")
    default, settings = destination.default_encryption, call.cloud.settings
    keeps = source.encrypted and owner is call.account and destination.id == call.region_id
    if wanted is False and default.enabled:
        raise call.refuse("InvalidEncrypted.NotMatchDiskDefaultEncryption")
    if wanted or (wanted is None and default.enabled):
        if not regions()[destination.id].encryption:
            raise call.refuse("InvalidRegion.NotSupport")
        if not key_id and keeps and settings.copy_without_key == "source":
            return kept_key(call, (disk.snapshot for disk in source.disks))
        key_id = key_id or (default.key if default.enabled and default.key else "")
        return target_key(call, destination, key_id) if key_id else service_key(call, destination)
    if not source.encrypted:
        return None
    if wanted is None and settings.copy_encrypted_default == "keep":
        if keeps:
            return kept_key(call, (disk.snapshot for disk in source.disks))
        return service_key(call, destination)
    raise call.refuse("OperationDeined.EncryptedSnapshot", _NOT_TO_PLAIN)


def _check_source_keys(call: Call, owner: Account, source: Image) -> None:
    for disk in source.disks:
        if not disk.snapshot.encrypted:
            continue
        held = key_of(call, owner, call.region_id, disk.snapshot)
        if held is None or held.key.state != "Enabled":
            raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
        if owner is not call.account:
            serves = share_role_serves(call, owner, call.account.id, held)
        else:
            serves = held.owner is owner or disk_role_may(call, held, "kms:Decrypt")
        if not serves:
            raise call.refuse("InvalidParameter.KMSKeyId.KMSUnauthorized")


def _check_conflicts(call: Call, copy: Copy) -> None:
    now = call.cloud.now()
    whole = call.cloud.settings.copy_conflict_scope == "image"
    for region in call.account.regions.values() if whole else (copy.destination,):
        for running in region.active_copies(now):
            if running.origin and running.origin.image == copy.source.id:
                raise call.refuse("OperationDenied.ImageCopyConflict")
    quotas, own = call.account.quotas, copy.destination
    if quotas.images and len(own.images) >= quotas.images:
        raise call.refuse("QuotaExceed.Image", name=str(quotas.images))
    if quotas.snapshots and len(own.snapshots) + len(copy.source.disks) > quotas.snapshots:
        raise call.refuse("QuotaExceed.Snapshot")
    name = call.parameters.text("DestinationImageName")
    if name and any(image.name == name for image in own.images.values()):
        raise call.refuse("InvalidImageName.Duplicated")
