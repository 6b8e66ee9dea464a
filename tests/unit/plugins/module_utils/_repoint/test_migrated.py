# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which users a migration will move, which stay because of their copy, and what of that is approved."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._repoint.migrated import (
    AWAITED,
    among,
    difference,
    goals,
    held_back,
    key,
    others_than,
    predicted,
    with_unmade,
)
from plugins.module_utils._repoint.users import cells, due


def user(**more: Any) -> dict[str, Any]:
    version = {"version": 1, "image_id": "m-old", "kms_key_id": ""}
    return {
        "kind": "launch_templates",
        "id": "lt-1",
        "name": "web",
        "region": "cn-beijing",
        "old_image_id": "m-old",
        "new_image_id": "m-new",
        "state": "planned",
        "before": {"default_version": version},
        "after": {"default_version": version},
        "reasons": [],
        **more,
    }


def why(code: str) -> dict[str, str]:
    return {"code": code, "message": "no", "remedy": "Do it"}


def test_a_copy_that_is_not_made_has_an_id_that_no_image_has_and_one_that_needs_no_copy_is_left_out() -> None:
    found = with_unmade(["m-1", "m-2", "m-3"], {"m-1": "m-9", "m-3": "m-3"})

    assert found == {"m-1": "m-9", "m-2": "copy-of-m-2"}


@pytest.mark.parametrize(
    ("codes", "state", "left"),
    [
        ([AWAITED], "planned", []),
        ([AWAITED, AWAITED], "planned", []),
        ([AWAITED, "template_latest_differs"], "blocked", ["template_latest_differs"]),
        (["scaling_of_ack"], "blocked", ["scaling_of_ack"]),
    ],
)
def test_who_lacks_only_the_copy_will_be_moved(codes: list[str], state: str, left: list[str]) -> None:
    (row,) = predicted([user(state="blocked", new_image_id="copy-of-m-old", reasons=[why(code) for code in codes])])

    assert row["state"] == state
    assert row["new_image_id"] == ""
    assert [item["code"] for item in row["reasons"]] == left


def test_who_launches_from_the_copy_already_stays_as_shown() -> None:
    assert predicted([user(state="unchanged")]) == [user(state="unchanged")]
    assert predicted([user(state="blocked", reasons=[why(AWAITED)])])[0]["new_image_id"] == "m-new"


def test_a_copy_without_an_id_is_shown_as_such() -> None:
    assert cells([user(new_image_id="")]) == [["web", "lt-1", "m-old", "its copy", "new version"]]


def test_users_of_a_copy_that_is_not_ready_stay_with_the_reason() -> None:
    rows = [user(), user(id="lt-2", old_image_id="m-b"), user(id="lt-3", old_image_id="m-b", state="unchanged")]
    (stays,) = held_back(rows, {"m-b": "failed"})

    assert (stays["id"], stays["state"], stays["after"]) == ("lt-2", "blocked", stays["before"])
    assert stays["reasons"][0]["code"] == "copy_not_ready"
    assert stays["reasons"][0]["message"] == "the copy of m-b is not ready: failed"
    assert due(others_than(rows, [stays])) == [user()]


def test_users_are_told_apart_by_kind_and_id() -> None:
    rows = [user(), user(kind="scaling")]

    assert among(rows, {key(rows[1])}) == [rows[1]]
    assert others_than(rows, [rows[1]]) == [rows[0]]


def test_what_is_wanted_of_a_user_is_the_same_before_and_after_it_is_moved() -> None:
    before = goals([user(new_image_id=""), user(id="lt-2", state="blocked")], "")

    assert before == {"launch_templates lt-1": "launch from the copy of m-old"}
    assert goals([user(state="unchanged")], "") == before
    assert goals([user()], "key-1") != before


def test_a_family_is_to_give_the_copy_unless_it_gives_another_image() -> None:
    family = {"kind": "image_families", "id": "web"}
    other = user(**family, state="unchanged", reasons=[{"code": "family_gives_other", "message": "", "remedy": ""}])

    assert goals([user(**family)], "key-1") == {"image_families web": "give the copy of m-old"}
    assert goals([user(**family, state="unchanged")], "") == goals([user(**family)], "")
    assert goals([other], "") == {}


@pytest.mark.parametrize("state", ["changed", "planned"])
def test_a_difference_shows_what_was_or_would_be_changed(state: str) -> None:
    rows = [user(state=state, after={"default_version": 2}), user(id="lt-2", state="failed")]
    shown = difference(rows, {key(row) for row in rows})

    assert shown["after"] == {"launch_templates lt-1": {"default_version": 2}}
    assert shown["before"].keys() == shown["after"].keys()
