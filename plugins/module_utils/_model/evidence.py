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
    for snapshots under `""`, for a key under its id. `shares_denied` is the one for reading share lists.
    """

    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    keys: Mapping[str, Key | None] = field(default_factory=dict)
    denied: Mapping[str, str] = field(default_factory=dict)
    shares_denied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTrust:
    """The role that ECS assumes for the consumers of encrypted images.

    `accounts` are those whose ECS it trusts, None if there is no such role. `denied` is the RAM action that was missing
    to find out.
    """

    role: str
    accounts: frozenset[str] | None = None
    denied: str = ""
