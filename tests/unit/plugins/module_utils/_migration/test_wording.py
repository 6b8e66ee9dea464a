# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a migration says: short, in the reader's words, the same text once."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._core.tables import WIDTH, display_width
from plugins.module_utils._migration.wording import (
    accounts_text,
    choice_text,
    count_of,
    left_out_lines,
    matched_line,
    names_text,
    plan_lines,
    plan_table,
    proof_lines,
    result_table,
    seen_text,
    skipped_lines,
    summary_line,
)

LONG = "is encrypted and has data disks, which cannot be shared " * 4


def decided(image_id: str, action: str, **changes: Any) -> dict[str, Any]:
    row = {"image_id": image_id, "name": image_id[2:], "action": action, "why": "", "remedy": ""}
    return row | {"destination_region": "cn-beijing"} | changes


def reported(image_id: str, state: str, **changes: Any) -> dict[str, Any]:
    row = decided(image_id, "copy") | {
        "state": state,
        "after": "copied, shared",
        "problem": "",
        "site": "here",
        "copy_action": "reused",
    }
    return row | {"new_image_id": "m-new", "shared_with": [], "proofs": []} | changes


def proof(result: str, account: str = "2000000000000002", **changes: str) -> dict[str, str]:
    return {"account": account, "region": "cn-beijing", "result": result, "reason": "", **changes}


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [(1, "image", "1 image"), (2, "image", "2 images"), (0, "copy", "0 copies"), (1, "copy", "1 copy")],
)
def test_singular_and_plural_agree(number: int, noun: str, text: str) -> None:
    assert count_of(number, noun) == text


def test_what_matches_is_counted_by_what_is_done() -> None:
    rows = [
        decided("m-a", "copy"),
        decided("m-a", "copy", destination_region="ap-southeast-1"),
        decided("m-b", "skip"),
        decided("m-c", "share"),
        decided("m-d", "none"),
    ]
    expected = "4 images match web-*: 1 can be shared, 1 needs a copy, 1 needs nothing, 1 is skipped"
    assert matched_line("web-*", rows, 4) == expected
    two = [decided("m-a", "copy"), decided("m-b", "copy"), decided("m-c", "skip"), decided("m-d", "skip")]
    assert matched_line("*", two, 4) == "4 images match *: 2 need a copy, 2 are skipped"
    assert matched_line("web", [], 1) == "1 image matches web"


def test_a_reason_to_skip_is_said_once_for_all_its_images_the_most_frequent_first() -> None:
    rows = [decided("m-one", "skip", why="is disabled", remedy="")]
    rows += [decided(f"m-{number}", "skip", why="has data disks", remedy="Set it.") for number in range(5)]
    assert skipped_lines(rows) == [
        "  skipped  0, 1, 2 and 2 more: has data disks",
        "           -> Set it.",
        "  skipped  one: is disabled",
    ]


def test_names_are_said_once_and_never_move_the_cursor() -> None:
    assert names_text(["web", "web", "a\x1b[2J"]) == "web, a\\x1b[2J"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"names": ["web-*", "api"]}, "web-*, api"),
        ({"ids": ["m-1"], "tags": {"team": "web", "gold": None}}, "m-1 and team=web, gold=*"),
        ({"families": ["web"], "names": [], "tags": {}}, "web"),
        ({}, "the choice of all images"),
        (
            {"names": ["web-*"], "exclude_names": ["*-test", "*-x"], "newest": 2, "created_within": "8d"},
            "web-* without *-test, *-x, newest 2, at most 8d old",
        ),
        ({"exclude_names": [], "newest": 1, "created_within": ""}, "the choice of all images, newest 1"),
    ],
)
def test_a_choice_is_said_as_it_was_written(values: dict[str, Any], text: str) -> None:
    assert choice_text(values) == text


def test_a_plan_says_what_it_takes() -> None:
    totals = {"copies": {"start": 7, "wait": 1, "reuse": 2}, "snapshot_gib": 320, "time": "40 min"}
    assert plan_lines(totals, 2, 45.0, "assumed") == [
        "7 copies, 320 GiB of new snapshots at most, about 40 min (assumed 45 s per GiB)",
        "1 copy in progress already",
        "2 copies made earlier",
        "access is granted 2 times at most",
    ]
    assert plan_lines({"copies": {}}, 0, 45.0, "given") == ["nothing to copy and no new account to share with"]


def test_a_plan_lists_what_cannot_be_copied_first_and_leaves_out_what_is_skipped() -> None:
    rows = [
        decided("m-a", "copy", step="start", target_name="a-cmk", accounts=["2", "3"], site="here"),
        decided("m-b", "skip"),
        decided("m-c", "copy", step="fail", site="there"),
    ]
    lines = plan_table(rows, with_sites=True)
    assert [line.split() for line in lines[1:]] == [
        ["there", "c", "cn-beijing", "cannot", "be", "copied", "-", "-"],
        ["here", "a", "cn-beijing", "copy", "a-cmk", "2", "accounts"],
    ]


def test_accounts_are_counted_from_two_on() -> None:
    assert accounts_text(["2000000000000002"]) == "2000000000000002"
    assert accounts_text(["2", "3"]) == "2 accounts"
    assert accounts_text([]) == ""


def test_a_result_has_failed_and_skipped_images_first_and_fits_on_a_screen() -> None:
    rows = [
        reported("m-ready", "ready"),
        reported("m-left", "left_alone", why=LONG, new_image_id=None),
        reported("m-failed", "failed", problem=LONG, new_image_id=None),
    ]
    lines = result_table(rows, with_sites=False)
    assert [line.split()[0] for line in lines[1:]] == ["failed", "left", "ready"]
    assert max(map(display_width, lines)) <= WIDTH


def test_what_was_copied_comes_before_what_was_there_and_the_rest_is_in_the_report() -> None:
    there = [reported(f"m-there{number}", "ready", copy_action="reused") for number in range(50)]
    lines = result_table(
        [*there, reported("m-made", "ready", copy_action="started")], with_sites=False, rest=", see it"
    )
    assert lines[1].startswith("made ")
    assert lines[-1] == "and 11 more, see it"


def test_the_reason_to_skip_is_not_repeated_on_every_row() -> None:
    lines = result_table([reported(f"m-{number}", "left_alone", why=LONG) for number in range(3)], with_sites=False)
    assert not any("data disks" in line for line in lines)


@pytest.mark.parametrize(
    ("proofs", "text"),
    [
        ([], ""),
        ([proof("not_asked")], ""),
        ([proof("visible"), proof("not_proven", "3000000000000003")], "1 of 2"),
        ([proof("launchable"), proof("not_asked", "3000000000000003")], "1 of 2"),
    ],
)
def test_who_was_not_asked_does_not_count_as_seeing(proofs: list[dict[str, str]], text: str) -> None:
    row = reported("m-1", "ready", shared_with=["2000000000000002", "3000000000000003"], proofs=proofs)
    assert seen_text(row) == text


def test_proofs_are_counted_by_account_and_region_with_each_reason_once() -> None:
    proofs = [proof("visible", reason="seen"), proof("not_proven", reason="no"), proof("not_proven", reason="no")]
    assert proof_lines(proofs) == [
        "2000000000000002 in cn-beijing: 3 images, 1 visible, 2 not verified",
        "  2 because no",
    ]


def test_the_last_word_always_says_what_is_ready_skipped_and_failed() -> None:
    assert summary_line([], run="r", took="1 min") == "0 ready, 0 skipped, 0 failed; run r, 1 min"
    rows = [reported("m-1", "ready"), reported("m-2", "planned"), reported("m-3", "failed")]
    assert summary_line(rows, run="r", took="1 min") == "1 ready, 0 skipped, 1 planned, 1 failed; run r, 1 min"


def test_what_copies_lack_is_said_for_each_image() -> None:
    images = [
        {"image_id": "m-1", "name": "db", "data_disks": ["/dev/xvdb (100 GiB)"], "dropped_tags": []},
        {
            "image_id": "m-2",
            "name": "",
            "data_disks": ["/dev/xvdb (1 GiB)", "/dev/xvdc (2 GiB)"],
            "dropped_tags": ["a", "b"],
        },
    ]

    assert left_out_lines(images) == [
        "  left out db: /dev/xvdb (100 GiB)",
        "  left out m-2: /dev/xvdb (1 GiB), /dev/xvdc (2 GiB), and its tags a, b",
    ]
