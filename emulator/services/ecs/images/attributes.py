# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyImageAttribute."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import PUBLIC
from ....state.images import Image
from ..arns import image_of_call
from ..text_rules import description_is_valid, name_is_valid

_BOOT_MODES = ("BIOS", "UEFI", "UEFI-Preferred")


@action(
    "ecs",
    "ModifyImageAttribute",
    mutating=True,
    resources=image_of_call,
    models=(
        "BootMode", "Description", "DryRun", "Features", "ImageFamily", "ImageId", "ImageName", "LicenseType",
        "RegionId", "Status",
    ),
    errors=(
        "ImageStatus.NotAvailable", "ImageStatus.NotDeprecated", "ImageUseShared", "InvalidBootMode.NotSupport",
        "InvalidDescription.Malformed", "InvalidImageFamily.Malformed", "InvalidImageId.NotFound",
        "InvalidImageName.Duplicated", "InvalidImageName.Malformed", "InvalidLicenseType.NotSupported",
        "InvalidOperation.FeaturesImdsSupportNotMatch", "InvalidParameter.FeaturesImdsSupport",
        "InvalidStatus.ImageIsCreating", "OperationDeined.ImageUsingByInstance",
    ),
    gaps=(
        Gap.of("no source has the limits", "ImageFamilyQuotaFull", "ImageQuotaFull.ImageFamily"),
        Gap.of(PUBLIC, "InvalidOperation.PublicImageUnsupported"),
    ),
    notes=(
        Note("grammar of name, description and family; names are unique in a region", "ECS-SDK"),
        Note("the family of an image can be changed and not removed: an empty one changes nothing", "UG-families"),
        Note("deprecating needs an Available image without shares; Available brings a Deprecated one back", "ECS-SDK"),
        Note(
            "boot mode cannot change while instances use the image; IMDS cannot go back from v2 to v1",
            "API page, ECS-SDK",
        ),
        Note(
            "LicenseType: BYOL only; an image that is being created cannot be changed, nor, assumed, one that failed",
            "ECS-SDK, API page",
        ),
    ),
)  # fmt: skip
def modify_image_attribute(call: Call) -> Answer:
    """Change an own image; either everything asked for is done or nothing."""
    image = call.region.images.get(call.parameters.text("ImageId"))
    if image is None:
        raise call.refuse("InvalidImageId.NotFound")
    status = image.status_at(call.cloud.now())
    if status in ("Creating", "Waiting"):
        raise call.refuse("InvalidStatus.ImageIsCreating")
    if status not in ("Available", "Deprecated"):
        raise call.refuse("ImageStatus.NotAvailable")
    _check_texts(call, image)
    _check_modes(call, image)
    _check_status(call, image)
    _apply(call, image)
    return {}


def _check_texts(call: Call, image: Image) -> None:
    name = call.parameters.text("ImageName")
    if name and not name_is_valid(name):
        raise call.refuse("InvalidImageName.Malformed")
    if name and any(other.name == name and other is not image for other in call.region.images.values()):
        raise call.refuse("InvalidImageName.Duplicated")
    description = call.parameters.text("Description")
    if description and not description_is_valid(description):
        raise call.refuse("InvalidDescription.Malformed")
    family = call.parameters.text("ImageFamily")
    if family and not name_is_valid(family):
        raise call.refuse("InvalidImageFamily.Malformed")


def _check_modes(call: Call, image: Image) -> None:
    boot_mode = call.parameters.text("BootMode")
    if boot_mode and boot_mode not in _BOOT_MODES:
        raise call.refuse("InvalidBootMode.NotSupport")
    if boot_mode and any(instance.image == image.id for instance in call.region.instances.values()):
        raise call.refuse("OperationDeined.ImageUsingByInstance")
    if call.parameters.text("LicenseType", "BYOL") != "BYOL":
        raise call.refuse("InvalidLicenseType.NotSupported")
    features = call.parameters.record("Features")
    if features.get("NvmeSupport", "supported") not in ("supported", "unsupported"):
        raise call.invalid("Features.NvmeSupport")
    imds = features.get("ImdsSupport", image.imds)
    if imds not in ("v1", "v2"):
        raise call.refuse("InvalidParameter.FeaturesImdsSupport")
    if image.imds == "v2" and imds == "v1":
        raise call.refuse("InvalidOperation.FeaturesImdsSupportNotMatch")


def _check_status(call: Call, image: Image) -> None:
    status = call.parameters.text("Status")
    current = image.status_at(call.cloud.now())
    if status not in ("", "Available", "Deprecated"):
        raise call.invalid("Status")
    if status == "Deprecated" and image.shares:
        raise call.refuse("ImageUseShared")
    if status == "Deprecated" and current != "Available":
        raise call.refuse("ImageStatus.NotAvailable")
    if status == "Available" and current != "Deprecated":
        raise call.refuse("ImageStatus.NotDeprecated")


def _apply(call: Call, image: Image) -> None:
    parameters = call.parameters
    image.name = parameters.text("ImageName", image.name)
    image.description = parameters.text("Description", image.description)
    image.family = parameters.text("ImageFamily", image.family)
    image.boot_mode = parameters.text("BootMode", image.boot_mode)
    image.license_type = parameters.text("LicenseType", image.license_type)
    features = parameters.record("Features")
    if "NvmeSupport" in features:
        image.nvme = features["NvmeSupport"] == "supported"
    image.imds = features.get("ImdsSupport", image.imds)
    if status := parameters.text("Status"):
        image.statuses.append((call.cloud.now(), status))
        call.region.image_lists.images_changed()
