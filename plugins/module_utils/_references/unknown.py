# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Say why a kind of users is unknown, and which of its things could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .._core.reasons import reason
from .._model.errors import Denied, ImageopsError, MissingLibrary
from .._model.reason import Reason
from .result import WORDS
from .values import UserKind

NAMED = 5


class Noun(NamedTuple):
    """What is read one by one: `cluster`, `clusters`."""

    one: str
    several: str


def why(kind: UserKind, error: ImageopsError, things: str = "") -> Reason:
    """Return why a kind is unknown. `things`: those of it that the error is about, where the others are known."""
    words = f"{WORDS[kind]} ({things})" if things else WORDS[kind]
    if isinstance(error, Denied):
        return reason("users_not_readable", kind=words, permission=error.permission)
    if isinstance(error, MissingLibrary):
        return reason("users_library_missing", kind=words, library=error.library)
    return reason("users_search_failed", kind=words, error=error)


def why_each(kind: UserKind, noun: Noun, errors: Mapping[str, ImageopsError]) -> list[Reason]:
    """Return why things of a kind are unknown, with their names; one reason for all that failed alike."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, error in errors.items():
        parts = (type(error).__name__, getattr(error, "code", ""), getattr(error, "permission", ""))
        alike.setdefault(parts, []).append(name)
    return [why(kind, errors[names[0]], _named(noun, names)) for names in alike.values()]


def _named(noun: Noun, names: list[str]) -> str:
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{noun.one if len(names) == 1 else noun.several} {', '.join(names[:NAMED])}{rest}"
