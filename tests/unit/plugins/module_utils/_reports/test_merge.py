# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One record of the parts of a run: nothing that a part did is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._reports.merge import merge_records, merge_rows
from plugins.module_utils._reports.record import make_record

from ..support import CONSUMER, HOME

OTHER = "3000000000000003"


def row(image_id: str = "m-1", **more: Any) -> dict[str, Any]:
    return {
        "site": "one",
        "image_id": image_id,
        "destination_region": HOME,
        "action": "copy",
        "state": "ready",
        "added": [],
        "shared_before": [],
        "new_image_id": None,
        "copy_action": None,
        **more,
    }


def made(image_id: str, action: str = "started") -> dict[str, Any]:
    return {
        "new_image_id": image_id,
        "new_name": f"name of {image_id}",
        "copy_action": action,
        "copy_state": "available",
    }


def record(*rows: dict[str, Any], moment: str = "2026-01-31T11:00:00Z", **more: Any) -> dict[str, Any]:
    given = {
        "site": rows[0]["site"],
        "account": "1",
        "region": HOME,
        "accounts": [CONSUMER],
        "failures": [],
        "image_map": {},
        "images": list(rows),
        "api_calls": {"CopyImage": 1},
        "request_ids": {"CopyImage": ["r-1"]},
        "started": moment,
        "finished": moment,
        **more,
    }
    return make_record("nightly", "run", "0.1.0", [given], moment)


@pytest.mark.parametrize(
    ("earlier", "later", "action", "copy"),
    [
        pytest.param(made("m-a"), made("m-a", "reused"), "started", "m-a", id="used again"),
        pytest.param(made("m-a"), made("m-a", "adopted"), "started", "m-a", id="waited for"),
        pytest.param(made("m-a", "adopted"), made("m-a", "reused"), "adopted", "m-a", id="adopted stays adopted"),
        pytest.param(made("m-a"), {}, "started", "m-a", id="not looked at again"),
        pytest.param({}, made("m-a"), "started", "m-a", id="made later"),
        pytest.param(made("m-a"), made("m-b"), "started", "m-b", id="made once more"),
    ],
)
def test_the_copy_that_a_part_made_stays(
    earlier: dict[str, Any], later: dict[str, Any], action: str, copy: str
) -> None:
    merged = merge_rows(row(**earlier), row(**later))

    assert (merged["copy_action"], merged["new_image_id"]) == (action, copy)


def test_a_copy_that_another_replaced_is_kept_in_the_row() -> None:
    merged = merge_rows(merge_rows(row(**made("m-a")), row(**made("m-b"))), row(**made("m-c")))

    assert [copy["new_image_id"] for copy in merged["earlier_copies"]] == ["m-a", "m-b"]


def test_what_was_added_stays_added_and_what_was_before_is_of_the_first() -> None:
    merged = merge_rows(row(added=[CONSUMER]), row(added=[OTHER], shared_before=[CONSUMER]))

    assert merged["added"] == [CONSUMER, OTHER]
    assert merged["shared_before"] == []


def test_rows_of_both_parts_stand_in_one_record() -> None:
    first = record(row("m-1"), row("m-2"))
    second = record(row("m-2", action="share"), row("m-3"), row("m-1", site="two"), moment="2026-02-01T11:00:00Z")

    merged = merge_records(first, second)

    assert [(item["site"], item["image_id"], item["action"]) for item in merged["images"]] == [
        ("one", "m-1", "copy"),
        ("one", "m-2", "share"),
        ("one", "m-3", "copy"),
        ("two", "m-1", "copy"),
    ]
    assert merged["counts"] == {"copy": 3, "share": 1}
    assert merged["api_calls"] == {"CopyImage": 2}
    assert merged["request_ids"] == {"CopyImage": ["r-1"]}


def test_sites_of_slices_stand_side_by_side_and_one_again_adds_up() -> None:
    first, second = record(row(site="one")), record(row(site="two"), moment="2026-02-01T11:00:00Z")
    again = record(row("m-2", site="one"), moment="2026-02-02T11:00:00Z")

    merged = merge_records(merge_records(first, second), again)

    one, two = merged["sites"]
    assert (one["site"], two["site"]) == ("one", "two")
    assert one["counts"] == {"copy": 2}
    assert one["api_calls"] == {"CopyImage": 2}
    assert (one["started"], one["finished"]) == ("2026-01-31T11:00:00Z", "2026-02-02T11:00:00Z")
    assert len(merged["history"]) == 3
