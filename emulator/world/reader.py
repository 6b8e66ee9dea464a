# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict reading of JSON: every value is asked for by name and type, and a value that is not asked for is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..state.clock import is_finite, parse_iso


class WorldError(ValueError):
    """A world file is wrong; the message begins with the path of what is."""


class Node:
    """One object of a world file."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, Mapping):
            raise WorldError(f"{path}: must be an object")
        self._value = value
        self._left = set(value)
        self.path = path

    def names(self) -> set[str]:
        """The names of the values that are given."""
        return set(self._value)

    def take(self, name: str, default: Any = None) -> Any:
        """A value of any type."""
        self._left.discard(name)
        return self._value.get(name, default)

    def text(self, name: str, default: str | None = None) -> str:
        """A string; required if there is no default."""
        value = self.take(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, "must be a string")
        return value

    def optional_text(self, name: str) -> str | None:
        """A string or null."""
        value = self.take(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, "must be a string or null")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of some strings."""
        value = self.text(name, default)
        if value not in choices:
            raise self.wrong(name, f"must be one of {', '.join(choices)}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self.take(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "must be true or false")
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number, 0 or more."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(name, "must be a whole number, 0 or more")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """A number, 0 or more."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not is_finite(value) or value < 0:
            raise self.wrong(name, "must be a number, 0 or more")
        return float(value)

    def moment(self, name: str, default: float) -> float:
        """A time such as `2025-01-31T00:00:00Z`."""
        text = self.optional_text(name)
        if text is None:
            return default
        try:
            return parse_iso(text)
        except ValueError:
            raise self.wrong(name, "must be a time such as 2025-01-31T00:00:00Z") from None

    def strings(self, name: str) -> dict[str, str]:
        """An object of strings."""
        value = self.take(name, {})
        if not isinstance(value, Mapping) or not all(isinstance(item, str) for item in value.values()):
            raise self.wrong(name, "must be an object of strings")
        return dict(value)

    def children(self, name: str) -> Iterator[tuple[str, Node]]:
        """The objects of an object, with their keys."""
        value = self.take(name, {})
        if not isinstance(value, Mapping):
            raise self.wrong(name, "must be an object")
        for key, child in value.items():
            yield key, Node(child, self._path(name) + f".{key}")

    def child(self, name: str) -> Node:
        """An object; an empty one if it is left out."""
        return Node(self.take(name, {}), self._path(name))

    def items(self, name: str) -> Iterator[Node]:
        """The objects of a list; an entry's id is part of its path."""
        value = self.take(name, [])
        if not isinstance(value, list):
            raise self.wrong(name, "must be a list")
        for index, item in enumerate(value):
            label = item.get("id", index) if isinstance(item, Mapping) else index
            yield Node(item, f"{self._path(name)}[{label}]")

    def texts(self, name: str) -> list[str]:
        """A list of strings."""
        value = self.take(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "must be a list of strings")
        return list(value)

    def matching(self, name: str, pattern: str, default: str | None = None) -> str:
        """A string of a certain form."""
        value = self.text(name, default)
        if not re.fullmatch(pattern, value):
            raise self.wrong(name, f"must look like {pattern}")
        return value

    def wrong(self, name: str, problem: str) -> WorldError:
        """The error about one key."""
        return WorldError(f"{self._path(name)}: {problem}")

    def done(self) -> None:
        """Nothing may be left."""
        if self._left:
            raise self.wrong(min(self._left), "there is no such key")

    def done_except(self, *names: str) -> None:
        """Nothing but these may be left."""
        if unknown := self._left - set(names):
            raise self.wrong(min(unknown), "there is no such key here")

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name
