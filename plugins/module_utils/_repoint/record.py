# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of the users that a run moved, which taking the run back goes by.

A change is written before it is made, so that a run that is killed leaves a record of what it may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._reports.record import VERSION, is_intact, run_named, sealed
from .users import KINDS
from .values import MoveState

KIND = "repoint"
FILE = "repoint.json"
TEXTS = ("account", "region", "kind", "id", "name", "old_image_id", "new_image_id", "state")
Change = Mapping[str, Any]


def merged(earlier: Iterable[Change], later: Iterable[Change]) -> list[dict[str, Any]]:
    """Return the changes of both; one of the same user and images is the later, with what was before the earlier.

    One that failed keeps what it was to become: it may have come about unseen, and undoing goes by that.
    """
    found = {_key(change): dict(change) for change in earlier}
    for change in later:
        before = found.get(_key(change))
        found[_key(change)] = dict(change)
        if before:
            kept = ("before", "after") if change["state"] == MoveState.FAILED else ("before",)
            found[_key(change)] |= {name: before[name] for name in kept}
    return list(found.values())


def make_record(run: str, collection: str, changes: Sequence[Change], *, emulator: bool) -> dict[str, Any]:
    """Return what the file holds."""
    head = {"version": VERSION, "kind": KIND, "run": run, "collection": collection, "emulator": emulator}
    return sealed({**head, "changes": list(changes)})


def record_fault(data: Any, run: str, *, emulator: bool) -> str:
    """Return why a file is not the record of this run's users; empty if it is."""
    if not isinstance(data, Mapping) or data.get("version") != VERSION or data.get("kind") != KIND:
        return "is no record of moved users"
    if data.get("run") != run:
        return f"is the record of the run {run_named(data)}"
    if not is_intact(data):
        return "was edited since it was written"
    if bool(data.get("emulator")) is not emulator:
        return f"is of the {'emulator' if data.get('emulator') else 'real cloud'}"
    changes = data.get("changes")
    if not isinstance(changes, list) or not all(map(_is_change, changes)):
        return "has no list of changes"
    return ""


def of_account(changes: Iterable[Change], account: str) -> list[Change]:
    """Return the changes in one account."""
    return [change for change in changes if change["account"] == account]


def _is_change(change: Any) -> bool:
    return (
        isinstance(change, Mapping)
        and all(isinstance(change.get(name), str) for name in TEXTS)
        and all(isinstance(change.get(name), Mapping) for name in ("before", "after"))
        and all(isinstance(change[name].get("kms_key_id") or "", str) for name in ("before", "after"))
        and change["kind"] in KINDS
        and (change["kind"] != "oos_parameters" or _has_images(change))
    )


def _has_images(change: Change) -> bool:
    """Return whether a change lists the images that were replaced, and by which."""
    before, after = (change[name].get("image_ids") for name in ("before", "after"))
    if not isinstance(before, list) or not isinstance(after, list):
        return False
    return len(before) == len(after) > 0 and all(isinstance(item, str) for item in (*before, *after))


def _key(change: Change) -> tuple[str, ...]:
    return tuple(str(change[name]) for name in ("account", "region", "kind", "id", "old_image_id", "new_image_id"))
