# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of retired images, and how their list is shown."""

from __future__ import annotations

from typing import Any

from plugins.module_utils._retire.record import (
    former_accounts,
    make_record,
    merged,
    record_fault,
    recorded_snapshots,
)
from plugins.module_utils._retire.wording import chosen, counts, due, freed_gib, words_of_row

from ..support import CONSUMER, HOME, OWNER

CHANGE: dict[str, Any] = {
    "account": OWNER,
    "region": HOME,
    "kind": "image",
    "image_id": "m-old",
    "name": "old",
    "new_image_id": "m-new",
    "action": "deprecate",
    "state": "planned",
    "at": "2026-11-30T12:00:00Z",
    "accounts": [CONSUMER],
    "snapshot_ids": [],
    "attributes": {"name": "old"},
}
ROW = {**CHANGE, "due": "2026-12-30T12:00:00Z", "size_gib": 40}


def test_a_run_that_resumes_keeps_the_accounts_and_attributes_of_the_first() -> None:
    later = {**CHANGE, "state": "changed", "accounts": [], "attributes": {"name": "other"}}
    (found,) = merged([CHANGE], [later])
    assert (found["state"], found["accounts"], found["attributes"]) == ("changed", [CONSUMER], {"name": "old"})
    assert len(merged([CHANGE], [{**CHANGE, "action": "delete"}])) == 2


def test_a_record_of_another_run_or_cloud_or_one_that_was_edited_is_refused() -> None:
    record = make_record("old", "1.0.0", [CHANGE], emulator=False)
    assert record_fault(record, "old", emulator=False) == ""
    assert record_fault(record, "new", emulator=False) == "is the record of the run old"
    assert record_fault(record, "old", emulator=True) == "is of the real cloud"
    assert record_fault({**record, "emulator": True}, "old", emulator=True) == "was edited since it was written"
    assert record_fault([], "old", emulator=False) == "is no record of retired images"
    broken = make_record("old", "1.0.0", [{"account": OWNER}], emulator=False)
    assert record_fault(broken, "old", emulator=False) == "has no list of changes"
    nested = make_record("old", "1.0.0", [{**CHANGE, "accounts": [[CONSUMER]]}], emulator=False)
    assert record_fault(nested, "old", emulator=False) == "has no list of changes"
    assert record_fault({**record, "run": "a\rb"}, "old", emulator=False) == "is the record of the run a\\x0db"


def test_former_accounts_and_snapshots_are_those_of_the_account_and_region() -> None:
    deleted = {**CHANGE, "action": "delete", "snapshot_ids": ["s-old"]}
    other = {**CHANGE, "account": CONSUMER, "image_id": "m-x"}
    assert former_accounts([CHANGE, deleted, other], OWNER, HOME) == {"m-old": [CONSUMER]}
    assert recorded_snapshots([CHANGE, deleted], OWNER, HOME) == ["s-old"]


def test_images_are_chosen_by_id_or_name() -> None:
    rows = [ROW, {**ROW, "image_id": "m-2", "name": "two"}]
    assert [row["image_id"] for row in chosen(rows, ["two"], [])] == ["m-2"]
    assert [row["image_id"] for row in chosen(rows, [], ["m-2"])] == ["m-old"]


def test_a_list_says_what_is_done_and_what_it_saves() -> None:
    deleting = {**ROW, "action": "delete", "accounts": [], "snapshot_ids": ["s-1", "s-2"]}
    removed = {**ROW, "action": "remove", "kind": "snapshots", "state": "changed", "snapshot_ids": ["s-3"]}
    waiting = {**ROW, "action": "none", "state": "waiting"}
    rows = [ROW, deleting, removed, waiting, {**waiting, "state": "kept"}, {**waiting, "state": "unchanged"}]
    assert [words_of_row(row) for row in rows] == [
        "deprecate, unshare 1",
        "delete, 2 snapshots",
        "removed (orphan snapshots), 1 snapshot",
        "waits until 2026-12-30",
        "kept",
        "nothing to do",
    ]
    assert (freed_gib(rows, "planned"), freed_gib(rows, "changed")) == (40, 40)
    assert due(rows) == [ROW, deleting]
    assert counts(rows) == {
        "to deprecate": 1, "to delete": 1, "removed": 1, "waiting": 1, "kept": 1, "unchanged": 1
    }  # fmt: skip
