# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A call and what the service answered, whether it took the call or refused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer. `code` and `text` are empty if the call was taken. `at` is the time in UTC, as ISO 8601.

    `denied` is the RAM action that was missing. `body` is the answer as the service wrote it.
    """

    action: str
    region: str
    at: str
    request_id: str = ""
    code: str = ""
    text: str = ""
    denied: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_taken(self) -> bool:
        """Did the service do what it was asked."""
        return not self.code

    def to_result(self) -> dict[str, str]:
        """Return what proves it, without the body."""
        shown = ("action", "region", "at", "request_id", "code", "text")
        return {name: getattr(self, name) for name in shown}
