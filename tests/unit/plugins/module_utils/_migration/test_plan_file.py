# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a plan file says."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.plan_file import plan_report, plan_rows, site_plan
from plugins.module_utils._reports.join import join_reports
from plugins.module_utils._reports.observe_texts import texts_in
from plugins.module_utils._reports.page import report_page

from ..support import AWAY, CONSUMER, HOME

ASKED = {"region": HOME, "accounts": [CONSUMER]}
NOBODY = {"region": HOME, "accounts": []}
MOVED = {**NOBODY, "share_from_source": True, "unshare_sources": True}
REASON = {"code": "too_many_attempts", "message": "3 attempts failed", "remedy": "Look at them."}


def decided(image_id: str, action: str, **more: Any) -> dict[str, Any]:
    given = {
        "image_id": image_id,
        "name": f"name-{image_id}",
        "region": HOME,
        "size_gib": 40,
        "snapshot_gib": 40,
        "encryption": "service_key",
        "verdict": "needs_copy",
        "key": "",
        "shared_with": [],
        "destination_region": HOME,
        "action": action,
        "is_system_disk": False,
        "why": "is as it is",
        "code": "",
        "remedy": "",
    }
    return {**given, **more}


def predicted(source: str, state: str, action: str, **more: Any) -> dict[str, Any]:
    given = {
        "source_image_id": source,
        "region": HOME,
        "image_id": None,
        "name": f"name-{source}-cmk",
        "kms_key_id": "key-1",
        "state": state,
        "action": action,
        "reasons": [],
    }
    return {**given, **more}


def plan(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = {"made": "now", "account": "1", "emulator": False}
    return site_plan(rows, site="here", request=ASKED, facts=facts, seconds_per_gib=45, **more)


@pytest.mark.parametrize(
    ("state", "action", "step"),
    [
        ("planned", "none", "start"),
        ("available", "reused", "reuse"),
        ("available", "none", "as_it_is"),
        ("copying", "adopted", "wait"),
        ("queued", "adopted", "wait"),
        ("failed", "none", "fail"),
    ],
)
def test_a_row_says_what_its_copy_would_be(state: str, action: str, step: str) -> None:
    (row,) = plan_rows([decided("m-1", "copy")], [predicted("m-1", state, action)], ASKED)

    assert (row["step"], row["target_name"], row["target_key"]) == (step, "name-m-1-cmk", "key-1")


def test_a_copy_that_would_fail_says_why_and_is_in_the_way() -> None:
    rows = plan_rows([decided("m-1", "copy")], [predicted("m-1", "failed", "none", reasons=[REASON])], NOBODY)

    assert rows[0]["why"] == "3 attempts failed"
    assert plan(*rows)["blockers"] == [
        {
            "site": "here",
            "code": "too_many_attempts",
            "why": "3 attempts failed",
            "remedy": "Look at them.",
            "count": 1,
            "images": "name-m-1",
        }
    ]


@pytest.mark.parametrize(
    ("row", "copies", "accounts"),
    [
        pytest.param(decided("m-1", "skip"), [], [], id="left alone"),
        pytest.param(decided("m-1", "share"), [], [CONSUMER], id="share"),
        pytest.param(decided("m-1", "none", shared_with=[CONSUMER]), [], [], id="shared already"),
        pytest.param(
            decided("m-1", "copy", shared_with=[CONSUMER]),
            [predicted("m-1", "planned", "none")],
            [CONSUMER],
            id="the source is shared, its copy is not",
        ),
    ],
)
def test_a_row_says_who_gains_access(row: dict[str, Any], copies: list[dict[str, Any]], accounts: list[str]) -> None:
    assert plan_rows([row], copies, ASKED)[0]["accounts"] == accounts


@pytest.mark.parametrize(
    ("row", "gain", "lose"),
    [
        pytest.param({}, ["9"], ["9"], id="copied in its region"),
        pytest.param({"destination_region": AWAY}, ["9"], [], id="copied to another"),
        pytest.param({"is_system_disk": True}, ["9"], [], id="copied without its data disks"),
        pytest.param({"action": "share"}, [], [], id="not copied"),
    ],
)
def test_a_row_says_who_has_the_copy_in_the_place_of_its_source(
    row: dict[str, Any], gain: list[str], lose: list[str]
) -> None:
    one = decided("m-1", "copy", shared_with=["9"]) | row
    copies = [predicted("m-1", "planned", "none", region=one["destination_region"])]
    (planned,) = plan_rows([one], copies, MOVED)

    assert (planned["accounts"], planned["lost_by_source"]) == (gain, lose)


def test_totals_are_those_of_what_would_be_started() -> None:
    decisions = [
        decided("m-1", "copy"),
        decided("m-1", "copy", destination_region=AWAY),
        decided("m-2", "copy", snapshot_gib=140),
        decided("m-3", "share"),
        decided("m-4", "skip", code="vhd_format"),
    ]
    copies = [
        predicted("m-1", "planned", "none"),
        predicted("m-1", "available", "reused", region=AWAY),
        predicted("m-2", "copying", "adopted"),
    ]
    found = plan(*plan_rows(decisions, copies, ASKED))["totals"]

    assert found["images"] == 4
    assert found["actions"] == {"copy": 3, "share": 1, "skip": 1}
    assert found["copies"] == {"start": 1, "reuse": 1, "wait": 1}
    assert found["shares"] == 4
    assert found["snapshot_gib"] == 40
    assert found["seconds"] == 140 * 45
    assert found["regions"] == [{"region": HOME, "copies": 2, "snapshot_gib": 40, "time": "1 h 45 min"}]


def test_nothing_takes_no_time() -> None:
    found = plan()["totals"]

    assert (found["seconds"], found["time"], found["regions"]) == (0, "no time", [])


def test_blockers_are_told_by_cause() -> None:
    rows = plan_rows(
        [
            decided("m-1", "skip", code="vhd_format", why="is vhd", remedy="Import it."),
            decided("m-2", "skip", code="key_disabled", why="is disabled", remedy="Enable it."),
            decided("m-3", "skip", code="key_disabled", why="is disabled", remedy="Enable it."),
            decided("m-4", "share"),
        ],
        [],
        NOBODY,
    )

    assert [(item["code"], item["count"], item["images"]) for item in plan(*rows)["blockers"]] == [
        ("key_disabled", 2, "name-m-2, name-m-3"),
        ("vhd_format", 1, "name-m-1"),
    ]


def test_a_plan_is_a_page_on_which_everything_is_to_come() -> None:
    decisions = [
        decided("m-1", "copy"),
        decided("m-2", "skip", code="vhd_format", verdict="blocked"),
        decided("m-3", "share", verdict="shareable"),
        decided("m-4", "none", verdict="shareable", shared_with=[CONSUMER]),
        decided("m-5", "copy"),
        decided("m-6", "copy"),
    ]
    copies = [
        predicted("m-1", "planned", "none"),
        predicted("m-5", "available", "reused", image_id="m-9"),
        predicted("m-6", "failed", "none", reasons=[REASON]),
    ]
    page = report_page(join_reports([plan_report(plan(*plan_rows(decisions, copies, ASKED)))]), {}, texts_in())
    tiles = {tile["label"]: tile["value"] for tile in page["tiles"]}

    assert page["kind"] == "plan"
    assert sorted((row["id"], row["state"], row["way"]) for row in page["rows"]) == [
        ("m-1", "planned", "ypppn"),
        ("m-2", "left_alone", "ynnnn"),
        ("m-3", "planned", "ysspn"),
        ("m-4", "ready", "yssyn"),
        ("m-5", "planned", "yyypn"),
        ("m-6", "failed", "yfnnn"),
    ]
    assert page["kind"] == "plan"
    assert tiles["copies to start"] == "1"
    assert tiles["new snapshots"] == "40 GiB"
    assert tiles["estimated time"] == "30 min"
    assert tiles["cannot be copied"] == "1"
    assert [item["title"] for item in page["todo"]] == ["Failed", "Skipped", "Planned"]
    assert "images_plan" in page["todo"][-1]["remedy"]


def test_plans_of_several_sites_add_up_and_their_queues_run_side_by_side() -> None:
    one = plan(*plan_rows([decided("m-1", "copy")], [predicted("m-1", "planned", "none")], NOBODY))
    two = plan(*plan_rows([decided("m-2", "copy", snapshot_gib=10)], [predicted("m-2", "planned", "none")], NOBODY))
    found = join_reports([plan_report(one), plan_report(two)])["totals"]

    assert (found["snapshot_gib"], found["seconds"], found["images"]) == (50, 1800, 2)
    assert found["copies"] == {"start": 2}
