# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A key with what DescribeKey does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """A key, its tags, and its policy (None if it was not asked for). `has_alias` is false for one found by its tag."""

    key: Key
    tags: Mapping[str, str]
    policy: Mapping[str, Any] | None
    has_alias: bool
