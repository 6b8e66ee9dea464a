# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading answers tolerantly: the vendor's examples and types disagree on strings, numbers and booleans."""

from __future__ import annotations

from typing import Any

Answer = dict[str, Any]


def text(answer: Answer, key: str) -> str:
    """A string; missing and null are empty, numbers are written out."""
    value = answer.get(key)
    return "" if value is None else str(value).strip()


def number(answer: Answer, key: str) -> int:
    """A whole number that may come as text (`"40"`) or as a percentage (`"32%"`); 0 if there is none."""
    digits = text(answer, key).rstrip("%").partition(".")[0]
    return int(digits) if digits.lstrip("-").isdigit() else 0


def flag(answer: Answer, key: str) -> bool:
    """A boolean that may come as text (`"True"`, `"true"`); missing is false."""
    return text(answer, key).lower() == "true"
