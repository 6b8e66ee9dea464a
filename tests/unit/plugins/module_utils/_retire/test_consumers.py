# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether an account does without an old image, by what was seen with its credentials."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugins.module_utils._core.reasons import reason
from plugins.module_utils._retire.consumers import Accepted, AccountView, accounts_of, explained, judge
from plugins.module_utils._retire.marks import DeprecationMark

from ..support import CONSUMER

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SEES = {"image_id": "m-new", "result": "visible", "reason": "the account sees it"}
BLIND = {"image_id": "m-new", "result": "not_proven", "reason": "the account does not see the image"}
USER: dict[str, Any] = {
    "image_id": "m-old",
    "type": "launch_template_version",
    "id": "lt-1",
    "name": "shop",
    "version": 1,
    "active": True,
}
DENIED = reason("users_not_readable", kind="instances", permission="ecs:DescribeInstances").to_result()


def codes(view: AccountView, accepted: Accepted | None = None, *deprecated: str) -> list[str]:
    judged = judge({"m-old": [CONSUMER]}, {"m-old": "m-new"}, deprecated, {CONSUMER: view}, accepted or Accepted())
    faults = judged.faults["m-old"][CONSUMER]
    assert judged.cleared() == {"m-old": [] if faults else [CONSUMER]}
    return [item.code for item in faults]


def view(**more: Any) -> AccountView:
    return AccountView(**{"account": CONSUMER, "proofs": [SEES], **more})


def test_an_account_that_sees_the_copy_and_uses_nothing_is_cleared() -> None:
    assert codes(view()) == []
    assert codes(view(references=[{**USER, "image_id": "m-else"}])) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"why": "no role is given"}, "retire_account_unseen"),
        ({"proofs": [BLIND]}, "retire_account_blind"),
        ({"proofs": []}, "retire_account_blind"),
        ({"references": [USER]}, "retire_account_uses"),
        ({"unknown": {"instances": [DENIED]}}, "retire_account_unknown"),
    ],
)
def test_an_account_that_may_need_the_image_is_not_cleared(more: dict[str, Any], code: str) -> None:
    assert codes(view(**more)) == [code]


def test_an_account_that_cannot_be_looked_at_can_be_accepted_and_one_that_can_is_judged() -> None:
    accepted = Accepted(accounts=[CONSUMER], kinds=["instances"])
    assert codes(view(why="no role is given"), accepted) == []
    assert codes(view(references=[USER]), accepted) == ["retire_account_uses"]
    assert codes(view(unknown={"instances": [DENIED]}), accepted) == []


def test_an_account_that_is_accepted_unseen_does_not_hide_the_next_one() -> None:
    other = "3000000000000003"
    views = {CONSUMER: view(why="no role is given"), other: view(account=other, references=[USER])}
    accepted = Accepted(accounts=[CONSUMER])
    judged = judge({"m-old": [CONSUMER, other]}, {"m-old": "m-new"}, [], views, accepted)
    assert judged.cleared() == {"m-old": [CONSUMER]}
    assert [item.code for item in judged.faults["m-old"][other]] == ["retire_account_uses"]
    assert [item.code for item in judged.notes["m-old"]] == ["retire_account_accepted"]


@pytest.mark.parametrize(
    ("proofs", "why"),
    [([BLIND], BLIND["reason"]), ([], "it was not asked"), ([{**SEES, "image_id": "m-x"}], "not asked")],
)
def test_an_account_that_does_not_see_the_copy_is_named_with_the_reason(proofs: list[Any], why: str) -> None:
    views = {CONSUMER: view(proofs=proofs)}
    (found,) = judge({"m-old": [CONSUMER]}, {"m-old": "m-new"}, [], views, Accepted()).faults["m-old"][CONSUMER]
    assert found.message.startswith(f"the account {CONSUMER} does not see the copy m-new: ")
    assert found.message.endswith(why)


def test_a_user_that_launches_nothing_today_can_be_accepted() -> None:
    idle = view(references=[{**USER, "active": False}])
    assert codes(idle) == ["retire_account_uses"]
    assert codes(idle, Accepted(inactive=True)) == []
    assert codes(view(references=[USER]), Accepted(inactive=True)) == ["retire_account_uses"]


def test_an_account_that_lost_the_image_need_not_see_the_copy() -> None:
    assert codes(view(proofs=[BLIND]), None, "m-old") == []
    assert codes(view(proofs=[BLIND], references=[USER]), None, "m-old") == ["retire_account_uses"]


def test_accounts_are_asked_only_where_something_may_be_done() -> None:
    former = {"m-old": ["3000000000000003"]}
    image = {"image_id": "m-old", "status": "Available", "tags": {}, "shared_with": [CONSUMER]}
    assert accounts_of(image, former, NOW, 30) == [CONSUMER]
    mark = DeprecationMark(since=NOW - timedelta(days=10), accounts=1, run="old")
    image = {**image, "status": "Deprecated", "tags": {"imageops:deprecated": mark.text}, "shared_with": []}
    assert accounts_of(image, former, NOW, 30) == []
    assert accounts_of(image, former, NOW, 10) == ["3000000000000003"]


def test_rows_say_in_detail_why_an_account_is_not_cleared() -> None:
    judged = judge({"m-old": [CONSUMER]}, {"m-old": "m-new"}, [], {CONSUMER: view(references=[USER])}, Accepted())
    general = reason("retire_account_not_cleared", account=CONSUMER).to_result()
    row = {"image_id": "m-old", "state": "blocked", "reasons": [general]}
    assert [item["code"] for item in explained([row], judged)[0]["reasons"]] == ["retire_account_uses"]
    # A row that stays for another reason says only that.
    other = {**row, "reasons": [reason("retire_public").to_result()]}
    assert explained([other], judged)[0]["reasons"] == other["reasons"]
    unseen = judge(
        {"m-old": [CONSUMER]}, {"m-old": "m-new"}, [], {CONSUMER: view(why="?")}, Accepted(accounts=[CONSUMER])
    )
    row = {"image_id": "m-old", "state": "planned", "reasons": []}
    assert [item["code"] for item in explained([row], unseen)[0]["reasons"]] == ["retire_account_accepted"]
    assert explained([{**row, "state": "blocked"}, {**row, "image_id": "m-x"}], unseen) == [
        {**row, "state": "blocked"},
        {**row, "image_id": "m-x"},
    ]
