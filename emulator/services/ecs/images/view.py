# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an image looks in an answer. No key id is anywhere in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ....actions.declare import Call
from ....state.accounts import Account
from ....state.clock import iso
from ....state.images import Image, ImageDisk


def family_name(call: Call, owner: Account, image: Image) -> str:
    """The name of an image's family for the caller: that of a shared image begins with its owner."""
    return image.family if owner is call.account or not image.family else f"acs:{owner.id}:{image.family}"


def show_image(call: Call, owner: Account, image: Image, moment: float, used: Collection[str]) -> dict[str, Any]:
    """One image as DescribeImages shows it to the caller, in the state of that moment.

    `used` are the images of instances.
    """
    own = owner is call.account
    status = image.status_at(moment)
    shared = "True" if own and image.shares else "False"
    return {
        "ImageId": image.id,
        "ImageName": image.name,
        "ImageFamily": family_name(call, owner, image),
        "ImageOwnerAlias": "self" if own else "others",
        "ImageOwnerId": int(owner.id),
        "Description": image.description,
        "Status": status,
        "Progress": _progress(image, moment, status),
        **_constant(),
        "CreationTime": iso(image.created),
        # The system disk alone counts.
        "Size": next((disk.size_gib for disk in image.disks if disk.kind == "system"), 0),
        "Architecture": image.architecture,
        "BootMode": image.boot_mode,
        "OSType": image.os_type,
        "OSName": image.os_name,
        "OSNameEn": image.os_name,
        "Platform": image.platform,
        "LicenseType": image.license_type,
        "Usable": usable(status),
        "Usage": "instance" if image.id in used else "none",
        "IsCopied": image.copied,
        # A string, and its capital differs between the vendor's own examples.
        "IsSelfShared": shared.lower() if call.cloud.settings.is_self_shared == "true" else shared,
        "ResourceGroupId": image.resource_group if own else "",
        "Features": {"NvmeSupport": "supported" if image.nvme else "unsupported", "ImdsSupport": image.imds},
        "Tags": {"Tag": [{"TagKey": key, "TagValue": value} for key, value in image.tags.items()] if own else []},
        "DiskDeviceMappings": {"DiskDeviceMapping": [_show_disk(call, image, disk, moment) for disk in image.disks]},
    }


def _constant() -> dict[str, Any]:
    """The fields that are the same for every custom image."""
    return {
        "ImageVersion": "",
        "ProductCode": "",
        "IsPublic": False,
        "IsSubscribed": False,
        "IsSupportCloudinit": True,
        "IsSupportIoOptimized": True,
        "LoginAsNonRootSupported": False,
    }


def usable(status: str | None) -> bool:
    """Whether instances can be launched from an image in that state."""
    return status in ("Available", "Deprecated")


def _show_disk(call: Call, image: Image, disk: ImageDisk, moment: float) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "Device": disk.device,
        "Type": disk.kind,
        "Size": str(disk.size_gib),
        "SnapshotId": disk.snapshot.id,
        "Format": image.format,
        "ImportOSSBucket": "",
        "ImportOSSObject": "",
        "Progress": "",
    }
    if image.schedule is not None and moment < image.schedule.finished:
        shown["Progress"] = f"{image.schedule.percent(moment)}%"
        shown["RemainTime"] = image.schedule.remaining(moment)
    match call.cloud.settings.mapping_encrypted:
        case "boolean":
            shown["Encrypted"] = disk.snapshot.encrypted
        case "string":
            shown["Encrypted"] = str(disk.snapshot.encrypted).lower()
    return shown


def _progress(image: Image, moment: float, status: str | None) -> str:
    if image.schedule is not None:
        return f"{image.schedule.percent(moment)}%"
    return "100%" if status in ("Available", "Deprecated", "UnAvailable") else "0%"


def used_images(call: Call) -> set[str]:
    """The images that the caller's instances are made from."""
    return {instance.image for instance in call.region.instances.values()}
