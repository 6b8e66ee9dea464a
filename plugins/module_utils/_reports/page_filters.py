# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The selects above a page's table of images."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .page_texts import Texts

Row = Mapping[str, Any]
# Name of a select -> the value of a row that it compares, and the texts of its values where they have some.
COMPARED = {
    "state": ("state", "state_"),
    "region": ("to", ""),
    "encryption": ("encryption", "encryption_"),
    "verdict": ("verdict", "state_"),
    "site": ("site", ""),
    "code": ("code", ""),
}
ACCOUNT = "account"


def filters(rows: Sequence[Row], texts: Texts) -> list[dict[str, Any]]:
    """Return the selects with their options. One with a single option is hidden until a link needs it."""
    found = [_select(name, {row[key] for row in rows}, prefix, texts) for name, (key, prefix) in COMPARED.items()]
    accounts = {account for row in rows for account in row["sharees"]}
    return [*found[:-1], {**_select(ACCOUNT, accounts, "", texts), "hidden": not accounts}, found[-1]]


def _select(name: str, values: Iterable[str], prefix: str, texts: Texts) -> dict[str, Any]:
    options = [{"value": value, "text": texts[f"{prefix}{value}"] if prefix else value} for value in values if value]
    return {
        "name": name,
        "label": texts[f"filter_{name}"],
        "any": texts[f"filter_{name}_any"],
        "options": sorted(options, key=lambda option: (option["text"], option["value"])),
        "hidden": len(options) < 2,
    }
