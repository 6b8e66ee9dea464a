# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The cause and the remedy of the error codes of copying and sharing snapshots."""

from __future__ import annotations

from .explanation import Explanation

SNAPSHOT_CLOUD_ERRORS: dict[str, Explanation] = {
    "QuotaExceed.SnapshotQuota": Explanation(
        "A snapshot is copied, and the quota of snapshots in the region is used up.",
        "Raise the quota of snapshots in Quota Center, or delete snapshots.",
    ),
    "InvalidOperation.NotSupportCopyInSameRegion": Explanation(
        "A snapshot is copied within its region, which the vendor's pages disagree on.",
        "ECS does not copy this snapshot within its region. Copy it to another region, and copy that copy back.",
    ),
    "InvalidOperation.DeleteSharedSnapshotUnsupported": Explanation(
        "A snapshot is removed that is still shared.",
        "Stop sharing the snapshot (snapshot_share, state absent), then remove it.",
    ),
}
SNAPSHOT_OWN_ERRORS: dict[str, Explanation] = {
    "SnapshotCopyFailed": Explanation(
        "A copy of a snapshot has failed, or is not as asked for.",
        "Run it again; a copy that has failed is removed once its successor is complete.",
    ),
}
