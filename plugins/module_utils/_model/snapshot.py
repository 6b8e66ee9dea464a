# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A snapshot, the only place where ECS tells an image's key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What DescribeSnapshots says of one snapshot; `kms_key_id` is an id, an ARN, or empty.

    `source_snapshot_id` is the one it was copied from, where ECS tells; `created` is in UTC, as ECS writes it.
    """

    snapshot_id: str
    encrypted: bool
    kms_key_id: str
    size_gib: int = 0
    source_snapshot_id: str = ""
    created: str = ""
