# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeImageFromFamily."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import NOBODY_KNOWS
from ..arns import arn
from .view import family_name, show_image, used_images
from .visible import visible_images

_SHOWN = (
    "Architecture", "CreationTime", "Description", "ImageFamily", "ImageId", "ImageName", "ImageOwnerAlias",
    "ImageVersion", "IsCopied", "IsSelfShared", "IsSubscribed", "IsSupportCloudinit", "IsSupportIoOptimized",
    "OSName", "OSType", "Platform", "ProductCode", "Progress", "Size", "Status", "Tags", "Usage",
)  # fmt: skip
_SHOWN_OF_DISK = ("Device", "Format", "ImportOSSBucket", "ImportOSSObject", "Size", "SnapshotId", "Type")


@action(
    "ecs",
    "DescribeImageFromFamily",
    resources=lambda call: [arn(call, "image")],
    models=("ImageFamily", "RegionId"),
    gaps=(Gap.of(NOBODY_KNOWS, "InvalidUser.Unauthorized"),),
    notes=(
        Note("the newest Available image of the family by CreationTime", "UG-families"),
        Note(
            "a shared image is in acs:OWNER:FAMILY of the accounts that it is shared with",
            "UG-families; that this action takes the name: assumed",
        ),
        Note("no ImageOwnerId, ResourceGroupId, IsPublic, BootMode, Features; no Encrypted per disk", "ECS-SDK"),
        Note("a family without an Available image answers without Image", "API page"),
        Note("new images appear late if list_lag_seconds is set", "assumed"),
    ),
)
def describe_image_from_family(call: Call) -> Answer:
    """Show the image that a family stands for."""
    family, moment = call.parameters.text("ImageFamily"), call.cloud.listed_at()
    found = [
        (owner, image)
        for owner, image in visible_images(call)
        if family_name(call, owner, image) == family and image.status_at(moment) == "Available"
    ]
    if not found:
        return {}
    owner, image = max(found, key=lambda item: item[1].created)
    shown = show_image(call, owner, image, moment, used_images(call))
    disks = shown["DiskDeviceMappings"]["DiskDeviceMapping"]
    return {
        "Image": {
            **{name: shown[name] for name in _SHOWN},
            "DiskDeviceMappings": {
                "DiskDeviceMapping": [{name: disk[name] for name in _SHOWN_OF_DISK} for disk in disks]
            },
        }
    }
