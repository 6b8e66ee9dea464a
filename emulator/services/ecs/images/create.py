# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateImage."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED, PUBLIC, REFUSED_PARAMETER
from ....state.images import Build, Image, ImageDisk, Schedule
from ..arns import arn
from ..text_rules import description_is_valid, name_is_valid, tag_fault
from .sources import disks_of_call

_BOOT_MODES = ("BIOS", "UEFI", "UEFI-Preferred")
_ARCHITECTURES = ("i386", "x86_64", "arm64")
_PLATFORMS = (
    "Aliyun", "Anolis", "CentOS", "Ubuntu", "CoreOS", "SUSE", "Debian", "OpenSUSE", "FreeBSD", "RedHat", "Kylin", "UOS",
    "Fedora", "Fedora CoreOS", "CentOS Stream", "AlmaLinux", "Rocky Linux", "Gentoo", "Customized Linux",
    "Others Linux", "Windows Server 2022", "Windows Server 2019", "Windows Server 2016", "Windows Server 2012",
    "Windows Server 2008", "Windows Server 2003",
)  # fmt: skip


@action(
    "ecs",
    "CreateImage",
    mutating=True,
    resources=lambda call: [arn(call, "image")],
    models=(
        "Architecture", "BootMode", "ClientToken", "Description", "DiskDeviceMapping", "DryRun", "Features",
        "ImageFamily", "ImageName", "InstanceId", "Platform", "RegionId", "ResourceGroupId", "SnapshotId", "Tag",
    ),
    errors=(
        "Duplicate.TagKey", "IdempotenceParamNotMatch", "IncorrectInstanceStatus", "InvalidArchitecture.Malformed",
        "InvalidBootMode.Malformed", "InvalidDescription.Malformed", "InvalidDevice.InUse", "InvalidDevice.Malformed",
        "InvalidDiskType.ValueNotSupported", "InvalidImageFamily.Malformed", "InvalidImageName.Duplicated",
        "InvalidImageName.Malformed", "InvalidInstance.NotFoundSystemDisk", "InvalidInstanceId.NotFound",
        "InvalidParameter.FeaturesImdsSupport", "InvalidParameter.KMSKeyId.CMKNotEnabled",
        "InvalidPlatform.Malformed", "InvalidResourceGroup.NotFound",
        "InvalidSize.ValueNotSupported", "InvalidSnapshotId.NotFound", "InvalidSnapshotId.NotReady",
        "InvalidTagKey.Malformed", "InvalidTagValue.Malformed", "MissingParameter", "NumberExceed.Tags",
        "OperationDenied", "QuotaExceed.Image", "QuotaExceed.Snapshot",
    ),
    gaps=(
        Gap.of(PLANNED, "IncorrectDiskStatus", "InternalError", "SnapshotNotReady", "TooManySnapshot.Unfinished"),
        Gap.of(
            "instances are not locked, hibernated or in transfer; disks take snapshots side by side",
            "HibernationConfigured.InstanceOperationForbidden", "IncorrectDiskStatus.CreatingSnapshot",
            "IncorrectDiskStatus.Invalid", "IncorrectDiskStatus.NeverAttached", "IncorrectDiskStatus.Transferring",
            "IncorrectInstanceStatus.NeedRestart", "InstanceLockedForSecurity",
        ),
        Gap.of(
            BILLING,
            "AccountEnterpriseStatusInvalid", "AccountForbidden.CreateOrder", "InvalidAccountStatus.NotEnoughBalance",
            "InvalidAccountStatus.SnapshotServiceUnavailable",
        ),
        Gap.of(REFUSED_PARAMETER, "InvalidDetectionStrategy.Malformed", "InvalidImageVersion.Malformed"),
        Gap.of("disks of every category make images", "InvalidOperation.DiskCategoryUnsupported"),
        Gap.of("images of a CloudBox do not exist", "InvalidOperation.SnapshotStorageLocationUnsupported"),
        Gap.of("disks take snapshots side by side", "QuotaExceed.ConcurrentSnapshotQuota"),
        Gap.of(PUBLIC, "InvalidInstanceId.ValueNotSupported"),
        Gap.of(
            NOBODY_KNOWS,
            "ImageFamilyQuotaExceed", "ImageQuotaExceed.ImageFamily", "InvalidBootMode.NotSupport",
            "InvalidDiskCategory.CreateImage",
            "InvalidParameter.AllEmpty", "InvalidParameter.DiskType", "InvalidParameter.KMSKeyId.CMKUnauthorized",
            "InvalidParameter.KMSKeyId.KMSUnauthorized", "InvalidParamter.Conflict", "InvalidSnapshot.TooOld",
            "InvalidSnapshotCategory.NotSupportImageCreation", "InvalidSystemSnapshot.Missing",
            "OperationDenied.InvalidSnapshotCategory", "QuotaExceed.Tags", "UserNotInTheWhiteList",
        ),
    ),
    notes=(
        Note("from a snapshot, an instance (which makes snapshots of its disks) or a list of disks", "ECS-SDK"),
        Note("Creating for create_image_seconds of the clock, then Available", "states: ECS-SDK; the time: assumed"),
        Note("each disk keeps the encryption and key of its snapshot or disk; the key must be Enabled", "assumed"),
        Note(
            "what a snapshot's disk was made for stays: platform, architecture and, assumed, the boot mode",
            "ECS-SDK (data disks need both)",
        ),
        Note("an instance must be Running or Stopped", "API page; code documented"),
        Note("a list: one system disk; devices xvda for it, xvdb to xvdz; no disk without a snapshot", "ECS-SDK"),
        Note("no name given: the new id is the name; grammar and uniqueness of names as for copies", "assumed"),
        Note("Features.ImdsSupport: v1 from a snapshot; from an instance that of its image", "ECS-SDK"),
        Note("InvalidInstanceId.NotFound is there with 400 too, OperationDenied with 403 too", "API page"),
        Note("RAM: all images of the region", "assumed"),
    ),
)  # fmt: skip
def create_image(call: Call) -> Answer:
    """Make an image."""
    _check_texts(call)
    _check_choices(call)
    quotas, region = call.account.quotas, call.region
    if quotas.images and len(region.images) >= quotas.images:
        raise call.refuse("QuotaExceed.Image")
    now = call.cloud.now()
    schedule = Schedule(now, now, call.cloud.settings.create_image_seconds)
    disks = disks_of_call(call, schedule)
    image_id = call.cloud.new_id("m", region.id)
    region.add_image(_image(call, image_id, disks, schedule))
    return {"ImageId": image_id}


def _image(call: Call, image_id: str, disks: list[ImageDisk], schedule: Schedule) -> Image:
    parameters, now = call.parameters, call.cloud.now()
    instance = call.region.instances.get(parameters.text("InstanceId"))
    base = call.region.images.get(instance.image) if instance else None
    build = next((disk.snapshot.build for disk in disks if disk.kind == "system"), None)
    build = build or (base.build if base else Build())
    platform = parameters.text("Platform", build.platform)
    return Image(
        id=image_id,
        name=parameters.text("ImageName", image_id),
        created=now,
        disks=disks,
        statuses=[(now, "Available")],
        family=parameters.text("ImageFamily"),
        description=parameters.text("Description"),
        boot_mode=parameters.text("BootMode", build.boot_mode),
        nvme=base.nvme if base else False,
        imds=parameters.record("Features").get("ImdsSupport", base.imds if base else "v1"),
        os_type="windows" if platform.startswith("Windows") else "linux",
        platform=platform,
        os_name=build.os_name if platform == build.platform else platform,
        architecture=parameters.text("Architecture", build.architecture),
        resource_group=parameters.text("ResourceGroupId"),
        schedule=schedule,
        tags={tag["Key"]: tag.get("Value", "") for tag in parameters.records("Tag")},
    )


def _check_texts(call: Call) -> None:
    name, family = call.parameters.text("ImageName"), call.parameters.text("ImageFamily")
    if name and not name_is_valid(name):
        raise call.refuse("InvalidImageName.Malformed")
    if name and any(image.name == name for image in call.region.images.values()):
        raise call.refuse("InvalidImageName.Duplicated")
    description = call.parameters.text("Description")
    if description and not description_is_valid(description):
        raise call.refuse("InvalidDescription.Malformed")
    if family and not name_is_valid(family):
        raise call.refuse("InvalidImageFamily.Malformed")
    if fault := tag_fault(call.parameters.records("Tag")):
        raise call.refuse(fault)


def _check_choices(call: Call) -> None:
    parameters = call.parameters
    if parameters.text("BootMode", "BIOS") not in _BOOT_MODES:
        raise call.refuse("InvalidBootMode.Malformed")
    if parameters.text("Architecture", "x86_64") not in _ARCHITECTURES:
        raise call.refuse("InvalidArchitecture.Malformed")
    if parameters.text("Platform", "Aliyun") not in _PLATFORMS:
        raise call.refuse("InvalidPlatform.Malformed")
    if parameters.record("Features").get("ImdsSupport", "v1") not in ("v1", "v2"):
        raise call.refuse("InvalidParameter.FeaturesImdsSupport")
    group = parameters.text("ResourceGroupId")
    if group and group not in call.account.resource_groups:
        raise call.refuse("InvalidResourceGroup.NotFound")
