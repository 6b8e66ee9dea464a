# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading JSON that a client sent: what could not be handled later is refused here."""

from __future__ import annotations

import json
import math
import re
from typing import Any

_DEEPEST = 100
_LONGEST_INTEGER = 25
_TOO_DEEP = f"nested deeper than {_DEEPEST} levels"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str | bytes) -> Any:
    """Parse JSON. ValueError for wrong JSON, deep nesting, numbers out of bounds and text that is not Unicode."""
    text = text.decode() if isinstance(text, bytes) else text
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_number, parse_constant=_constant)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if _is_deep(value):
        raise ValueError(_TOO_DEEP)
    if _SURROGATE.search(text):
        # Half of a pair cannot be written in an answer; UnicodeEncodeError is a ValueError.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _is_deep(value: Any) -> bool:
    level = [value]
    for _depth in range(_DEEPEST):
        level = [
            part
            for outer in level
            if isinstance(outer, dict | list)
            for part in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise ValueError(f"a number with more than {_LONGEST_INTEGER} digits")
    return int(text)


def _number(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("a number out of bounds")
    return number


def _constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")
