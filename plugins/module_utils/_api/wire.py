# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read answers tolerantly: the vendor's examples and types disagree on strings, numbers and booleans.

What is none of these where one belongs raises UnexpectedAnswer, which names action and field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .._client.answer import odd, part, text

__all__ = ["Answer", "document", "flag", "number", "part", "text"]

Answer = Mapping[str, Any]
NUMBER = re.compile(r"(-?[0-9]+)(\.[0-9]*)?%?", re.ASCII)
FLAGS = {"": False, "false": False, "0": False, "true": True, "1": True}


def number(answer: Answer, key: str) -> int:
    """Return a whole number that may come as text (`"40"`) or as a percentage (`"32%"`); 0 if there is none."""
    digits = text(answer, key)
    found = NUMBER.fullmatch(digits or "0")
    if found is None or isinstance(answer.get(key), bool):
        raise odd(answer, key, "a number")
    return int(found[1])


def flag(answer: Answer, key: str) -> bool:
    """Return a boolean that may come as text (`"True"`, `"true"`); missing is false."""
    word = text(answer, key).lower()
    if word not in FLAGS:
        raise odd(answer, key, "a boolean")
    return FLAGS[word]


def document(answer: Answer, key: str) -> dict[str, Any]:
    """Return the object that is there as JSON text; empty if there is no text."""
    try:
        value = json.loads(text(answer, key) or "{}")
    except ValueError:
        raise odd(answer, key, "JSON text") from None
    if not isinstance(value, dict):
        raise odd(answer, key, "a JSON object", value)
    return value
