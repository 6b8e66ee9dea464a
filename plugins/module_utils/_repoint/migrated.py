# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Users of images that a migration copies: those that are moved once the copies are there, and those that stay.

A row is what the modules return of a user, with `kind`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .._core.reasons import reason
from .users import DUE, ENCRYPTING, Row
from .values import MoveState

AWAITED = "new_image_not_usable"
UNMADE = "copy-of-"


def with_unmade(old_ids: Iterable[str], copy_ids: Mapping[str, str]) -> dict[str, str]:
    """Return the id of each image's copy, and for a copy that is not made yet an id that no image has."""
    found = {old: copy_ids.get(old) or f"{UNMADE}{old}" for old in old_ids}
    return {old: new for old, new in found.items() if new != old}


def predicted(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return users as they will be once the copies are there: who lacks nothing else will be moved.

    A copy that is not made yet has no id.
    """
    return [_predicted(row) for row in rows]


def _predicted(row: Row) -> dict[str, Any]:
    new = str(row["new_image_id"])
    named = {**row, "new_image_id": "" if new.startswith(UNMADE) else new}
    if row["state"] != MoveState.BLOCKED:
        return named
    others = [item for item in row["reasons"] if item["code"] != AWAITED]
    return {**named, "state": str(MoveState.BLOCKED) if others else DUE, "reasons": others}


def held_back(rows: Iterable[Row], states: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the users to move of images whose copy is not ready, as ones that stay. `states`: what it is, by image."""
    return [
        {
            **row,
            "state": str(MoveState.BLOCKED),
            "after": row["before"],
            "reasons": [
                reason("copy_not_ready", old=row["old_image_id"], state=states[row["old_image_id"]]).to_result()
            ],
        }
        for row in rows
        if row["state"] == DUE and row["old_image_id"] in states
    ]


def others_than(rows: Iterable[Row], more: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows, without those of users that `more` has."""
    known = {key(row) for row in more}
    return [dict(row) for row in rows if key(row) not in known]


def among(rows: Iterable[Row], known: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the rows of users that are known by kind and id."""
    return [dict(row) for row in rows if key(row) in known]


def key(row: Row) -> tuple[str, str]:
    """Return what identifies a user."""
    return row["kind"], row["id"]


def goals(rows: Iterable[Row], kms_key_id: str) -> dict[str, str]:
    """Return what is wanted of each user, moved already or not: `scaling asc-1`: `launch from the copy of m-1`.

    `kms_key_id`: the key of system disks, empty for what is. Of one that stays for a reason nothing is wanted.
    """
    return {f"{row['kind']} {row['id']}": _goal(row, kms_key_id) for row in rows if _is_wanted(row)}


def _is_wanted(row: Row) -> bool:
    return row["state"] == MoveState.PLANNED or (row["state"] == MoveState.UNCHANGED and not row["reasons"])


def _goal(row: Row, kms_key_id: str) -> str:
    if row["kind"] == "image_families":
        return f"give the copy of {row['old_image_id']}"
    if row["kind"] not in ENCRYPTING:
        return f"name the copy of {row['old_image_id']}"
    under = f" with disks under {kms_key_id}" if kms_key_id else ""
    return f"launch from the copy of {row['old_image_id']}{under}"


def difference(rows: Iterable[Row], ids: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Return these users before and after, as a task's difference shows them: those that are, or would be, changed."""
    shown = [row for row in rows if key(row) in ids and row["state"] in (MoveState.CHANGED, MoveState.PLANNED)]
    return {name: {f"{row['kind']} {row['id']}": row[name] for row in shown} for name in ("before", "after")}
