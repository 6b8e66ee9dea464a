# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of images that a run deprecated, deleted or brought back, as `retire.json` holds it.

Each action is written before it is done, so that a run that is killed leaves a record of what it may have done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._reports.record import VERSION, is_intact, run_named, sealed

KIND = "retire"
FILE = "retire.json"
TEXTS = ("account", "region", "kind", "image_id", "name", "new_image_id", "action", "state", "at")
LISTS = ("accounts", "snapshot_ids")
DEPRECATE, DELETE = "deprecate", "delete"
Change = Mapping[str, Any]


def merged(earlier: Iterable[Change], later: Iterable[Change]) -> list[dict[str, Any]]:
    """Return the changes of both; one of the same image and action is the later."""
    found = {_key(change): dict(change) for change in earlier}
    for change in later:
        before = found.get(_key(change), {})
        # A run that resumes does not repeat earlier actions.
        lists = {name: sorted({*before.get(name, ()), *change[name]}) for name in LISTS}
        found[_key(change)] = {**change, **lists, "attributes": before.get("attributes") or change["attributes"]}
    return list(found.values())


def make_record(run: str, collection: str, changes: Sequence[Change], *, emulator: bool) -> dict[str, Any]:
    """Return what the file holds."""
    head = {"version": VERSION, "kind": KIND, "run": run, "collection": collection, "emulator": emulator}
    return sealed({**head, "changes": list(changes)})


def record_fault(data: Any, run: str, *, emulator: bool) -> str:
    """Return why a file is not the record of this run's images; empty if it is."""
    if not isinstance(data, Mapping) or data.get("version") != VERSION or data.get("kind") != KIND:
        return "is no record of retired images"
    if data.get("run") != run:
        return f"is the record of the run {run_named(data)}"
    if not is_intact(data):
        return "was edited since it was written"
    if bool(data.get("emulator")) is not emulator:
        return f"is of {'an emulator' if data.get('emulator') else 'the real cloud'}"
    changes = data.get("changes")
    if not isinstance(changes, list) or not all(map(_is_change, changes)):
        return "has no list of changes"
    return ""


def former_accounts(changes: Iterable[Change], account: str, region: str) -> dict[str, list[str]]:
    """Return by image the accounts that it was shared with before it was deprecated."""
    return {
        change["image_id"]: list(change["accounts"])
        for change in changes
        if (change["account"], change["region"], change["action"]) == (account, region, DEPRECATE)
    }


def recorded_snapshots(changes: Iterable[Change], account: str, region: str) -> list[str]:
    """Return the snapshots of images to delete."""
    return [
        snapshot
        for change in changes
        if (change["account"], change["region"], change["action"]) == (account, region, DELETE)
        for snapshot in change["snapshot_ids"]
    ]


def _is_change(change: Any) -> bool:
    return (
        isinstance(change, Mapping)
        and all(isinstance(change.get(name), str) for name in TEXTS)
        and all(isinstance(change.get(name), list) for name in LISTS)
        and all(isinstance(item, str) for name in LISTS for item in change[name])
        and isinstance(change.get("attributes"), Mapping)
    )


def _key(change: Change) -> tuple[str, ...]:
    return tuple(str(change[name]) for name in ("account", "region", "kind", "image_id", "action"))
