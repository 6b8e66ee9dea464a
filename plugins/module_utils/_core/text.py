# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lists and mappings as people and surveys write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .._model.errors import InvalidInput

SEPARATORS = re.compile(r"[,\n]")
# What makes spreadsheets take a cell for a formula (OWASP, CSV injection), the last four as full-width characters.
FORMULA_BEGINNINGS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def text_list(value: Any) -> list[str]:
    """Return a list, or text with commas or newlines, as a list of texts; empty items are left out."""
    if value is None:
        return []
    items = SEPARATORS.split(value) if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]
    return [str(item).strip() for item in items if str(item).strip()]


def list_option(values: Any) -> tuple[str, ...]:
    """Return a module's list option without empty items, which AWX passes for unanswered fields."""
    return tuple(text_list(values))


def text_dict(value: Any) -> dict[str, Any]:
    """Return a mapping, JSON text, or `key=value` lines, as a mapping. Raises InvalidInput for text that is neither."""
    if value is None or value == "":
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    text = str(value).strip()
    if text.startswith("{"):
        try:
            return dict(json.loads(text))
        except ValueError as error:
            raise InvalidInput(
                "mapping", text, f"is not JSON ({error})", "Write JSON, or lines of key=value."
            ) from None
    found = {}
    for line in text_list(text):
        key, equals, item = line.partition("=")
        if not equals or not key.strip():
            raise InvalidInput("mapping", line, "has no key=value", "Write JSON, or lines of key=value.")
        found[key.strip()] = item.strip()
    return found


def text_or_dict(value: Any) -> Any:
    """Return one text for all, or a mapping; for options that may be given once or for each region."""
    if isinstance(value, str) and (value.strip().startswith("{") or "=" in value):
        return text_dict(value)
    return value


def at_path(value: Any, path: str) -> Any:
    """Return what stands at a path like `reasons.0.message`; None where it leads nowhere."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def table(rows: list[list[Any]], header: list[str], limit: int = 0) -> list[str]:
    """Lines with aligned columns; nothing at all for no rows. With a limit, a last line counts the rows left out."""
    if not rows:
        return []
    shown = rows[:limit] if limit else rows
    cells = [header, *[[_cell(value) for value in row] for row in shown]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    if len(shown) < len(rows):
        lines.append(f"... and {len(rows) - len(shown)} more")
    return lines


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return str(value) if value not in (None, "") else "-"


def harmless_cell(value: Any) -> str:
    """Return a value as a spreadsheet's cell that is never taken for a formula; lists are joined by spaces."""
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINNINGS) else text
