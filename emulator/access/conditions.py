# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of policies: the operators, and the keys whose values the emulator knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from ..state.clock import parse_iso

KEYS = ("acs:CurrentTime", "acs:SecureTransport", "acs:SourceIp", "sts:ExternalId")


class UnknownCondition(Exception):
    """A statement that would decide has a condition the emulator cannot judge."""


def hold(condition: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    """Whether all conditions are met; a key without a value in this request meets none (assumed)."""
    for operator, tests in condition.items():
        for key, wanted in tests.items():
            if operator not in _OPERATORS or key not in KEYS:
                raise UnknownCondition(f"the condition {operator} on {key}")
            if key not in context or not _met(operator, context[key], texts(wanted)):
                return False
    return True


def _met(operator: str, value: str, wanted: list[str]) -> bool:
    test = _OPERATORS[operator]
    results = [_tried(test, value, item) for item in wanted]
    # One value is enough; with a negated operator none may be equal (assumed).
    return all(results) if "Not" in operator else any(results)


def _tried(test: Callable[[str, str], bool], value: str, wanted: str) -> bool:
    try:
        return test(value, wanted)
    except ValueError:
        return False


def texts(value: Any) -> list[str]:
    """Policies write one item as a string and several as a list."""
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def matches(pattern: str, text: str) -> bool:
    """Wildcards of policies: `*` for any characters, `?` for one."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    first, *others = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
    # A star keeps what it has taken unless it is the last one, so that no pattern is slow.
    middle = "".join(f"(?>.*?{part})" for part in others[:-1] if part)
    return re.compile(first + middle + "".join(f".*{part}" for part in others[-1:]), re.DOTALL)


def _within(address: str, wanted: str) -> bool:
    return ip_address(address) in ip_network(wanted, strict=False)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringNotEquals": lambda value, wanted: value != wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringNotEqualsIgnoreCase": lambda value, wanted: value.lower() != wanted.lower(),
    "StringLike": lambda value, wanted: matches(wanted, value),
    "StringNotLike": lambda value, wanted: not matches(wanted, value),
    "DateEquals": lambda value, wanted: parse_iso(value) == parse_iso(wanted),
    "DateNotEquals": lambda value, wanted: parse_iso(value) != parse_iso(wanted),
    "DateLessThan": lambda value, wanted: parse_iso(value) < parse_iso(wanted),
    "DateLessThanEquals": lambda value, wanted: parse_iso(value) <= parse_iso(wanted),
    "DateGreaterThan": lambda value, wanted: parse_iso(value) > parse_iso(wanted),
    "DateGreaterThanEquals": lambda value, wanted: parse_iso(value) >= parse_iso(wanted),
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "IpAddress": _within,
    "NotIpAddress": lambda value, wanted: not _within(value, wanted),
}
