# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Default encryption of a region: DescribeDiskEncryptionByDefaultStatus and DescribeDiskDefaultKMSKeyId."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Note, action
from ....state.images import SERVICE_KEY_ALIAS
from ..arns import arn

_UNKNOWN_REGION = "InvalidParameter.RegionIdNotExists"


def _resources(call: Call) -> list[str]:
    return [arn(call, "diskencryptiondefaultconfig")]


@action(
    "ecs",
    "DescribeDiskEncryptionByDefaultStatus",
    resources=_resources,
    unknown_region=_UNKNOWN_REGION,
    models=("RegionId",),
    errors=(_UNKNOWN_REGION,),
    notes=(
        Note("`encryption_by_default` of the world; what it does is noted with the actions that make disks", "ECS-SDK"),
        Note("RAM: diskencryptiondefaultconfig/* of the region", "RAM-ECS"),
    ),
)
def describe_disk_encryption_by_default_status(call: Call) -> Answer:
    """Say whether new disks are encrypted."""
    return {"Encrypted": call.region.default_encryption.enabled}


@action(
    "ecs",
    "DescribeDiskDefaultKMSKeyId",
    resources=_resources,
    unknown_region=_UNKNOWN_REGION,
    models=("RegionId",),
    errors=(_UNKNOWN_REGION, "InvalidDefaultEncryption.NotFound"),
    notes=(
        Note("the key of `encryption_by_default`", "ECS-SDK"),
        Note(
            "without one, setting default_key_unnamed: the service key's id (nothing while the region has no service "
            "key), nothing, or InvalidDefaultEncryption.NotFound",
            "assumed",
        ),
        Note("RAM: diskencryptiondefaultconfig/* of the region", "RAM-ECS"),
    ),
)
def describe_disk_default_kms_key_id(call: Call) -> Answer:
    """Say with which key."""
    if key := call.region.default_encryption.key:
        return {"KMSKeyId": key}
    unnamed = call.cloud.settings.default_key_unnamed
    if unnamed == "refuse":
        raise call.refuse("InvalidDefaultEncryption.NotFound")
    service_key = call.region.key_by_alias(SERVICE_KEY_ALIAS) if unnamed == "id" else None
    return {"KMSKeyId": service_key.id if service_key else ""}
