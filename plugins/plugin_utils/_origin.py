# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The text that YAML made a number or a date of. Since 2.19, core knows where in a file a value stood."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

try:
    from ansible._internal._datatag._tags import Origin
except ImportError:
    Origin = None

# Core 2.19 reads `!unsafe '0123'`, as AWX writes a survey's answer, as a number.
WRITTEN = re.compile(r"(?:!unsafe\s+)?['\"]?([+-]?[0-9][\w:.+-]*)")


def other_text(value: Any) -> str:
    """Return the text that became a number or date and that is not the value's own text; empty if there is none."""
    if Origin is None or isinstance(value, bool) or not isinstance(value, int | date):
        return ""
    origin = Origin.get_tag(value)
    if origin is None or not (origin.path and origin.line_num and origin.col_num):
        return ""
    text = _read(str(origin.path), origin.line_num, origin.col_num)
    return text if text != str(value) and _becomes(text, value) else ""


def _read(path: str, line: int, column: int) -> str:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeError):
        return ""
    found = WRITTEN.match(lines[line - 1], column - 1) if line <= len(lines) else None
    return found[1].rstrip(":") if found else ""


def _becomes(text: str, value: Any) -> bool:
    try:
        return bool(yaml.safe_load(text) == value)
    except (yaml.YAMLError, ValueError):
        return False
