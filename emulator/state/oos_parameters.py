# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of OOS. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class StoredParameter:
    """A parameter; `kind` is String or StringList, `constraints` has AllowedValues, AllowedPattern and lengths."""

    name: str
    value: str
    kind: str = "String"
    description: str = ""
    version: int = 1
    constraints: dict[str, Any] = field(default_factory=dict)
    created: float = 0.0
    updated: float = 0.0
    resource_group: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What tokens of lists are made of."""
        return self.name
