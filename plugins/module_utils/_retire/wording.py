# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How a list of images to retire is shown. A row is what image_retirement returns of an image."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
PLANNED, CHANGED = "planned", "changed"
WORDS = {
    "deprecate": ("deprecate", "deprecated"),
    "delete": ("delete", "deleted"),
    "restore": ("bring back", "brought back"),
    "remove": ("remove", "removed"),
}
KIND_WORDS = {"failed_attempt": "failed attempt", "snapshots": "orphan snapshots"}
FREEING = ("delete", "remove")


def chosen(rows: Iterable[Row], only: Collection[str], left_out: Collection[str]) -> list[dict[str, Any]]:
    """Return the images that ids and names choose: all without `only`, and never those of `left_out`."""
    return [
        dict(row)
        for row in rows
        if (not only or {row["image_id"], row["name"]} & set(only))
        and not {row["image_id"], row["name"]} & set(left_out)
    ]


def due(rows: Iterable[Row]) -> list[Row]:
    """Return the actions to do."""
    return [row for row in rows if row["state"] == PLANNED]


def words_of_row(row: Row) -> str:
    """Return what is done about an image, or the state that it stays in."""
    if row["state"] in (PLANNED, CHANGED):
        words = WORDS[row["action"]][row["state"] == CHANGED]
        kind = f" ({KIND_WORDS[row['kind']]})" if row["kind"] in KIND_WORDS else ""
        lost = f", unshare {len(row['accounts'])}" if row["action"] == "deprecate" and row["accounts"] else ""
        count = len(row["snapshot_ids"])
        snapshots = f", {count} snapshot{'s' * (count != 1)}" if row["action"] in FREEING else ""
        return f"{words}{kind}{lost}{snapshots}"
    if row["state"] == "waiting":
        return f"waits until {row['due'][:10]}"
    return {"kept": "kept", "blocked": "stays", "failed": "failed"}.get(row["state"], "nothing to do")


def cells(rows: Sequence[Row]) -> list[list[Any]]:
    """Return the rows of the table: image, id, copy, what is done, GiB that are freed."""
    return [
        [
            row["name"] or row["image_id"],
            row["image_id"],
            row["new_image_id"],
            words_of_row(row),
            row["size_gib"] if row["action"] in FREEING else "",
        ]
        for row in rows
    ]


def freed_gib(rows: Iterable[Row], state: str) -> int:
    """Return how many GiB of snapshots deletions free at most."""
    return sum(row["size_gib"] for row in rows if row["state"] == state and row["action"] in FREEING)


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many there are, by what was done or the state that they stay in."""
    found: dict[str, int] = {}
    for row in rows:
        done = row["state"] in (PLANNED, CHANGED)
        words = WORDS[row["action"]][row["state"] == CHANGED] if done else row["state"]
        key = f"to {words}" if row["state"] == PLANNED else words
        found[key] = found.get(key, 0) + 1
    return found
