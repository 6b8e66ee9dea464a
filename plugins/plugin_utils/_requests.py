# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What results of modules say of the requests that they sent, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


class Requests:
    """The sum over several results: numbers by action, and the ids of what changed something by action."""

    def __init__(self) -> None:
        self._sent: Counter[str] = Counter()
        self._written: dict[str, list[str]] = {}

    def add(self, answer: Mapping[str, Any]) -> None:
        """Add a module's result, or what was kept of earlier ones."""
        self._sent.update(answer.get("api_calls") or {})
        for action, ids in (answer.get("request_ids") or {}).items():
            self._written.setdefault(action, []).extend(ids)

    @property
    def api_calls(self) -> dict[str, int]:
        """How many requests were sent, by action."""
        return dict(sorted(self._sent.items()))

    def as_result(self) -> dict[str, Any]:
        """Return `api_calls`, and `request_ids` if something was changed."""
        written = dict(sorted(self._written.items()))
        return {"api_calls": self.api_calls, **({"request_ids": written} if written else {})}
