# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tables for a terminal: aligned by what characters take there, no wider than a screen, safe to print."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

WIDTH = 100
ROWS = 40
ELLIPSIS = "\u2026"
GAP = "  "
NARROWEST = 8
# Classes of characters that move the cursor, turn the writing round or show nothing (Unicode, UAX 44).
UNSAFE = ("Cc", "Cf", "Zl", "Zp", "Cs")
WIDE = ("W", "F")


def printable(value: Any) -> str:
    """Return a value as text in which control characters are shown escaped; nothing is shown as `-`."""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return visible(text) or "-"


def visible(text: str) -> str:
    """Return a text in which control characters are shown escaped."""
    return "".join(char if unicodedata.category(char) not in UNSAFE else _escaped(char) for char in text)


def display_width(text: str) -> int:
    """Return how many columns a text takes: characters of East Asian scripts take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in WIDE else 1 for char in text
    )


def shortened(text: str, width: int) -> str:
    """Return a text of at most `width` columns; what is cut off is an ellipsis."""
    if display_width(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += display_width(char)
        if used > width - 1:
            break
        kept += char
    return kept.rstrip() + ELLIPSIS


def table_lines(
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    whole: Collection[str] = (),
    width: int = WIDTH,
    limit: int = ROWS,
    rest: str = "",
) -> list[str]:
    """Return the lines of a table, none for no rows.

    The widest columns are shortened until a line fits into `width`, those named in `whole` (ids) last. Columns in which
    no row has anything are left out. Beyond `limit` rows a last line counts the others, and `rest` says where they are;
    0 is no limit.
    """
    if not rows:
        return []
    shown = rows[:limit] if limit else rows
    cells = [[printable(value) for value in row] for row in shown]
    kept = [column for column in range(len(header)) if any(row[column] != "-" for row in cells)] or [0]
    cells = [[row[column] for column in kept] for row in cells]
    header = [header[column] for column in kept]
    widths = _fit([header, *cells], [name in whole for name in header], width)
    lines = [_line(row, widths) for row in (header, *cells)]
    if len(shown) < len(rows):
        lines.append(f"and {len(rows) - len(shown)} more{rest}")
    return lines


def _fit(cells: Sequence[Sequence[str]], rigid: Sequence[bool], width: int) -> list[int]:
    widths = [max(display_width(row[column]) for row in cells) for column in range(len(rigid))]
    for only_flexible in (True, False):
        while sum(widths) + len(GAP) * (len(widths) - 1) > width:
            columns = [
                column
                for column, taken in enumerate(widths)
                if taken > NARROWEST and not (only_flexible and rigid[column])
            ]
            if not columns:
                break
            widths[max(columns, key=lambda column: widths[column])] -= 1
    return widths


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (shortened(text, width) for text, width in zip(row, widths, strict=True))
    padded = (text + " " * (width - display_width(text)) for text, width in zip(cells, widths, strict=True))
    return GAP.join(padded).rstrip()


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
