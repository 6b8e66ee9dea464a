# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyScalingConfiguration."""

from __future__ import annotations

from typing import Any

from ...actions.declare import Answer, Call, Gap, Note, action
from ...actions.json_text import parse_json
from ...actions.kept import typed_data
from ...catalogue.gaps import NOBODY_KNOWS
from ...state.images import Image
from ..ecs.images.visible import visible_images
from .arns import group_of_configuration
from .data import DATA, data_specs

_TAGS_AT_MOST = 5
_NOT_LOOKED_AT = (
    "InvalidDataDiskSnapshotId.NotFound", "InvalidDataDiskSnapshotId.SizeNotSupported", "InvalidKeyPairName.NotFound",
    "InvalidNetworkType.ForRAMRole", "InvalidSecurityGroupId.IncorrectNetworkType",
    "InvalidSecurityGroupId.VPCMismatch", "InvalidUserData.Base64FormatInvalid", "InvalidUserData.SizeExceeded",
)  # fmt: skip


@action(
    "ess",
    "ModifyScalingConfiguration",
    mutating=True,
    resources=group_of_configuration,
    models=("ScalingConfigurationId", "ScalingConfigurationName", *DATA),
    errors=(
        "InvalidImageId.NotFound", "InvalidParameter.Conflict", "InvalidScalingConfigurationId.NotFound",
        "InvalidScalingConfigurationName.Duplicate", "InvalidTags.KeyValue", "InvalidTags.ListSize",
    ),
    gaps=(
        Gap.of("networks, key pairs, user data and snapshots of configurations are not looked at", *_NOT_LOOKED_AT),
        Gap.of(NOBODY_KNOWS, "InvalidParamter"),
    ),
    notes=(
        Note("no RegionId, which the host says, and no ClientToken", "ESS-SDK"),
        Note("works on active configurations too, for instances that come later", "API page"),
        Note("what is not sent stays; fields of SystemDisk one by one", "API page (Override=false); fields: assumed"),
        Note("another image clears the data disks if the image before had some, unless DataDisks is sent", "API page"),
        Note("ImageId and ImageFamily exclude each other; each replaces the other", "API page; replaces: assumed"),
        Note("the image must be there for the account; a family is not looked at", "ESS-2021; family: assumed"),
        Note("Override, and what else is refused: see the list of parameters", "design of the emulator"),
        Note("codes are those of the version 2014-08-28", "assumed"),
    ),
)  # fmt: skip
def modify_scaling_configuration(call: Call) -> Answer:
    """Change a configuration in place."""
    parameters = call.parameters
    scaling = call.region.scaling
    found = scaling.configurations.get(parameters.text("ScalingConfigurationId"))
    if found is None:
        raise call.refuse("InvalidScalingConfigurationId.NotFound")
    image_id, family = parameters.text("ImageId"), parameters.text("ImageFamily")
    if image_id and family:
        raise call.refuse("InvalidParameter.Conflict")
    images = {image.id: image for _owner, image in visible_images(call)}
    if image_id and image_id not in images:
        raise call.refuse("InvalidImageId.NotFound")
    name = parameters.text("ScalingConfigurationName", found.name)
    if any(other.name == name and other is not found for other in _of_group(call, found.group)):
        raise call.refuse("InvalidScalingConfigurationName.Duplicate")
    changes = {**typed_data(data_specs(), parameters.values), **_tags(call)}
    found.name = name
    found.data = _changed(found.data, changes, images.get(found.data.get("ImageId", "")))
    return {}


def _of_group(call: Call, group_id: str) -> list[Any]:
    return [item for item in call.region.scaling.configurations.values() if item.group == group_id]


def _tags(call: Call) -> dict[str, Any]:
    text = call.parameters.text("Tags")
    if not text:
        return {}
    try:
        tags = parse_json(text)
    except ValueError:
        raise call.invalid("Tags") from None
    if not isinstance(tags, dict):
        raise call.invalid("Tags")
    if len(tags) > _TAGS_AT_MOST:
        raise call.refuse("InvalidTags.ListSize")
    if not all(key and value for key, value in tags.items()):
        raise call.refuse("InvalidTags.KeyValue")
    return {"Tags": {key: str(value) for key, value in tags.items()}}


def _changed(data: dict[str, Any], changes: dict[str, Any], image_before: Image | None) -> dict[str, Any]:
    kept = dict(data)
    if "ImageId" in changes:
        kept.pop("ImageFamily", None)
        had_data_disks = image_before is not None and len(image_before.disks) > 1
        if had_data_disks and changes["ImageId"] != data.get("ImageId"):
            kept.pop("DataDisks", None)
    if "ImageFamily" in changes:
        kept.pop("ImageId", None)
    disk = {**kept.get("SystemDisk", {}), **changes.get("SystemDisk", {})}
    return {**kept, **changes, **({"SystemDisk": disk} if disk else {})}
