# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions, and how they encrypt new disks.

DescribeRegions, DescribeDiskEncryptionByDefaultStatus, DescribeDiskDefaultKMSKeyId, EnableDiskEncryptionByDefault,
DisableDiskEncryptionByDefault, ModifyDiskDefaultKMSKeyId, ResetDiskDefaultKMSKeyId.
"""

from __future__ import annotations

from .._client.answer import unwrap
from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError
from .wire import flag, text

# Sources: the API pages of the writes. Assumed: the read of the key may answer so, too.
IS_OFF = "InvalidDefaultEncryption.NotFound"
IS_ON = "InvalidOperation.DefaultEncryptionAlreadyEnabled"


def list_regions(session: Session, region: str) -> tuple[str, ...]:
    """The region ids this account may use, sorted. Needs ecs:DescribeRegions."""
    answer = session.call(ECS, region, "DescribeRegions", {})
    return tuple(sorted(text(item, "RegionId") for item in unwrap(answer, "Regions", "Region")))


def is_encrypted_by_default(session: Session, region: str) -> bool:
    """Are new disks encrypted. Needs ecs:DescribeDiskEncryptionByDefaultStatus."""
    return flag(session.call(ECS, region, "DescribeDiskEncryptionByDefaultStatus", {"RegionId": region}), "Encrypted")


def default_disk_key(session: Session, region: str) -> str:
    """The key for them, empty if none is named. Needs ecs:DescribeDiskDefaultKMSKeyId."""
    try:
        return text(session.call(ECS, region, "DescribeDiskDefaultKMSKeyId", {"RegionId": region}), "KMSKeyId")
    except ApiError as error:
        if error.code != IS_OFF:
            raise
        return ""


def enable_default_encryption(session: Session, region: str) -> None:
    """Encrypt new disks from now on. Needs ecs:EnableDiskEncryptionByDefault. Called again it changes nothing."""
    _switch(session, region, "EnableDiskEncryptionByDefault", IS_ON)


def disable_default_encryption(session: Session, region: str) -> None:
    """Stop it. Needs ecs:DisableDiskEncryptionByDefault. Called again it changes nothing."""
    _switch(session, region, "DisableDiskEncryptionByDefault", IS_OFF)


def set_default_disk_key(session: Session, region: str, key_id: str) -> None:
    """Name the key of new disks; empty for the service key. Needs ecs:ModifyDiskDefaultKMSKeyId or its Reset.

    Only while default encryption is on. To be called again after an error is safe: it sets a state.
    """
    if key_id:
        session.call(ECS, region, "ModifyDiskDefaultKMSKeyId", {"RegionId": region, "KMSKeyId": key_id})
    else:
        session.call(ECS, region, "ResetDiskDefaultKMSKeyId", {"RegionId": region})


def _switch(session: Session, region: str, action: str, is_so: str) -> None:
    try:
        session.call(ECS, region, action, {"RegionId": region})
    except ApiError as error:
        # A call whose answer was lost has done it.
        if error.code != is_so:
            raise
