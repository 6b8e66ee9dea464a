# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters that several lists of ECS share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from ...actions.declare import Call
from ...actions.json_text import parse_json
from ...state.clock import parse_iso_minute
from .text_rules import tag_filter_fault, tags_match

IDS_AT_MOST = 100
FILTERED_AT_MOST = 1000


class Listed(Protocol):
    """What these filters look at."""

    created: float
    tags: dict[str, str]


Test = Callable[[Any], bool]


def tag_test(call: Call) -> Iterator[Test]:
    """`Tag.N`: all of them must be there."""
    tags = call.parameters.records("Tag")
    if fault := tag_filter_fault(tags):
        raise call.refuse(fault)
    if tags:
        yield lambda item: tags_match(item.tags, tags)


def time_tests(call: Call, keys: Sequence[str] = ("CreationStartTime", "CreationEndTime")) -> Iterator[Test]:
    """`Filter.N`: made since, or until."""
    for item in call.parameters.records("Filter"):
        if item.get("Key") not in keys:
            raise call.refuse("InvalidFilterKey.NotFound")
        try:
            limit = parse_iso_minute(item.get("Value", ""))
        except ValueError:
            raise call.refuse("InvalidFilterValue") from None
        yield _since(limit) if item["Key"] == "CreationStartTime" else _until(limit)


def _since(limit: float) -> Test:
    return lambda item: bool(item.created >= limit)


def _until(limit: float) -> Test:
    return lambda item: bool(item.created <= limit)


def equal(attribute: str, value: str) -> Test:
    """An attribute has this value."""
    return lambda item: bool(getattr(item, attribute) == value)


def choice(call: Call, name: str, choices: Sequence[str], code: str, *, lower: bool = False) -> str:
    """One of some values, or nothing."""
    value = call.parameters.text(name)
    value = value.lower() if lower else value
    if value and value not in choices:
        raise call.refuse(code)
    return value


def id_list(call: Call, name: str, *, malformed: str, too_many: str) -> list[str]:
    """A JSON list of ids in a string; each counts once."""
    try:
        ids = parse_json(call.parameters.text(name))
    except ValueError:
        raise call.refuse(malformed) from None
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        raise call.refuse(malformed)
    if len(ids) > IDS_AT_MOST:
        raise call.refuse(too_many)
    return list(dict.fromkeys(ids))


def narrowed(call: Call, found: list[Any]) -> list[Any]:
    """A tag or resource group filter finds so many at most."""
    return found[:FILTERED_AT_MOST] if "Tag" in call.parameters or "ResourceGroupId" in call.parameters else found


def shown_tags(tags: dict[str, str]) -> dict[str, Any]:
    """Tags as answers show them."""
    return {"Tag": [{"TagKey": key, "TagValue": value} for key, value in tags.items()]}
