# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of the last requests, without anything secret."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Signature parameters are no parameters of the action; what else could be a secret is masked by its name.
_PROTOCOL = {
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
}
_SECRET = re.compile(r"secret|password|securitytoken|oidctoken|samlassertion|signature|plaintext", re.IGNORECASE)


def redact(parameters: Mapping[str, str]) -> dict[str, str]:
    """Business parameters only, secrets masked."""
    return {
        name: "***" if _SECRET.search(name) else _without_secrets(value)
        for name, value in parameters.items()
        if name not in _PROTOCOL
    }


def _without_secrets(value: str) -> str:
    """Mask the secrets of an object in a text, as the parts of a body are; any other text is returned unchanged."""
    if not value.startswith("{") or not _SECRET.search(value):
        return value
    try:
        return json.dumps(_masked(json.loads(value)), ensure_ascii=False)
    except (RecursionError, ValueError):
        return value


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(part) for part in value]
    if isinstance(value, dict):
        return {name: "***" if _SECRET.search(name) else _masked(part) for name, part in value.items()}
    return value


@dataclass(slots=True)
class Entry:
    """One request."""

    host: str
    product: str
    action: str
    parameters: dict[str, str]
    time: str
    account: str | None = None
    principal: str | None = None
    region: str | None = None
    mutating: bool = False
    dry_run: bool = False
    status: int | None = None
    code: str | None = None
    request_id: str = ""
    fault: str | None = None
    user_agent: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """The entry as the control path answers it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class RequestLog:
    """A ring buffer of requests, and counts that forget nothing. `journal` gets each request, also over resets."""

    size: int = 10_000
    journal: Path | None = None
    entries: deque[Entry] = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    next: int = 0

    def __post_init__(self) -> None:
        self.entries = deque(maxlen=self.size)

    def add(self, entry: Entry) -> None:
        """Record a request."""
        entry.number = self.next
        self.next += 1
        self.counts[entry.action] += 1
        self.entries.append(entry)
        if self.journal:
            with self.journal.open("a") as lines:
                lines.write(f"{json.dumps(entry.to_json())}\n")

    def since(self, number: int) -> dict[str, Any]:
        """All kept requests from that number on, and how many of them were dropped from the buffer."""
        oldest = self.next - len(self.entries)
        return {
            "requests": [entry.to_json() for entry in self.entries if entry.number >= number],
            "next": self.next,
            "dropped": max(0, oldest - max(number, 0)),
            "counts": dict(self.counts),
        }

    def clear(self) -> None:
        """Forget everything; numbers start again."""
        self.entries.clear()
        self.counts.clear()
        self.next = 0
