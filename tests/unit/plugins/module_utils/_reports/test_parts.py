# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What data disks that are shared as snapshots say of their image in a report."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._reports.parts import disks_fault, merged_parts, parts_state, recorded_snapshots, shown_parts


def part(state: str = "available", *accounts: str, **more: Any) -> dict[str, Any]:
    given = {
        "image_id": "m-db",
        "device": "/dev/xvdb",
        "size_gib": 100,
        "source_snapshot_id": "s-1",
        "snapshot_id": "s-copy",
        "state": state,
        "action": "started",
        "shared_with": list(accounts),
        "added": list(accounts),
        "invited": [],
        "seen_as": {},
    }
    return {**given, **more}


@pytest.mark.parametrize(
    ("parts", "state", "code"),
    [
        ([part("available", "1"), part("failed")], "failed", "data_disk_not_copied"),
        ([part("available", "1"), part("copying")], "in_progress", ""),
        ([part("planned"), part("copying")], "planned", ""),
        ([part("available")], "failed", "data_disk_not_shared"),
    ],
    ids=["failed", "in progress", "planned", "not shared"],
)
def test_an_image_is_not_ready_before_its_data_disks_are(parts: list[dict[str, Any]], state: str, code: str) -> None:
    found = parts_state(parts, ["1"])

    assert found is not None
    assert (found[0], found[2]) == (state, code)


@pytest.mark.parametrize("parts", [[part("available", "1")], [part(invited=["1"])], []], ids=["shared", "invited", "-"])
def test_data_disks_that_are_as_asked_for_say_nothing(parts: list[dict[str, Any]]) -> None:
    assert parts_state(parts, ["1"]) is None


def test_a_report_shows_parts_or_those_of_the_plan() -> None:
    planned = {"data_disks": [{"device": "/dev/xvdb", "size_gib": 100, "source_snapshot_id": "s-1"}]}

    assert shown_parts(planned, []) == planned["data_disks"]
    assert "image_id" not in shown_parts(planned, [part()])[0]


def test_a_later_part_of_a_run_keeps_who_gained_a_snapshot_and_who_made_it() -> None:
    earlier = {"data_disks": [part("available", "1")]}
    later = {"data_disks": [part("available", "1", "2", added=["2"], action="reused")]}
    (merged,) = merged_parts(earlier, later)

    assert (merged["added"], merged["action"]) == (["1", "2"], "started")
    assert merged_parts({}, later) == later["data_disks"]


def test_a_planned_disk_is_no_recorded_snapshot() -> None:
    row = {"data_disks": [part("available", "1"), {"device": "/dev/xvdc"}]}

    assert recorded_snapshots(row) == [("s-copy", ["1"])]
    assert recorded_snapshots({}) == []


@pytest.mark.parametrize(
    ("disks", "fault"),
    [
        ([part()], ""),
        ({}, "has no list of mappings"),
        (["s-1"], "has no list of mappings"),
        ([{"snapshot_id": 1}], "has no text snapshot_id"),
        ([{"snapshot_id": "s-1", "added": [1]}], "has no list of texts added"),
    ],
)
def test_a_record_with_other_data_disks_is_refused(disks: Any, fault: str) -> None:
    assert disks_fault(disks) == fault
