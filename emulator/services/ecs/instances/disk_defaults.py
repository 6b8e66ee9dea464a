# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Default encryption of a region: DescribeDiskEncryptionByDefaultStatus and DescribeDiskDefaultKMSKeyId."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Note, action
from ....state.images import SERVICE_KEY_ALIAS
from ..arns import arn


@action(
    "ecs",
    "DescribeDiskEncryptionByDefaultStatus",
    resources=lambda call: [arn(call, "disk")],
    models=("RegionId",),
    notes=(
        Note("`encryption_by_default` of the world; it decides for copies without Encrypted", "ECS-SDK"),
        Note("RAM: all disks of the region", "assumed"),
    ),
)
def describe_disk_encryption_by_default_status(call: Call) -> Answer:
    """Say whether new disks are encrypted."""
    return {"Encrypted": call.region.default_encryption.enabled}


@action(
    "ecs",
    "DescribeDiskDefaultKMSKeyId",
    resources=lambda call: [arn(call, "disk")],
    models=("RegionId",),
    notes=(
        Note("the key of `encryption_by_default`", "ECS-SDK"),
        Note("without one: the service key's id, or nothing while the region has no service key", "assumed"),
    ),
)
def describe_disk_default_kms_key_id(call: Call) -> Answer:
    """Say with which key."""
    service_key = call.region.key_by_alias(SERVICE_KEY_ALIAS)
    return {"KMSKeyId": call.region.default_encryption.key or (service_key.id if service_key else "")}
