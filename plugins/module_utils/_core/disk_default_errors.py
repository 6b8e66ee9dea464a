# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Errors about the default encryption of disks."""

from __future__ import annotations

from .explanation import Explanation

DISK_DEFAULT_CLOUD_ERRORS: dict[str, Explanation] = {
    "InvalidOperation.KMSKeyIdNotFound": Explanation(
        "The default key of new disks does not exist in the region.",
        "Give a key of the region.",
    ),
    "InvalidOperation.KMSServiceNotOpen": Explanation(
        "KMS was never opened for this account.",
        "Open KMS for this account.",
    ),
    "UserNotInTheWhiteList": Explanation(
        "ECS has not granted default encryption of disks to the account.",
        "Ask for default encryption of disks in a ticket with ECS. Until then, name a key wherever disks are made.",
    ),
    "Abs.InvalidAction.RegionNotSupport": Explanation(
        "The region has no default encryption of disks.",
        "Leave the region out, and name a key wherever disks are made there.",
    ),
    "InvalidEncrypted.NotMatchDiskDefaultEncryption": Explanation(
        "A call asks for a disk or copy without encryption where default encryption is on.",
        "Ask for an encrypted one, or switch default encryption off in the region (disk_encryption_default).",
    ),
}
DISK_DEFAULT_OWN_ERRORS: dict[str, Explanation] = {
    "DefaultsFailed": Explanation(
        "ECS reported no error, and a region's default encryption is not what was asked for.",
        "Run it again; if it stays so, see who else changes it.",
    ),
}
