# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS snapshots."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._api.ecs_snapshots import list_all_snapshots, list_snapshots
from plugins.module_utils._model.errors import Denied
from plugins.module_utils._model.snapshot import Snapshot

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD

WHOLE: dict[str, Any] = {
    "size_gib": 40,
    "created": "2025-01-01T00:00:00Z",
    "status": "accomplished",
    "progress": 100,
    "disk_type": "system",
    "usage": "image",
}


def test_snapshots_tell_their_key(connect: Connect) -> None:
    found = list_snapshots(connect(), HOME, ["s-cmk", "s-plain"])

    assert found == {
        "s-cmk": Snapshot(snapshot_id="s-cmk", encrypted=True, kms_key_id="key-bj", **WHOLE),
        "s-plain": Snapshot(snapshot_id="s-plain", encrypted=False, kms_key_id="", **WHOLE),
    }


def test_a_service_keys_snapshot_may_name_no_key(emu: Harness, connect: Connect) -> None:
    emu.set(service_key_id_empty=True)

    assert list_snapshots(connect(), HOME, ["s-web"])["s-web"] == Snapshot(
        snapshot_id="s-web", encrypted=True, kms_key_id="", **WHOLE
    )


@pytest.mark.parametrize("form", ["number", "string"])
def test_the_size_may_come_as_a_number_or_as_text(emu: Harness, connect: Connect, form: str) -> None:
    emu.set(source_disk_size=form)

    assert list_snapshots(connect(), HOME, ["s-cmk"])["s-cmk"].size_gib == 40


def test_snapshots_that_are_not_there_are_left_out(connect: Connect) -> None:
    assert set(list_snapshots(connect(), HOME, ["s-none", "s-cmk"])) == {"s-cmk"}


def test_nothing_is_asked_for_no_snapshots(emu: Harness, connect: Connect) -> None:
    assert list_snapshots(connect(), HOME, []) == {}
    assert emu.log() == []


def many_snapshots(emu: Harness, count: int) -> list[str]:
    """A world with so many snapshots; their ids."""
    ids = [f"s-{number:03}" for number in range(count)]
    region = {"snapshots": [{"id": snapshot_id, "size_gib": 1} for snapshot_id in ids]}
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    return ids


@pytest.mark.parametrize(("count", "sizes"), [(11, [11]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_a_hundred_snapshots_are_read_with_a_call(emu: Harness, connect: Connect, count: int, sizes: list[int]) -> None:
    ids = many_snapshots(emu, count)

    assert set(list_snapshots(connect(), HOME, ids + ids)) == set(ids)
    asked = [json.loads(entry["parameters"]["SnapshotIds"]) for entry in emu.log()]
    assert sorted(map(len, asked), reverse=True) == sizes


def test_an_answer_that_is_not_all_is_followed_by_its_token(emu: Harness, connect: Connect) -> None:
    ids = many_snapshots(emu, 150)
    emu.fault(kind="misread", action="DescribeSnapshots", times=100, parameters={"MaxResults": 40})

    assert set(list_snapshots(connect(), HOME, ids)) == set(ids)
    assert len(emu.log()) == 3 + 2


def test_a_snapshot_deleted_between_two_parts_of_an_answer_hides_no_other(emu: Harness, connect: Connect) -> None:
    ids = many_snapshots(emu, 100)
    emu.fault(kind="misread", action="DescribeSnapshots", parameters={"MaxResults": 40})
    emu.fault(kind="change", action="DescribeSnapshots", change={"remove_snapshots": ids[:1]})

    assert set(ids[1:]) <= set(list_snapshots(connect(), HOME, ids))
    assert [fault["fired"] for fault in emu.control("GET", "faults")["faults"]] == [1, 1]


def test_all_snapshots_of_a_region_are_read_page_by_page(emu: Harness, connect: Connect) -> None:
    ids = many_snapshots(emu, 150)

    assert sorted(snapshot.snapshot_id for snapshot in list_all_snapshots(connect(), HOME)) == ids
    assert len(emu.log()) == 2


def test_a_missing_right_is_told(connect: Connect) -> None:
    with pytest.raises(Denied) as caught:
        list_snapshots(connect("no-snapshots"), HOME, ["s-cmk"])

    assert caught.value.permission == "ecs:DescribeSnapshots"
