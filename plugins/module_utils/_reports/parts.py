# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Data disks of an image that is shared in parts, as rows of reports have them, and what they say of the image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.reasons import reason

Row = Mapping[str, Any]
# What a report says of a data disk.
SHOWN = (
    "device",
    "size_gib",
    "source_snapshot_id",
    "snapshot_id",
    "state",
    "action",
    "shared_with",
    "added",
    "invited",
    "seen_as",
)


def by_row(parts: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Return the parts by image and destination region."""
    found: dict[tuple[str, str], list[Row]] = {}
    for part in parts:
        found.setdefault((part["image_id"], part["destination_region"]), []).append(part)
    return found


def shown_parts(row: Row, parts: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the data disks of a report's row: those that were worked on, else those of the plan."""
    if parts:
        return [{name: part[name] for name in SHOWN} for part in parts]
    return [dict(disk) for disk in row.get("data_disks", ())]


def parts_state(parts: Sequence[Row], wanted: Sequence[str]) -> tuple[str, str, str] | None:
    """Return state, problem and code of an image whose data disks are not as asked for; None if they are.

    An account that is invited has to accept that by itself.
    """
    for part in parts:
        if part["state"] == "failed":
            lack = reason("data_disk_not_copied", device=part["device"])
            return "failed", lack.message, lack.code
    states = {part["state"] for part in parts}
    if states - {"available"}:
        return ("planned" if "planned" in states else "in_progress"), "", ""
    for part in parts:
        missing = [account for account in wanted if account not in (*part["shared_with"], *part["invited"])]
        if missing:
            lack = reason("data_disk_not_shared", device=part["device"], accounts=", ".join(missing))
            return "failed", lack.message, lack.code
    return None


def merged_parts(earlier: Row, later: Row) -> list[dict[str, Any]]:
    """Return the later row's data disks with the accounts that gained their snapshots in the earlier part."""
    before = {disk.get("snapshot_id"): disk for disk in earlier.get("data_disks", ())}
    merged = []
    for disk in later.get("data_disks", ()):
        had = before.get(disk.get("snapshot_id") or None, {})
        added = dict.fromkeys([*had.get("added", ()), *disk.get("added", ())])
        made = {"action": had["action"]} if had.get("action") in ("started", "adopted") else {}
        merged.append({**disk, **made, "added": list(added)} if had else dict(disk))
    return merged


def recorded_snapshots(row: Row) -> list[tuple[str, Sequence[str]]]:
    """Return the snapshots that a row of a record names, with the accounts that gained each."""
    return [
        (str(disk["snapshot_id"]), disk.get("added", ()))
        for disk in row.get("data_disks") or ()
        if disk.get("snapshot_id")
    ]


def disks_fault(disks: Any) -> str:
    """Return why the data disks of a row cannot be used; empty if they can."""
    if not isinstance(disks, list) or not all(isinstance(disk, Mapping) for disk in disks):
        return "has no list of mappings"
    for disk in disks:
        if not isinstance(disk.get("snapshot_id") or "", str):
            return "has no text snapshot_id"
        accounts = disk.get("added") or []
        if not isinstance(accounts, list) or not all(isinstance(account, str) for account in accounts):
            return "has no list of texts added"
    return ""
