# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a plan of encrypting instances says on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.tables import printable, table_lines

Row = Mapping[str, Any]
NAMED_AT_MOST = 3
LIMIT = 100


def plan_lines(rows: Sequence[Row]) -> list[str]:
    """Return a table of the instances, and below it each reason, downtime and note once, with its instances."""
    header = ("instance", "id", "is", "action")
    cells = [[row["name"], row["instance_id"], row["status"], row["action"]] for row in rows]
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        name = row["name"] or row["instance_id"]
        groups.setdefault((row["action"], row["why"], row["remedy"]), []).append(name)
        if row["downtime"] != "none":
            groups.setdefault(("down", row["downtime"], ""), []).append(name)
        for note in row["notes"]:
            groups.setdefault(("note", note, ""), []).append(name)
    lines = table_lines(header, cells, whole=("id",), limit=LIMIT)
    for (word, text, remedy), names in groups.items():
        lines.append(f"  {word:<8} {_named(names)}: {printable(text)}")
        if remedy:
            lines.append(f"  {'':<8} -> {printable(remedy)}")
    return lines


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    return ", ".join(map(printable, names[:NAMED_AT_MOST])) + more
