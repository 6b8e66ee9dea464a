# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run takes back."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.rollback import RunTraces, plan_rollback, report_faults

from ..support import AWAY, CONSUMER, HOME, OWNER

RUN = "nightly"
OTHER = "3000000000000003"


def copy(image_id: str = "m-copy", source: str = "m-old", **tags: str) -> dict[str, Any]:
    given = {
        "imageops:source-image": source,
        "imageops:copy": f"{OWNER}/{HOME}>{HOME}/key-bj/1",
        "imageops:run": RUN,
        **tags,
    }
    return {"image_id": image_id, "name": "copy", "region": HOME, "tags": given, "shared_with": [CONSUMER]}


def going(image_id: str | None = "m-copy", source: str = "m-old", **more: Any) -> dict[str, Any]:
    """What image_copy says of a copy in check mode."""
    return {
        "source_image_id": source,
        "region": HOME,
        "kms_key_id": "key-bj",
        "image_id": image_id,
        "name": "copy" if image_id else "",
        "state": "planned",
        "reasons": [],
        "snapshot_ids": ["s-1"],
        "unshared": [CONSUMER],
        **more,
    }


def row(**more: Any) -> dict[str, Any]:
    """A row of a report."""
    return {
        "image_id": "m-old",
        "name": "old",
        "region": HOME,
        "destination_region": HOME,
        "new_image_id": None,
        "new_key": "",
        "copy_action": None,
        "added": [],
        "shared_before": [],
        **more,
    }


def report(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"run": RUN, "check_mode": False, "emulator": False, "images": list(rows)}


def now(image_id: str, *accounts: str) -> dict[str, Any]:
    return {"image_id": image_id, "shared_with": list(accounts)}


def plan(*copies: dict[str, Any], **more: Any) -> dict[str, Any]:
    return plan_rollback(RunTraces(run=RUN, account=OWNER, copies=copies, **more))


def actions(made: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["image_id"], item["action"]) for item in made["rows"]]


def test_copies_are_asked_for_by_source_region_and_key() -> None:
    other_key = copy("m-3", "m-c", **{"imageops:copy": f"{OWNER}/{HOME}>{AWAY}/key-sh/2"})

    made = plan(copy("m-1", "m-a"), copy("m-2", "m-b"), other_key)

    assert made["copies"] == [
        {
            "region": HOME,
            "kms_key_id": "key-bj",
            "source_owner": "self",
            "copies": [
                {"image_id": "m-a", "destination_region": HOME},
                {"image_id": "m-b", "destination_region": HOME},
            ],
        },
        {
            "region": HOME,
            "kms_key_id": "key-sh",
            "source_owner": "self",
            "copies": [{"image_id": "m-c", "destination_region": AWAY}],
        },
    ]


def test_attempts_of_one_copy_are_asked_for_once() -> None:
    second = copy("m-2", **{"imageops:copy": f"{OWNER}/{HOME}>{HOME}/key-bj/2"})

    (group,) = plan(copy("m-1"), second)["copies"]

    assert group["copies"] == [{"image_id": "m-old", "destination_region": HOME}]


def test_a_copy_of_an_image_that_another_account_shares_is_asked_for_as_such() -> None:
    adopted = copy(**{"imageops:copy": f"{OTHER}/{HOME}>{HOME}/key-bj/1"})

    assert [group["source_owner"] for group in plan(adopted)["copies"]] == ["shared"]


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param({"imageops:copy": "of mine"}, id="a tag that is not ours"),
        pytest.param({"imageops:source-image": ""}, id="no source"),
        pytest.param({"imageops:run": "another"}, id="another run"),
    ],
)
def test_an_image_that_does_not_say_what_it_is_is_kept(tags: dict[str, str]) -> None:
    made = plan(copy(**tags))

    assert made["copies"] == []
    assert actions(made) == [("m-copy", "keep")]


def test_what_image_copy_would_remove_is_shown_with_who_loses_it() -> None:
    made = plan(copy(), predicted=[going()])

    assert actions(made) == [("m-copy", "remove")]
    assert made["rows"][0]["accounts"] == [CONSUMER]
    assert made["problems"] == []


def test_what_image_copy_would_keep_is_shown_with_its_reason() -> None:
    reasons = [{"code": "copy_in_use", "message": "is used by instances", "remedy": "Release them."}]

    made = plan(copy(), predicted=[going(state="failed", reasons=reasons, unshared=[])])

    assert actions(made) == [("m-copy", "keep")]
    assert made["rows"][0]["why"] == "is used by instances. Release them."


def test_copies_stay_if_those_of_another_run_would_go_with_them() -> None:
    made = plan(copy(), copy("m-b", "m-src-b"), predicted=[going(), going("m-theirs"), going("m-b", "m-src-b")])

    assert [item["image_id"] for group in made["copies"] for item in group["copies"]] == ["m-src-b"]
    assert sorted(actions(made)) == [("m-b", "remove"), ("m-copy", "keep")]
    assert "m-theirs" in next(item["why"] for item in made["rows"] if item["image_id"] == "m-copy")


def test_an_image_of_another_run_that_image_copy_keeps_is_no_matter() -> None:
    made = plan(copy(), predicted=[going(), going("m-theirs", state="available")])

    assert len(made["copies"]) == 1


def test_snapshots_of_a_copy_whose_image_is_gone_are_found_by_the_report() -> None:
    started = row(new_image_id="m-copy", new_key="key-bj", copy_action="started")
    traces: dict[str, Any] = {"report": report(started)}

    assert plan(**traces)["copies"][0]["copies"] == [{"image_id": "m-old", "destination_region": HOME}]
    made = plan(**traces, predicted=[going(None)])
    assert actions(made) == [("s-1", "remove")]


def test_nothing_left_is_no_row() -> None:
    assert plan(copy(), predicted=[going(None, state="absent", snapshot_ids=[], unshared=[])])["rows"] == []


SHARED = row(image_id="m-base", name="base", added=[CONSUMER, OTHER])


def test_shares_of_an_image_that_existed_before_are_taken_back_as_far_as_they_stand() -> None:
    made = plan(report=report(SHARED), named=[now("m-base", OTHER, "9")])

    assert made["shares"] == [{"image_id": "m-base", "region": HOME, "accounts": [OTHER]}]
    assert [(item["accounts"], item["action"]) for item in made["rows"]] == [([OTHER], "unshare"), ([CONSUMER], "keep")]


def test_shares_of_a_copy_that_the_run_found_and_used_are_taken_back_and_the_copy_stays() -> None:
    reused = row(new_image_id="m-before", new_key="key-bj", copy_action="reused", added=[CONSUMER])

    made = plan(report=report(reused), named=[now("m-before", CONSUMER)])

    assert made["copies"] == []
    assert made["shares"] == [{"image_id": "m-before", "region": HOME, "accounts": [CONSUMER]}]


def test_shares_of_the_runs_own_copies_go_with_the_copies() -> None:
    started = row(new_image_id="m-copy", new_key="key-bj", copy_action="started", added=[CONSUMER])

    assert plan(copy(), report=report(started), named=[now("m-copy", CONSUMER)], predicted=[going()])["shares"] == []


def test_an_image_of_another_account_or_gone_is_kept() -> None:
    made = plan(report=report(SHARED))

    assert made["shares"] == []
    assert actions(made) == [("m-base", "keep")]


def test_without_a_report_no_share_is_taken_back() -> None:
    assert plan(named=[now("m-base", CONSUMER)])["shares"] == []


MOVED = row(new_image_id="m-copy", new_key="key-bj", copy_action="started", shared_before=[CONSUMER, OTHER])


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        pytest.param(now("m-old"), CONSUMER, id="they lost it"),
        pytest.param(now("m-old", CONSUMER), "", id="they have it again"),
    ],
)
def test_consumers_that_the_run_moved_must_get_their_image_back_first(source: dict[str, Any], lost: str) -> None:
    made = plan(copy(), report=report(MOVED), named=[source], predicted=[going()])

    assert [problem.split(" ")[0] for problem in made["problems"]] == ([lost] if lost else [])
    assert all("Share m-old with them again first" in problem for problem in made["problems"])


def test_consumers_of_another_region_never_had_the_source() -> None:
    away = row(**{**MOVED, "destination_region": AWAY})

    assert plan(copy(), report=report(away), named=[], predicted=[going(region=AWAY)])["problems"] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({}, "", id="the run's"),
        pytest.param({"run": "other"}, "of the run 'other'", id="another run's"),
        pytest.param({"check_mode": True}, "check mode", id="of check mode"),
        pytest.param({"emulator": True}, "of the emulator", id="of the emulator"),
    ],
)
def test_only_the_runs_own_report_counts(change: dict[str, Any], fault: str) -> None:
    faults = report_faults({**report(), **change}, RUN, emulated=False)

    assert bool(faults) is bool(fault)
    assert fault in " ".join(faults)


def test_a_report_of_the_real_cloud_does_not_count_on_the_emulator() -> None:
    assert report_faults(report(), RUN, emulated=True) == ["it is of the real cloud"]
    assert report_faults({}, RUN, emulated=True) == []
