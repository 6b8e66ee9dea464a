# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lists and mappings as people and surveys write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .._model.errors import InvalidInput

# Chinese and Japanese keyboards write full-width commas.
SEPARATORS = re.compile(r"[,\uff0c\u3001\r\n]")
OTHER_SEPARATORS = re.compile(r"[\uff0c\u3001\r\n]")
# Text that is JSON by its beginning. A shell glob may begin with a bracket, too.
JSON_LIST = re.compile(r"\[\s*[\"\[{]")
# Characters that make spreadsheets take a cell for a formula (OWASP, CSV injection), the last four full-width.
FORMULA_BEGINNINGS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def text_of(value: Any) -> str:
    """Return a scalar as its text, without blanks around it; nothing is empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def split_items(value: Any, option: str = "list") -> list[Any]:
    """Return the items of a list, of JSON text, or of text with commas or newlines, without empty ones.

    Items of a list and of JSON text keep their types. Raises InvalidInput for broken JSON.
    """
    if isinstance(value, str):
        found = _json_list(value.strip(), option)
        value = SEPARATORS.split(value) if found is None else found
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if not isinstance(item, str | None) or text_of(item)]


def _json_list(text: str, option: str) -> list[Any] | None:
    if not (text.startswith("[") and (text.endswith("]") or JSON_LIST.match(text))):
        return None
    try:
        return list(json.loads(text))
    except (ValueError, RecursionError) as error:
        if JSON_LIST.match(text):
            raise InvalidInput(option, text, f"is not JSON ({error})", "Write JSON, or text with commas.") from None
        return None


def text_list(value: Any, option: str = "list") -> list[str]:
    """Return a list, JSON text, or text with commas or newlines, as a list of texts without empty ones.

    Raises InvalidInput for broken JSON.
    """
    return [text_of(item) for item in split_items(value, option)]


def list_option(values: Any, option: str) -> tuple[str, ...]:
    """Return a module's list option without empty items, which AWX passes for unanswered fields.

    Core splits text at ASCII commas, and knows neither JSON text nor other separators. Raises InvalidInput for broken
    JSON. No id or name of the cloud holds a comma.
    """
    items = text_list(values, option)
    joined = ",".join(items)
    if JSON_LIST.match(joined):
        items = text_list(joined, option)
    return tuple(part for item in items for part in map(text_of, OTHER_SEPARATORS.split(item)) if part)


def text_dict(value: Any, option: str = "mapping") -> dict[str, Any]:
    """Return a mapping, JSON text, or `key=value` lines, as a mapping. Raises InvalidInput for what is neither."""
    if value is None or value == "":
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str) and value.strip().startswith("{"):
        try:
            return dict(json.loads(value))
        except (ValueError, RecursionError) as error:
            raise InvalidInput(
                option, value.strip(), f"is not JSON ({error})", "Write JSON, or lines of key=value."
            ) from None
    found = {}
    lines = SEPARATORS.split(value) if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]
    for line in filter(None, map(text_of, lines)):
        key, equals, item = line.partition("=")
        if not equals or not key.strip():
            raise InvalidInput(option, line, "has no key=value", "Write JSON, or lines of key=value.")
        found[key.strip()] = item.strip()
    return found


def text_or_dict(value: Any, option: str = "mapping") -> Any:
    """Return one text for all, or a mapping; for options that may be given once or for each region."""
    if isinstance(value, str) and (value.strip().startswith("{") or "=" in value):
        return text_dict(value, option)
    return value


def at_path(value: Any, path: str) -> Any:
    """Return what stands at a path like `reasons.0.message`; None where it leads nowhere.

    `disks.device` is the list of what the items have.
    """
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, list | tuple) and not step.isdigit():
            value = [found for item in value if (found := at_path(item, step)) is not None] or None
        else:
            return None
    return value


def harmless_cell(value: Any) -> str:
    """Return a value as a spreadsheet's cell that is never taken for a formula; lists are joined by spaces."""
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINNINGS) else text
