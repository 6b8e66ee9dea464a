# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RunInstances: a dry run says whether the caller's image, encryption and key would do, else instances start."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Note, action
from ....actions.parameters import whole_number
from ....state.accounts import Account
from ....state.clock import parse_iso
from ....state.images import Image
from ..arns import arn
from ..encryption import target_key
from ..images.view import family_name
from ..images.visible import visible_images
from ..text_rules import tag_fault
from .launching import is_readable, new_instance

_SYSTEM_DISK = tuple(
    f"SystemDisk.{name}"
    for name in ("Category", "Description", "DiskName", "Encrypted", "KMSKeyId", "PerformanceLevel", "Size")
)
_ENCRYPTED_CATEGORIES = ("cloud_essd", "cloud_essd_entry", "cloud_auto", "cloud_regional_disk_auto")
_SOONEST, _LATEST, _YEAR = 30 * 60, 3, 365 * 86_400


def _resources(call: Call) -> list[str]:
    return [arn(call, "instance"), arn(call, "image", call.parameters.text("ImageId", "*"))]


@action(
    "ecs",
    "RunInstances",
    mutating=True,
    own_dry_run=True,
    resources=_resources,
    models=(
        "Amount", "AutoReleaseTime", "ClientToken", "DryRun", "ImageFamily", "ImageId", "InstanceChargeType",
        "InstanceName", "InstanceType", "InternetMaxBandwidthOut", "KeyPairName", "MinAmount", "RegionId",
        "ResourceGroupId", "SecurityGroupId", *_SYSTEM_DISK, "Tag", "VSwitchId", "ZoneId",
    ),
    errors=(
        "DryRunOperation", "Duplicate.TagKey", "InvalidAutoReleaseTime.Malformed",
        "InvalidEncrypted.NotMatchDiskDefaultEncryption", "InvalidImageId.NotFound", "InvalidInstanceName.Malformed",
        "InvalidParameter.Conflict", "InvalidParameter.EncryptedIllegal", "InvalidParameter.EncryptedNotSupported",
        "InvalidParameter.KMSKeyId.CMKNotEnabled", "InvalidParameter.KMSKeyId.CMKUnauthorized",
        "InvalidParameter.KMSKeyId.KMSUnauthorized", "InvalidParameter.KMSKeyId.NotFound", "InvalidRegion.NotSupport",
        "InvalidResourceGroup.NotFound", "InvalidSystemDiskSize.LessThanImageSize", "InvalidTagKey.Malformed",
        "InvalidTagValue.Malformed", "InvalidVSwitchId.Necessary", "MissingParameter",
        "NotSupportSnapshotEncrypted.DiskCategory", "NumberExceed.Tags", "OperationDenied.ImageNotValid",
    ),
    notes=(
        Note("Pending for run_instance_seconds, then Running; it is never Starting in between", "assumed"),
        Note("AutoReleaseTime: 30 minutes to 3 years ahead, to the minute; then it is gone", "ECS-SDK"),
        Note("callers reckon it with real time: it is as far ahead on the cloud's clock", "design of the emulator"),
        Note("the disk's key: the one named; that of an own image; the default key; the service key", "UG-defenc"),
        Note(
            "default encryption: a system disk with Encrypted=false is refused, without Encrypted it is encrypted",
            "UG-defenc",
        ),
        Note(
            "an image that ECS cannot decrypt: setting undecryptable_launch; with `refuse`, KMSUnauthorized", "assumed"
        ),
        Note("a real call needs VSwitchId; without ZoneId the zone is the region's first", "code: ECS-2021; assumed"),
        Note("InternetMaxBandwidthOut only 0: there are no public addresses", "design of the emulator"),
        Note("an encrypted system disk must be an ESSD", "UG-enc; which categories: assumed"),
        Note("only PostPaid ones are started; data disks of the image come along", "design of the emulator"),
        Note("ImageId or ImageFamily, and InstanceType, are needed", "ECS-SDK"),
        Note("the image must be own or shared, and Available or Deprecated", "ECS-SDK; codes: ECS-2021"),
        Note(
            "a shared encrypted image needs SystemDisk.Encrypted=true: a key of the own account, or the service key",
            "NOTE-2024, ECS-SDK; code EncryptedNotSupported: assumed",
        ),
        Note("SystemDisk.KMSKeyId without Encrypted=true is refused; the key as for CopyImage", "ECS-2021"),
        Note("a dry run does not look at the owner's share role and key: it does not read the image", "assumed"),
        Note("type, zone, vSwitch and security group are not checked; stock and quotas neither", "assumed"),
        Note("the page documents some 150 more codes, about network, stock, billing and hosts", "ECS-2021"),
        Note("RAM: all instances of the region, and the image", "assumed"),
    ),
)  # fmt: skip
def run_instances(call: Call) -> Answer:
    """Start instances, or answer whether they could be started."""
    owner, image = _image(call)
    _check_texts(call)
    _check_disk(call, owner, image)
    released = _auto_release(call)
    if call.parameters.flag("DryRun") and not call.cloud.settings.dry_run_ignored:
        raise call.refuse("DryRunOperation")
    if not call.parameters.text("VSwitchId"):
        raise call.refuse("InvalidVSwitchId.Necessary")
    readable = is_readable(call, owner, image)
    if not readable and call.cloud.settings.undecryptable_launch == "refuse":
        raise call.refuse("InvalidParameter.KMSKeyId.KMSUnauthorized")
    made = [
        new_instance(call, owner, image, released, readable=readable)
        for _number in range(call.parameters.number("Amount", 1))
    ]
    call.region.instances.update({instance.id: instance for instance in made})
    return {"InstanceIdSets": {"InstanceIdSet": [instance.id for instance in made]}}


def _auto_release(call: Call) -> float | None:
    """The moment of AutoReleaseTime. PrePaid instances and public addresses are refused, too."""
    if call.parameters.text("InstanceChargeType", "PostPaid") != "PostPaid":
        raise call.not_modelled("instances that are not PostPaid")
    if call.parameters.number("InternetMaxBandwidthOut", 0):
        raise call.not_modelled("public addresses")
    if not (text := call.parameters.text("AutoReleaseTime")):
        return None
    try:
        ahead = parse_iso(text) - call.cloud.clock.real()
    except ValueError:
        raise call.refuse("InvalidAutoReleaseTime.Malformed") from None
    if not _SOONEST <= ahead <= _LATEST * _YEAR:
        raise call.refuse("InvalidAutoReleaseTime.Malformed")
    return call.cloud.now() + ahead


def _image(call: Call) -> tuple[Account, Image]:
    image_id, family = call.parameters.text("ImageId"), call.parameters.text("ImageFamily")
    if image_id and family:
        raise call.refuse("InvalidParameter.Conflict")
    if not image_id and not family:
        raise call.refuse("MissingParameter", name="ImageId")
    if "InstanceType" not in call.parameters:
        raise call.refuse("MissingParameter", name="InstanceType")
    now = call.cloud.now()
    found = [
        (owner, image)
        for owner, image in visible_images(call)
        if image.id == image_id
        or (family and family_name(call, owner, image) == family and image.status_at(now) == "Available")
    ]
    if not found:
        raise call.refuse("InvalidImageId.NotFound")
    owner, image = max(found, key=lambda item: item[1].created)
    if image.status_at(now) not in ("Available", "Deprecated"):
        raise call.refuse("OperationDenied.ImageNotValid")
    return owner, image


def _check_texts(call: Call) -> None:
    name = call.parameters.text("InstanceName")
    if name and not 2 <= len(name) <= 128:
        raise call.refuse("InvalidInstanceName.Malformed")
    if fault := tag_fault(call.parameters.records("Tag")):
        raise call.refuse(fault)
    group = call.parameters.text("ResourceGroupId")
    if group and group not in call.account.resource_groups:
        raise call.refuse("InvalidResourceGroup.NotFound")


def _check_disk(call: Call, owner: Account, image: Image) -> None:
    disk = call.parameters.record("SystemDisk")
    size = next((part.size_gib for part in image.disks if part.kind == "system"), 0)
    if (asked := whole_number(disk.get("Size") or str(size))) is None:
        raise call.invalid("SystemDisk.Size")
    if asked < size:
        raise call.refuse("InvalidSystemDiskSize.LessThanImageSize")
    encrypted = disk.get("Encrypted", "").lower() == "true"
    key_id = disk.get("KMSKeyId", "")
    if key_id and not encrypted:
        raise call.refuse("InvalidParameter.EncryptedIllegal")
    if image.encrypted and owner is not call.account and not encrypted:
        raise call.refuse("InvalidParameter.EncryptedNotSupported")
    default = call.region.default_encryption
    if default.enabled and disk.get("Encrypted", "").lower() == "false":
        raise call.refuse("InvalidEncrypted.NotMatchDiskDefaultEncryption")
    if (encrypted or default.enabled) and disk.get("Category", _ENCRYPTED_CATEGORIES[0]) not in _ENCRYPTED_CATEGORIES:
        raise call.refuse("NotSupportSnapshotEncrypted.DiskCategory")
    if key_id:
        target_key(call, call.region, key_id)
