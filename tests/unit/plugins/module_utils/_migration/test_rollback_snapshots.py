# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which snapshots of data disks go when a run is undone, and who loses them."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.rollback_snapshots import accounts_by_snapshot, plan_snapshots, with_accounts
from plugins.module_utils._migration.rollback_values import RunTraces

from ..support import AWAY, CONSUMER, HOME

OTHER = "3000000000000003"


def copy(*accounts: str, **more: Any) -> dict[str, Any]:
    given = {
        "snapshot_id": "s-copy",
        "source_snapshot_id": "s-1",
        "source_region": HOME,
        "region": AWAY,
        "name": "data",
        "device": "/dev/xvdb",
        "shared_with": list(accounts),
    }
    return {**given, **more}


def record(*added: str, snapshot_id: str = "s-copy") -> dict[str, Any]:
    disk = {"device": "/dev/xvdb", "snapshot_id": snapshot_id, "added": list(added)}
    return {"images": [{"name": "db", "destination_region": AWAY, "data_disks": [disk]}]}


def plan(*copies: dict[str, Any], **more: Any) -> dict[str, Any]:
    return plan_snapshots(RunTraces(run="r", account="1", copies=(), snapshots=copies, **more))


def actions(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["what"], row["image_id"], row["action"]) for row in found["rows"]]


def test_copies_of_the_run_are_removed_by_source_and_region() -> None:
    found = plan(copy(), copy(snapshot_id="s-2", source_snapshot_id="s-9"))

    assert found["removals"] == [
        {
            "region": HOME,
            "destination_region": AWAY,
            "snapshot_ids": ["s-1", "s-9"],
            "copies": ["s-copy", "s-2"],
        }
    ]
    assert found["rows"][0]["name"] == "data /dev/xvdb"
    assert actions(found) == [("snapshot", "s-copy", "remove"), ("snapshot", "s-2", "remove")]


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (plan(copy(CONSUMER), record=record(CONSUMER)), ""),
        (plan(copy(CONSUMER)), ""),
        (plan(copy(CONSUMER, OTHER), record=record(CONSUMER)), f"it is shared with {OTHER}, not by this run"),
        (plan(copy(CONSUMER, OTHER), record=record(CONSUMER), doubt="edited"), ""),
        (
            plan(copy(OTHER), uses=[{"run": "next", "image_id": "s-copy", "added": [OTHER]}]),
            f"the run next shares it with {OTHER}",
        ),
        (plan(copy(), uses=[{"run": "next", "image_id": "s-copy", "added": [OTHER]}]), ""),
        (plan(copy(source_region="")), "its tags do not say"),
    ],
    ids=["its own accounts", "no record", "others", "edited", "another run", "which ended", "no origin"],
)
def test_a_copy_stays_while_others_use_it(found: dict[str, Any], why: str) -> None:
    (row,) = found["rows"]

    assert row["action"] == ("keep" if why else "remove")
    assert row["why"].startswith(why)
    assert bool(found["removals"]) is not bool(why)


def test_shares_of_another_runs_copy_are_taken_from_accounts_that_still_have_it() -> None:
    found = plan(record=record(CONSUMER, OTHER, snapshot_id="s-old"), holders={"s-old": [CONSUMER]})

    assert found["unshared"] == [{"region": AWAY, "snapshot_ids": ["s-old"], "accounts": [CONSUMER]}]
    assert actions(found) == [("share", "s-old", "unshare")]


def test_shares_stay_where_the_record_proves_nothing_or_nobody_has_them() -> None:
    edited = plan(record=record(CONSUMER, snapshot_id="s-old"), holders={"s-old": [CONSUMER]}, doubt="it was edited")

    assert (edited["unshared"], actions(edited)) == ([], [("share", "s-old", "keep")])
    assert plan(record=record(CONSUMER, snapshot_id="s-old"))["rows"] == []


def test_who_has_a_copy_is_read_from_what_would_be_taken() -> None:
    shares = [{"account": "1", "removed": ["s-copy"]}, {"account": "2", "removed": []}]

    assert accounts_by_snapshot(shares) == {"s-copy": ["1"]}
    assert with_accounts([copy()], shares)[0]["shared_with"] == ["1"]
