# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of how a run changed the default encryption of regions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._reports.record import VERSION, run_named

KIND = "guard"
FILE = f"{KIND}.json"
PLACE = ("site", "account", "region")
Row = Mapping[str, Any]


def record_fault(data: Any, run: str, *, emulator: bool) -> str:
    """Return why a file is not the record of this run; empty if it is, or if there is none (None)."""
    if data is None:
        return ""
    if not isinstance(data, Mapping) or data.get("version") != VERSION or data.get("kind") != KIND:
        return "is no record of default encryption"
    if data.get("run") != run:
        return f"is the record of the run {run_named(data)}"
    if bool(data.get("emulator")) is not emulator:
        return f"is of {'an emulator' if data.get('emulator') else 'the real cloud'}"
    changes = data.get("changes")
    if not isinstance(changes, list) or not all(map(_is_change, changes)):
        return "has no list of changes"
    return ""


def record_with(data: Row | None, row: Row, *, run: str, collection: str, emulator: bool) -> dict[str, Any]:
    """Return what the file holds with this change; what was before the run stays that of its first part."""
    earlier = data["changes"] if data else []
    first = next((item["before"] for item in earlier if _place(item) == _place(row)), row["before"])
    others = [item for item in earlier if _place(item) != _place(row)]
    head = {"version": VERSION, "kind": KIND, "run": run, "collection": collection, "emulator": emulator}
    return {**head, "changes": [*others, {**row, "before": first}]}


def _place(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in PLACE)


def _is_change(change: Any) -> bool:
    return (
        isinstance(change, Mapping)
        and all(isinstance(change.get(name), str) for name in PLACE)
        and isinstance(change.get("before"), Mapping)
    )
