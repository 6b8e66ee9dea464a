# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planned faults: what goes wrong, how often, and whether it did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Kinds that a call is answered with, or after; a failing copy shows much later.
AT_THE_CALL = (
    "error", "throttle", "drop_before", "drop_after", "slow", "html_502", "change", "misread", "alter",
)  # fmt: skip
KINDS = (*AT_THE_CALL, "fail_copy", "fail_task")
REMOVED = ("remove_images", "remove_keys", "remove_snapshots")
_ADDED = ("add_images", "add_keys")
# The field that one kind needs, and no other kind takes.
_NEEDS = {"change": "change", "misread": "parameters", "alter": "answer"}
_TASK = {"instance", "task", "template"}
_DEFAULT_ERROR = {"error": ("ServiceUnavailable", 503), "throttle": ("Throttling.User", 400)}
_TEXT = {"ServiceUnavailable": "The request has failed due to a temporary failure of the server."}
_LARGEST = 10**9
_FLOW_CONTROL = "Request was denied due to user flow control."


@dataclass(slots=True)
class Fault:
    """One planned fault; empty conditions match everything."""

    id: int
    kind: str
    action: str | None = None
    account: str | None = None
    region: str | None = None
    match: dict[str, str] = field(default_factory=dict)
    code: str = ""
    status: int = 0
    message: str = ""
    times: int = 1
    skip: int = 0
    probability: float = 1.0
    seconds: float = 1.0
    retry_after_ms: int = 0
    change: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    fired: int = 0
    skipped: int = 0

    def matches(self, action: str, account: str | None, region: str | None, parameters: Mapping[str, str]) -> bool:
        """Say whether a request is of the kind this fault waits for."""
        return (
            self.fired < self.times
            and self.action in (None, action)
            and self.account in (None, account)
            and self.region in (None, region)
            and all(parameters.get(name) == value for name, value in self.match.items())
        )

    def to_json(self) -> dict[str, Any]:
        """The fault with its account: planned, fired, remaining."""
        shown = {name: getattr(self, name) for name in ("id", "kind", "action", "account", "region", "code", "status")}
        return {
            **shown,
            "match": self.match,
            "planned": self.times,
            "fired": self.fired,
            "remaining": self.times - self.fired,
        }


class FaultError(ValueError):
    """A planned fault is wrong; the message names the key."""


@dataclass(slots=True)
class Faults:
    """All planned faults. Chance comes from a counter, so that a run can be repeated."""

    planned: list[Fault] = field(default_factory=list)
    drawn: int = 0

    def plan(self, given: Mapping[str, Any]) -> Fault:
        """Add a fault; FaultError says what is wrong with it."""
        fault = Fault(id=len(self.planned) + 1, **_checked(given))
        code, status = _DEFAULT_ERROR.get(fault.kind, ("", 0))
        fault.code = fault.code or code
        fault.status = fault.status or status
        if not fault.message:
            fault.message = _FLOW_CONTROL if fault.kind == "throttle" else _TEXT.get(fault.code, "A planned fault.")
        self.planned.append(fault)
        return fault

    def take(
        self,
        kinds: Iterable[str],
        action: str,
        account: str | None,
        region: str | None,
        parameters: Mapping[str, str],
    ) -> Fault | None:
        """The first fault of these kinds that this request sets off; it counts as fired."""
        for fault in self.planned:
            if fault.kind not in kinds or not fault.matches(action, account, region, parameters):
                continue
            if fault.skipped < fault.skip:
                fault.skipped += 1
                continue
            if fault.probability < 1.0 and self._draw() >= fault.probability:
                continue
            fault.fired += 1
            return fault
        return None

    def clear(self) -> None:
        """Forget all faults."""
        self.planned.clear()
        self.drawn = 0

    def _draw(self) -> float:
        """A number from 0 up to 1."""
        self.drawn += 1
        return int.from_bytes(hashlib.sha256(f"chance/{self.drawn}".encode()).digest()[:6], "big") / 2**48


_TYPES: dict[str, type | tuple[type, ...]] = {
    "kind": str,
    "action": str,
    "account": str,
    "region": str,
    "match": dict,
    "code": str,
    "status": int,
    "message": str,
    "times": int,
    "skip": int,
    "probability": (int, float),
    "seconds": (int, float),
    "retry_after_ms": int,
    "change": dict,
    "parameters": dict,
    "answer": dict,
}


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    _check_values(given)
    if given.get("kind") not in KINDS:
        raise FaultError(f"fault.kind: must be one of {', '.join(KINDS)}")
    if given["kind"] == "fail_copy" and given.get("action", "CopyImage") != "CopyImage":
        raise FaultError("fault.action: fail_copy belongs to CopyImage")
    if given["kind"] == "fail_task" and ("action" in given or not set(given.get("match", {})) <= _TASK):
        raise FaultError(f"fault: fail_task has no action, and match may have {', '.join(sorted(_TASK))}")
    _check_details(given)
    checked = dict(given)
    for name in ("match", "parameters"):
        if name in checked:
            checked[name] = {str(key): str(value) for key, value in checked[name].items()}
    return checked


def _check_values(given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name not in _TYPES:
            raise FaultError(f"fault.{name}: there is no such key")
        if isinstance(value, bool) or not isinstance(value, _TYPES[name]):
            raise FaultError(f"fault.{name}: wrong type")
        if isinstance(value, int | float) and not 0 <= value <= _LARGEST:
            raise FaultError(f"fault.{name}: must be from 0 to {_LARGEST}")
    if "status" in given and not 400 <= given["status"] <= 599:
        raise FaultError("fault.status: must be from 400 to 599")
    if not 0 <= given.get("probability", 1) <= 1:
        raise FaultError("fault.probability: must be between 0 and 1")


def _check_details(given: Mapping[str, Any]) -> None:
    for kind, name in _NEEDS.items():
        if kind == given["kind"] and not given.get(name):
            raise FaultError(f"fault.{name}: {kind} needs it")
        if kind != given["kind"] and name in given:
            raise FaultError(f"fault.{name}: belongs to {kind}")
    # Whether a change fits the world shows when it happens.
    for name, value in given.get("change", {}).items():
        if name not in REMOVED + _ADDED:
            raise FaultError(f"fault.change.{name}: there is no such key")
        expected = str if name in REMOVED else dict
        if not isinstance(value, list) or not all(isinstance(item, expected) for item in value):
            wanted = "ids" if name in REMOVED else "objects as in a world file"
            raise FaultError(f"fault.change.{name}: must be a list of {wanted}")
