# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which copies are waited for no longer."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.waiting.limits import CopyLimits, latest_turns

from ...support import AWAY, HOME


def copied(number: int, state: str = "copying", limit: int = 100, region: str = HOME) -> dict[str, Any]:
    return {
        "source_image_id": f"m-{number}",
        "source_region": HOME,
        "region": region,
        "wanted_state": "present",
        "image_id": None,
        "state": state,
        "limit_seconds": limit,
        "reasons": [],
    }


def turns(*copies: dict[str, Any]) -> list[float]:
    return list(latest_turns(copies).values())


def test_five_copies_begin_at_once_and_the_sixth_when_the_first_must_be_done() -> None:
    assert turns(*(copied(number) for number in range(7))) == [0, 0, 0, 0, 0, 100, 100]


def test_large_copies_hold_up_those_behind_them() -> None:
    large = [copied(number, limit=1000) for number in range(4)]

    assert turns(*large, *(copied(number, limit=10) for number in range(4, 8))) == [0, 0, 0, 0, 0, 10, 20, 30]


def test_those_that_run_come_first_then_the_largest() -> None:
    queue = [copied(1, "queued", 10), copied(2, "queued", 1000), *(copied(number, limit=100) for number in range(3, 8))]

    found = latest_turns(queue)

    assert found[HOME, "m-2", HOME] == 100
    assert found[HOME, "m-1", HOME] == 100
    assert [found[HOME, f"m-{number}", HOME] for number in range(3, 8)] == [0] * 5


def test_every_region_has_its_own_queue() -> None:
    assert turns(*(copied(number) for number in range(5)), copied(5, region=AWAY)) == [0] * 6


def test_a_copy_has_its_limit_from_when_it_is_seen_being_copied() -> None:
    limits = CopyLimits()

    assert limits.overdue([copied(1, "queued")], 0) == {}
    assert limits.overdue([copied(1)], 90) == {}
    assert limits.overdue([copied(1)], 190) == {}
    (reason,) = limits.overdue([copied(1)], 191).values()
    assert reason.code == "copy_timed_out"
    assert reason.message == "it has been copied for 2 min, and its limit is 2 min"
    assert "copy_timeout_per_gib" in reason.remedy


def test_another_attempt_has_a_limit_of_its_own() -> None:
    limits = CopyLimits()
    limits.overdue([{**copied(1), "image_id": "m-first"}], 0)
    second = [{**copied(1), "image_id": "m-second"}]

    assert limits.overdue(second, 90) == {}
    assert limits.overdue(second, 190) == {}
    assert limits.overdue(second, 191) != {}


def test_a_stuck_copy_does_not_hold_up_the_others() -> None:
    limits = CopyLimits()
    limits.overdue([copied(1), copied(2, limit=1000)], 0)

    assert list(limits.overdue([copied(1), copied(2, limit=1000)], 500)) == [(HOME, "m-1", HOME)]


def test_a_long_queue_has_the_time_it_needs() -> None:
    limits, copies = CopyLimits(), [copied(number, "queued") for number in range(50)]
    limits.overdue(copies, 0)
    moved = [copied(number, "available" if number < 40 else "queued") for number in range(50)]

    assert limits.overdue(moved, 900) == {}
    assert limits.overdue(moved, 1000) != {}


def test_a_queue_that_does_not_move_is_given_up_one_by_one() -> None:
    limits, copies = CopyLimits(), [copied(number, "queued") for number in range(7)]
    limits.overdue(copies, 0)

    assert len(limits.overdue(copies, 100)) == 0
    assert len(limits.overdue(copies, 101)) == 5
    assert len(limits.overdue(copies, 201)) == 7


@pytest.mark.parametrize("state", ["available", "failed", "planned", "absent"])
def test_what_has_settled_has_no_limit(state: str) -> None:
    limits = CopyLimits()
    limits.overdue([copied(1, state)], 0)

    assert limits.overdue([copied(1, state)], 10_000) == {}


QUOTA = "its quota of images or snapshots is used up"


def refused(number: int = 1, **more: Any) -> dict[str, Any]:
    """A copy that ECS has no room for."""
    reasons = [{"code": "QuotaExceed.Image", "message": "full", "remedy": ""}]
    return {**copied(number, "queued", limit=10_000), "reasons": reasons, **more}


def test_a_full_region_in_which_nothing_is_under_way_is_given_up_soon() -> None:
    limits = CopyLimits()

    assert limits.overdue([refused()], 0) == {}
    assert limits.overdue([refused()], 300) == {}
    (reason,) = limits.overdue([refused()], 301).values()
    assert (reason.code, reason.message) == ("copy_timed_out", f"the region {HOME} has no room for them: {QUOTA}")
    assert "Quota Center" in reason.remedy


@pytest.mark.parametrize(
    "other",
    [{**copied(2), "image_id": "m-new"}, {**copied(2, "queued"), "image_id": "m-new"}],
    ids=["running", "queued"],
)
def test_a_full_region_is_waited_for_while_another_copy_may_make_room(other: dict[str, Any]) -> None:
    limits = CopyLimits()
    other["limit_seconds"] = 10_000
    limits.overdue([refused(), other], 0)

    assert limits.overdue([refused(), other], 5000) == {}
    assert limits.overdue([refused()], 5100) == {}
    assert limits.overdue([refused()], 5401) != {}


def test_a_copy_that_found_room_after_all_has_its_limit() -> None:
    limits = CopyLimits()
    limits.overdue([refused()], 0)

    assert limits.overdue([refused(image_id="m-new")], 5000) == {}


def test_copies_of_one_source_have_their_turns_one_after_the_other() -> None:
    regions = [HOME, AWAY, "cn-hangzhou", "cn-shenzhen"]

    assert turns(*(copied(1, "queued", region=region) for region in regions)) == [0, 100, 200, 300]


def test_what_waits_for_another_attempt_of_its_source_has_the_time_for_it() -> None:
    limits = CopyLimits()
    first, second = {**copied(1), "image_id": "m-a"}, copied(1, "queued", region=AWAY)
    limits.overdue([first, second], 0)
    again = {**first, "image_id": "m-b"}

    assert limits.overdue([again, second], 90) == {}
    assert limits.overdue([{**again, "state": "available"}, second], 250) == {}
    assert limits.overdue([{**again, "state": "available"}, second], 291) != {}


def test_an_attempt_that_failed_and_is_queued_again_has_its_limit_anew() -> None:
    limits = CopyLimits()
    limits.overdue([{**copied(1), "image_id": "m-a"}], 0)

    assert limits.overdue([copied(1, "queued")], 99) == {}
    assert limits.overdue([copied(1, "queued")], 199) == {}
    assert limits.overdue([copied(1, "queued")], 200) != {}
