# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ReplaceSystemDisk."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED, PUBLIC, REFUSED_PARAMETER
from ....state.images import Image, ImageDisk
from ....state.instances import Change, Disk, Instance
from ..arns import arn
from ..encryption import lost_key
from ..snapshots.listing import taking_snapshot
from .states import find_instance

_SMALLEST, _LARGEST = 40, 2048


def _resources(call: Call) -> list[str]:
    return [
        arn(call, "instance", call.parameters.text("InstanceId")),
        arn(call, "image", call.parameters.text("ImageId")),
    ]


@action(
    "ecs",
    "ReplaceSystemDisk",
    mutating=True,
    resources=_resources,
    models=("ClientToken", "ImageId", "InstanceId", "KeyPairName", "SystemDisk"),
    errors=(
        "DiskCreatingSnapshot", "IncorrectDiskStatus", "IncorrectInstanceStatus", "InvalidImageId.NotFound",
        "InvalidInstance.NotFoundSystemDisk", "InvalidInstanceId.NotFound", "InvalidKeyPairName.NotFound",
        "InvalidParameter.KMSKeyId.CMKNotEnabled", "InvalidParameter.KMSKeyId.KMSUnauthorized",
        "InvalidSystemDiskSize.LessThanImageSize", "InvalidSystemDiskSize.LessThanMinSize",
        "InvalidSystemDiskSize.MoreThanMaxSize", "MissingParameter", "OperationDenied", "OperationDenied.ImageNotValid",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError", "OperationDenied.InstanceCreating"),
        Gap.of(
            REFUSED_PARAMETER,
            "InvalidArchitecture.Malformed", "InvalidDiskId.NotFound", "InvalidPassword.Malformed",
            "InvalidPasswordParam.Mismatch", "InvalidPlatform.Malformed", "MissingParameter.Architecture",
            "MissingParameter.Platform", "ResourcesNotInSameZone",
        ),
        Gap.of(
            BILLING,
            "ChargeTypeViolation", "INST_HAS_UNPAID_ORDER", "InstanceExpiredOrInArrears", "OperationDenied.UnpaidOrder",
        ),
        Gap.of(PUBLIC, "ImageNotSubscribed", "ImageRemovedInMarket", "QuotaExceed.BuyImage"),
        Gap.of(
            "instance types are not modelled",
            "DependencyViolation.IoOptimize", "ImageNotSupportInstanceType", "InvalidParameter.Conflict",
            "IoOptimized.NotSupported",
        ),
        Gap.of("instances are not locked or in transfer", "InstanceLockedForSecurity",
               "InvalidSystemDiskStatus.IsTransfering"),
        Gap.of("the category stays", "InvalidDiskCategory.ValueNotSupported"),
        Gap.of("disks are not shared", "InvalidOperation.MultiAttachDisk"),
        Gap.of(
            NOBODY_KNOWS,
            "InvalidDatadisk.DiskCategoryViolation", "InvalidDatadisk.DiskStatusViolation", "InvalidParameter.AllEmpty",
            "InvalidParameter.NotMatch", "InvalidSystemDiskSize", "InvalidSystemDiskSize.ImageNotSupportResize",
            "InvalidSystemDiskSize.ValueNotSupported", "NoSuchResource",
        ),
    ),
    notes=(
        Note("a Stopped instance; the disk has a new id, the old one is released; its category stays", "API page"),
        Note("the disk is Creating for replace_disk_seconds of the clock, then In_use", "assumed"),
        Note("it holds what the image holds, under the key of the image; the key must serve", "assumed, codes too"),
        Note("what was written since the image's snapshot is lost, and counted in `lost_writes`", "API page; design"),
        Note("an image with data disks is refused", "API page"),
        Note("an image must be an own one, Available or Deprecated", "codes: API page; which: assumed"),
        Note("40 GiB or the image's size by default, 2,048 at most; never less than the old disk if given", "API page"),
        Note("the new disk has no name and no tags; default encryption is not applied", "assumed"),
        Note(
            "KeyPairName: only the one that the instance has is known; without it the instance has none after it",
            "assumed",
        ),
        Note("RAM: the instance and the image", "ECS-2021, API page"),
    ),
)  # fmt: skip
def replace_system_disk(call: Call) -> Answer:
    """Give an instance a new system disk from an image."""
    instance = find_instance(call, "Stopped")
    old = instance.system_disk
    if old is None:
        raise call.refuse("InvalidInstance.NotFoundSystemDisk")
    now = call.cloud.now()
    if old.status_at(now) != "In_use":
        raise call.refuse("IncorrectDiskStatus")
    if taking_snapshot(call.region, old, now):
        raise call.refuse("DiskCreatingSnapshot")
    image, source = _image(call)
    size = _size(call, old, source)
    _set_key_pair(call, instance)
    new = Disk(
        id=call.cloud.new_id("d", call.region_id),
        kind="system",
        size_gib=size,
        device=old.device,
        category=old.category,
        created=now,
        encrypted=source.snapshot.encrypted,
        key=source.snapshot.key,
        key_hidden=source.snapshot.key_hidden,
        snapshot=source.snapshot.id,
        content=source.snapshot.content,
        build=image.build,
        change=Change("Creating", now + call.cloud.settings.replace_disk_seconds),
    )
    instance.disks[instance.disks.index(old)] = new
    instance.image = image.id
    instance.lost_writes += max(0, old.content - new.content)
    return {"DiskId": new.id}


def _image(call: Call) -> tuple[Image, ImageDisk]:
    image_id = call.parameters.text("ImageId")
    image = call.region.images.get(image_id)
    if image is None and call.cloud.owner_of_image(call.region_id, image_id):
        raise call.not_modelled("images of other accounts")
    if image is None:
        raise call.refuse("InvalidImageId.NotFound")
    source = image.system_disk
    if source is None or image.status_at(call.cloud.now()) not in ("Available", "Deprecated"):
        raise call.refuse("OperationDenied.ImageNotValid")
    if len(image.disks) > 1:
        raise call.refuse("OperationDenied")
    if reason := lost_key(call, source.snapshot):
        raise call.refuse(f"InvalidParameter.KMSKeyId.{reason}")
    return image, source


def _size(call: Call, old: Disk, source: ImageDisk) -> int:
    given = call.parameters.record("SystemDisk").get("Size")
    if not given:
        return max(_SMALLEST, source.size_gib)
    size = int(given)
    if size > _LARGEST:
        raise call.refuse("InvalidSystemDiskSize.MoreThanMaxSize")
    if size < source.size_gib:
        raise call.refuse("InvalidSystemDiskSize.LessThanImageSize")
    if size < old.size_gib:
        raise call.refuse("InvalidSystemDiskSize.LessThanMinSize")
    return size


def _set_key_pair(call: Call, instance: Instance) -> None:
    name = call.parameters.text("KeyPairName")
    if name and name != instance.key_pair:
        raise call.refuse("InvalidKeyPairName.NotFound")
    instance.key_pair = name
