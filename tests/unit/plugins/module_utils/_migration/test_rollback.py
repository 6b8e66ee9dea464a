# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run removes."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.rollback import plan_rollback
from plugins.module_utils._migration.rollback_use import also_recorded
from plugins.module_utils._migration.rollback_values import RunTraces, record_of_account

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
    """A row of a record."""
    return {
        "site": "localhost",
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


def record(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    sites = [{"site": "localhost", "account": OWNER}]
    return {"run": RUN, "check_mode": False, "emulator": False, "sites": sites, "images": list(rows), **more}


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
    assert (made["rows"][0]["name"], made["rows"][0]["why"]) == ("copy", "the run nightly made it")
    assert made["rows"][0]["accounts"] == [CONSUMER]
    assert made["problems"] == []


def test_what_image_copy_would_keep_is_shown_with_its_reason() -> None:
    reasons = [{"code": "copy_in_use", "message": "is used by instances", "remedy": "Release them."}]

    made = plan(copy(), predicted=[going(state="failed", reasons=reasons, unshared=[])])

    assert actions(made) == [("m-copy", "keep")]
    assert made["rows"][0]["why"] == "is used by instances. Release them."
    (unsaid,) = plan(copy(), predicted=[going(state="available")])["rows"]
    assert (unsaid["action"], unsaid["why"]) == ("keep", "it is available")


def test_copies_stay_if_those_of_another_run_would_go_with_them() -> None:
    made = plan(copy(), copy("m-b", "m-src-b"), predicted=[going(), going("m-theirs"), going("m-b", "m-src-b")])

    assert [item["image_id"] for group in made["copies"] for item in group["copies"]] == ["m-src-b"]
    assert sorted(actions(made)) == [("m-b", "remove"), ("m-copy", "keep")]
    assert "m-theirs" in next(item["why"] for item in made["rows"] if item["image_id"] == "m-copy")


def test_an_image_of_another_run_that_image_copy_keeps_is_no_matter() -> None:
    made = plan(copy(), predicted=[going(), going("m-theirs", state="available")])

    assert len(made["copies"]) == 1


def test_snapshots_of_a_copy_whose_image_is_gone_are_found_by_the_record() -> None:
    started = row(new_image_id="m-copy", new_key="key-bj", copy_action="started")
    traces: dict[str, Any] = {"record": record(started)}

    assert plan(**traces)["copies"][0]["copies"] == [{"image_id": "m-old", "destination_region": HOME}]
    made = plan(**traces, predicted=[going(None)])
    assert actions(made) == [("s-1", "remove")]
    assert (made["rows"][0]["name"], made["rows"][0]["why"]) == ("what is left of a copy of m-old", "its snapshots")


def test_nothing_left_is_no_row() -> None:
    assert plan(copy(), predicted=[going(None, state="absent", snapshot_ids=[], unshared=[])])["rows"] == []


SHARED = row(image_id="m-base", name="base", added=[CONSUMER, OTHER])


def test_shares_of_an_image_that_existed_before_are_removed_as_far_as_they_stand() -> None:
    made = plan(record=record(SHARED), named=[now("m-base", OTHER, "9")])

    assert made["shares"] == [{"image_ids": ["m-base"], "region": HOME, "accounts": [OTHER]}]
    assert [(item["accounts"], item["action"]) for item in made["rows"]] == [([CONSUMER], "keep"), ([OTHER], "unshare")]


def test_shares_of_images_after_one_that_was_not_shared_are_removed() -> None:
    made = plan(record=record(row(image_id="m-alone", name="alone"), SHARED), named=[now("m-base", OTHER)])

    assert made["shares"] == [{"image_ids": ["m-base"], "region": HOME, "accounts": [OTHER]}]


def test_shares_of_a_copy_that_the_run_found_and_used_are_removed_and_the_copy_stays() -> None:
    reused = row(new_image_id="m-before", new_key="key-bj", copy_action="reused", added=[CONSUMER])

    made = plan(record=record(reused), named=[now("m-before", CONSUMER)])

    assert made["copies"] == []
    assert made["shares"] == [{"image_ids": ["m-before"], "region": HOME, "accounts": [CONSUMER]}]


def test_shares_of_the_runs_own_copies_go_with_the_copies() -> None:
    started = row(new_image_id="m-copy", new_key="key-bj", copy_action="started", added=[CONSUMER])

    assert plan(copy(), record=record(started), named=[now("m-copy", CONSUMER)], predicted=[going()])["shares"] == []


def test_an_image_of_another_account_or_gone_is_kept() -> None:
    made = plan(record=record(SHARED))

    assert made["shares"] == []
    assert actions(made) == [("m-base", "keep")]


def test_without_a_record_no_share_is_removed() -> None:
    assert plan(named=[now("m-base", CONSUMER)])["shares"] == []


MOVED = row(
    new_image_id="m-copy",
    new_key="key-bj",
    copy_action="started",
    shared_before=[CONSUMER, OTHER],
    added=[CONSUMER, OTHER],
)


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        pytest.param(now("m-old"), CONSUMER, id="they lost it"),
        pytest.param(now("m-old", CONSUMER), "", id="they have it again"),
    ],
)
def test_consumers_that_the_run_moved_must_get_their_image_back_first(source: dict[str, Any], lost: str) -> None:
    made = plan(copy(), record=record(MOVED), named=[source], predicted=[going()])

    assert [problem.split(" ")[0] for problem in made["problems"]] == ([lost] if lost else [])
    assert all("Share m-old with them again first" in problem for problem in made["problems"])


def test_consumers_of_another_region_never_had_the_source() -> None:
    away = row(**{**MOVED, "destination_region": AWAY})

    assert plan(copy(), record=record(away), named=[], predicted=[going(region=AWAY)])["problems"] == []


def test_images_that_lose_the_same_accounts_are_one_request() -> None:
    rows = [row(image_id=image_id, added=[CONSUMER]) for image_id in ("m-a", "m-b")]

    made = plan(record=record(*rows), named=[now("m-a", CONSUMER), now("m-b", CONSUMER)])

    assert made["shares"] == [{"region": HOME, "image_ids": ["m-a", "m-b"], "accounts": [CONSUMER]}]


def test_a_share_that_the_record_itself_says_stood_before_is_kept() -> None:
    made = plan(
        record=record(row(added=[CONSUMER, OTHER], shared_before=[CONSUMER])), named=[now("m-old", CONSUMER, OTHER)]
    )

    assert [share["accounts"] for share in made["shares"]] == [[OTHER]]
    assert [item["why"] for item in made["rows"] if item["action"] == "keep"] == [
        "not proven: the record says that they had it before the run"
    ]


def test_a_record_in_doubt_proves_no_share_and_leads_to_no_snapshots() -> None:
    started = row(image_id="m-gone", new_image_id="m-copy", new_key="key-bj", copy_action="started")

    made = plan(record=record(SHARED, started), named=[now("m-base", OTHER)], doubt="the record was edited")

    assert (made["copies"], made["shares"]) == ([], [])
    assert [item["why"] for item in made["rows"]] == [
        "it is not shared with them any more",
        "not proven: the record was edited",
    ]


def test_a_copy_that_the_run_adopted_is_kept_and_its_shares_are_removed() -> None:
    adopted = row(new_image_id="m-theirs", new_key="key-bj", copy_action="adopted", added=[CONSUMER])
    theirs = {**now("m-theirs", CONSUMER), "tags": {"imageops:run": "weekly"}}

    made = plan(record=record(adopted), named=[theirs])
    names = [
        plan(record=record(one), named=[theirs])["rows"][0]["name"]
        for one in (adopted, {**adopted, "new_name": "web-2"})
    ]

    assert made["copies"] == []
    assert actions(made) == [("m-theirs", "keep"), ("m-theirs", "unshare")]
    assert made["rows"][0]["why"] == "the run weekly began it"
    assert names == [adopted["name"], "web-2"]


def test_a_copy_of_its_own_that_a_later_part_adopted_is_removed() -> None:
    adopted = row(new_image_id="m-copy", new_key="key-bj", copy_action="adopted", added=[CONSUMER])

    made = plan(copy(), record=record(adopted), named=[now("m-copy", CONSUMER)], predicted=[going()])

    assert actions(made) == [("m-copy", "remove")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({}, "", id="the account's"),
        pytest.param({"check_mode": True}, "check mode", id="of check mode"),
        pytest.param({"emulator": True}, "is of the emulator", id="of the emulator"),
        pytest.param(
            {"sites": [{"site": "a", "account": "9"}]}, f"is of 9, not of the account {OWNER}", id="another's"
        ),
        pytest.param({"sites": [{"site": "localhost"}]}, "", id="of a site that does not say whose it is"),
        pytest.param({"sites": [{"site": "a"}]}, "is of a", id="of a site that is not in the play"),
    ],
)
def test_only_the_accounts_own_record_counts(change: dict[str, Any], fault: str) -> None:
    mine, found = record_of_account(record(row(), **change), OWNER, ["localhost"], emulated=False)

    assert bool(found) is bool(fault)
    assert fault in found
    assert bool(mine) is not bool(fault)


def test_of_several_accounts_only_the_rows_of_this_one_count() -> None:
    sites = [{"site": "a", "account": OWNER}, {"site": "b", "account": "9"}]

    mine, _fault = record_of_account(record(row(site="a"), row(site="b"), sites=sites), OWNER, [], emulated=False)

    assert [item["site"] for item in mine["images"]] == ["a"]


def test_a_record_of_the_real_cloud_does_not_count_on_the_emulator() -> None:
    assert record_of_account(record(), OWNER, [], emulated=True) == ({}, "the record is of the real cloud")


def test_a_copy_that_another_run_shares_stays_until_that_run_is_undone() -> None:
    uses = [{"run": "second", "image_id": "m-copy", "added": [CONSUMER]}]
    (kept,) = plan(copy(), predicted=[going()], uses=uses)["rows"]
    assert (kept["image_id"], kept["action"]) == ("m-copy", "keep")
    assert kept["why"] == f"the run second shares it with {CONSUMER}; undo that run first"
    unshared = {**copy(), "shared_with": []}
    made = plan(unshared, predicted=[going()], uses=uses)
    assert actions(made) == [("m-copy", "remove")]
    assert also_recorded(RunTraces(run=RUN, account=OWNER, copies=[unshared], uses=uses), ["m-copy"]) == {
        "second": ["m-copy"]
    }


def test_a_copy_that_somebody_shared_later_with_others_stays() -> None:
    mine = row(new_image_id="m-copy", copy_action="started", new_key="key-bj", added=[OTHER])
    made = plan(copy(), predicted=[going()], record=record(mine))
    assert [item["action"] for item in made["rows"]] == ["keep"]
    assert made["rows"][0]["why"] == f"it is shared with {CONSUMER}, not by this run; take that share away first"
    assert made["copies"] == []


def test_a_copy_goes_with_the_shares_of_its_own_run() -> None:
    mine = row(new_image_id="m-copy", copy_action="started", new_key="key-bj", added=[CONSUMER])
    assert actions(plan(copy(), predicted=[going()], record=record(mine))) == [("m-copy", "remove")]


def test_an_edited_record_keeps_no_copy() -> None:
    mine = row(new_image_id="m-copy", copy_action="started", new_key="key-bj", added=[])
    assert actions(plan(copy(), predicted=[going()], record=record(mine), doubt="edited")) == [("m-copy", "remove")]


def made_image(image_id: str = "m-alone", accounts: tuple[str, ...] = (), source: str = "m-old") -> dict[str, Any]:
    """An image of a system disk that the run made to copy it."""
    tags = {"imageops:made-from": f"{source}/s-old", "imageops-system-disk-of": source, "imageops:run": RUN}
    return {"image_id": image_id, "name": "alone", "region": HOME, "tags": tags, "shared_with": list(accounts)}


def test_an_image_that_the_run_made_to_copy_it_goes_with_its_copies() -> None:
    made = plan(copy(), made=[made_image()], predicted=[going()])

    assert actions(made) == [("m-copy", "remove"), ("m-alone", "remove")]
    assert [(item["image_id"], item["source_image_id"]) for item in made["made"]] == [("m-alone", "m-old")]
    assert made["rows"][1]["what"] == "image"


def test_a_made_image_that_is_the_result_loses_its_consumers_and_goes() -> None:
    made = plan(made=[made_image(accounts=(CONSUMER,))], record=record(row(new_image_id="m-alone", added=[CONSUMER])))

    assert made["made"][0]["unshared"] == [CONSUMER]
    assert made["shares"] == []
    assert actions(made) == [("m-alone", "remove")]


def test_a_made_image_that_cannot_be_removed_is_kept_with_the_reason() -> None:
    made = plan(made=[made_image()], refused={"m-alone": "is used by instances"})

    assert made["made"] == []
    assert [(item["action"], item["why"]) for item in made["rows"]] == [("keep", "is used by instances")]


def test_a_made_image_that_another_run_shares_is_kept() -> None:
    uses = [{"run": "later", "image_id": "m-alone", "added": [OTHER]}]

    made = plan(made=[made_image(accounts=(OTHER,))], uses=uses)

    assert made["made"] == []
    assert made["rows"][0]["why"].startswith("the run later shares it")


def test_consumers_that_were_moved_to_a_made_image_are_not_left_without_one() -> None:
    moved = record(row(new_image_id="m-alone", added=[CONSUMER], shared_before=[CONSUMER]))

    made = plan(made=[made_image(accounts=(CONSUMER,))], record=moved, named=[now("m-old")])

    assert "would be left without an image" in made["problems"][0]
