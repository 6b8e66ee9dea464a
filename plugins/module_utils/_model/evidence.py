# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was read beside the images themselves to find out their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .key import Key
from .snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Snapshots and keys of one region.

    A key that was looked up and is not there is None. What the caller may not read stands in `denied`: the RAM action
    for snapshots under `""`, for a key under its id.
    """

    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    keys: Mapping[str, Key | None] = field(default_factory=dict)
    denied: Mapping[str, str] = field(default_factory=dict)
