# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A snapshot, the only place where ECS shows an image's key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What DescribeSnapshots says of one snapshot; `kms_key_id` is an id, an ARN, or empty.

    `source_snapshot_id` is the one it was copied from and `source_disk_id` the disk it was taken of, where ECS says so;
    `created` is in UTC, as ECS writes it. Whether a copy's snapshots bear the disk of the source's is not documented.
    """

    snapshot_id: str
    encrypted: bool
    kms_key_id: str
    size_gib: int = 0
    source_snapshot_id: str = ""
    source_disk_id: str = ""
    created: str = ""
