# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run does with snapshots of data disks: its copies go, and shares of other copies that it gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .rollback_values import KEEP, REMOVE, UNSHARE, Item, RunTraces, row_of


def with_accounts(copies: Iterable[Item], shares: Iterable[Item]) -> list[dict[str, Any]]:
    """Return copies of snapshots with the accounts that `snapshot_share` in check mode would take them from."""
    has = accounts_by_snapshot(shares)
    return [{**copy, "shared_with": has.get(copy["snapshot_id"], [])} for copy in copies]


def accounts_by_snapshot(shares: Iterable[Item]) -> dict[str, list[str]]:
    """Return the accounts that have each snapshot, of `shares` that would lose them."""
    has: dict[str, list[str]] = {}
    for share in shares:
        for snapshot_id in share["removed"]:
            has.setdefault(snapshot_id, []).append(share["account"])
    return has


def recorded_disks(rows: Iterable[Item]) -> list[dict[str, Any]]:
    """Return the data disks that rows of a record say were shared as snapshots, with image and region."""
    return [
        {**disk, "name": row["name"], "region": row["destination_region"]}
        for row in rows
        for disk in row.get("data_disks") or ()
        if disk.get("snapshot_id") and disk.get("added")
    ]


def shared_disks(traces: RunTraces) -> list[dict[str, Any]]:
    """Return those that are copies of another run."""
    own = {copy["snapshot_id"] for copy in traces.snapshots}
    return [disk for disk in recorded_disks(traces.rows) if disk["snapshot_id"] not in own]


def plan_snapshots(traces: RunTraces) -> dict[str, Any]:
    """Return `removals` for `snapshot_copy`, each with the ids of its copies; `unshared` for `snapshot_share`; `rows`.

    A copy is taken from all accounts before it is removed.
    """
    rows, going = [], []
    for copy in traces.snapshots:
        why = _why_kept(traces, copy)
        rows.append(row_of("snapshot", _shown(copy), KEEP if why else REMOVE, why or f"the run {traces.run} made it"))
        if not why:
            going.append(copy)
    unshared = []
    for disk in shared_disks(traces):
        has = [account for account in disk["added"] if account in traces.holders.get(disk["snapshot_id"], ())]
        if not has:
            continue
        shown = {**disk, "image_id": disk["snapshot_id"], "shared_with": has}
        if traces.doubt:
            rows.append(row_of("share", shown, KEEP, f"not proven: {traces.doubt}"))
            continue
        rows.append(row_of("share", shown, UNSHARE, "the run shared it"))
        unshared.append({"region": disk["region"], "snapshot_ids": [disk["snapshot_id"]], "accounts": has})
    return {"removals": _grouped(going), "unshared": unshared, "rows": rows}


def _shown(copy: Item) -> dict[str, Any]:
    name = f"{copy['name']} {copy['device']}".strip()
    return {"image_id": copy["snapshot_id"], "name": name, **{key: copy[key] for key in ("region", "shared_with")}}


def _why_kept(traces: RunTraces, copy: Item) -> str:
    """Return why a copy has to stay, empty if it may go: like a copied image, as long as others use it."""
    if not copy["source_region"]:
        return "its tags do not say what it is a copy of"
    for use in traces.uses:
        still = [account for account in use["added"] if account in copy["shared_with"]]
        if use["image_id"] == copy["snapshot_id"] and still:
            return f"the run {use['run']} shares it with {', '.join(still)}; undo that run first"
    of_copy = [disk for disk in recorded_disks(traces.rows) if disk["snapshot_id"] == copy["snapshot_id"]]
    own = {account for disk in of_copy for account in disk["added"]}
    others = [account for account in copy["shared_with"] if account not in own]
    # Without a record of the copy, nothing says who shared it.
    if of_copy and others and not traces.doubt:
        return f"it is shared with {', '.join(others)}, not by this run; take that share away first"
    return ""


def _grouped(copies: Sequence[Item]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for copy in copies:
        groups.setdefault((copy["source_region"], copy["region"]), []).append(copy)
    return [
        {
            "region": source_region,
            "destination_region": region,
            "snapshot_ids": list(dict.fromkeys(copy["source_snapshot_id"] for copy in found)),
            "copies": [copy["snapshot_id"] for copy in found],
        }
        for (source_region, region), found in groups.items()
    ]
