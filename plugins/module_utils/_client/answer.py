# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Answers that know which action gave them, so that what is odd in one can be named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.errors import UnexpectedAnswer

KINDS = {dict: "an object", list: "a list", str: "text", bool: "a boolean", int: "a number", float: "a number"}


class Answer(dict[str, Any]):
    """An answer, or an object in one: `action` gave it, and it stands at `path` (empty at the top)."""

    __slots__ = ("action", "path")

    def __init__(self, values: Mapping[str, Any], action: str, path: str = "") -> None:
        super().__init__(values)
        self.action = action
        self.path = path


def unwrap(answer: Mapping[str, Any], outer: str, inner: str = "") -> list[Answer]:
    """Return the objects of the list in `answer[outer][inner]`, or without `inner` in `answer[outer]`.

    An empty list may come as null, as empty text, or not at all. Raises UnexpectedAnswer.
    """
    items = answer.get(outer)
    field = outer
    if inner and items not in (None, "", []):
        if not isinstance(items, dict):
            raise odd(answer, outer, "an object")
        items, field = items.get(inner), f"{outer}.{inner}"
    if items is None or items == "":
        return []
    if not isinstance(items, list):
        raise odd(answer, field, "a list", items)
    action, path = getattr(answer, "action", ""), _path(answer, f"{field}[]")
    for item in items:
        if not isinstance(item, dict):
            raise UnexpectedAnswer(action, path, "an object", kind(item))
    return [Answer(item, action, path) for item in items]


def part(answer: Mapping[str, Any], key: str, *, is_required: bool = False) -> Answer:
    """Return the object in `answer[key]`; empty if there is none and none is required. Raises UnexpectedAnswer."""
    value = answer.get(key)
    if not isinstance(value, dict) and (is_required or value not in (None, "")):
        raise odd(answer, key, "an object")
    return Answer(value or {}, getattr(answer, "action", ""), _path(answer, key))


def text(answer: Mapping[str, Any], key: str, *, is_required: bool = False) -> str:
    """Return a string; missing and null are empty, numbers are written out.

    Raises UnexpectedAnswer, also for an empty one if one is required.
    """
    value = answer.get(key)
    found = "" if value is None else str(value).strip()
    if isinstance(value, dict | list) or (is_required and not found):
        raise odd(answer, key, "text")
    return found


def odd(answer: Mapping[str, Any], field: str, wanted: str, *found: Any) -> UnexpectedAnswer:
    """Return the error that names what is odd: `found`, or what the field holds. No value is shown."""
    value = found[0] if found else answer.get(field)
    return UnexpectedAnswer(getattr(answer, "action", ""), _path(answer, field), wanted, kind(value))


def kind(value: Any) -> str:
    """Return what a value is, in words."""
    return "null" if value is None else KINDS.get(type(value), type(value).__name__)


def _path(answer: Mapping[str, Any], field: str) -> str:
    above = getattr(answer, "path", "")
    return f"{above}.{field}" if above else field
