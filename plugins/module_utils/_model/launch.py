# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An instance that could be started from an image."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstance:
    """The instance that a dry run is about. Without a key the account's service key encrypts its disk."""

    region: str
    instance_type: str
    vswitch_id: str
    security_group_id: str
    kms_key_id: str = ""
    disk_category: str = ""
