# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions, and how they encrypt new disks.

DescribeRegions, DescribeDiskEncryptionByDefaultStatus, DescribeDiskDefaultKMSKeyId.
"""

from __future__ import annotations

from .._client.answer import unwrap
from .._client.sdk import ECS
from .._client.session import Session
from .wire import flag, text


def list_regions(session: Session, region: str) -> tuple[str, ...]:
    """The region ids this account may use, sorted. Needs ecs:DescribeRegions."""
    answer = session.call(ECS, region, "DescribeRegions", {})
    return tuple(sorted(text(item, "RegionId") for item in unwrap(answer, "Regions", "Region")))


def is_encrypted_by_default(session: Session, region: str) -> bool:
    """Are new disks encrypted. Needs ecs:DescribeDiskEncryptionByDefaultStatus."""
    return flag(session.call(ECS, region, "DescribeDiskEncryptionByDefaultStatus", {"RegionId": region}), "Encrypted")


def default_disk_key(session: Session, region: str) -> str:
    """The key for them, empty if none is named. Needs ecs:DescribeDiskDefaultKMSKeyId."""
    return text(session.call(ECS, region, "DescribeDiskDefaultKMSKeyId", {"RegionId": region}), "KMSKeyId")
