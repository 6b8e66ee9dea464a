# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How a region encrypts new disks: DescribeDiskEncryptionByDefaultStatus, DescribeDiskDefaultKMSKeyId."""

from __future__ import annotations

from .._client.sdk import ECS
from .._client.session import Session
from .wire import flag, text


def is_encrypted_by_default(session: Session, region: str) -> bool:
    """Are new disks encrypted. Needs ecs:DescribeDiskEncryptionByDefaultStatus."""
    return flag(session.call(ECS, region, "DescribeDiskEncryptionByDefaultStatus", {"RegionId": region}), "Encrypted")


def default_disk_key(session: Session, region: str) -> str:
    """The key for them, empty if none is named. Needs ecs:DescribeDiskDefaultKMSKeyId."""
    return text(session.call(ECS, region, "DescribeDiskDefaultKMSKeyId", {"RegionId": region}), "KMSKeyId")
