# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What image_copy answers, from one pass or from several."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.results import CopyResults, PassKind, copies_answer, kind_of
from plugins.module_utils._model.reason import Reason

from ..support import AWAY, HOME


def copied(state: str, action: str = "started", **more: Any) -> dict[str, Any]:
    given = {
        "source_image_id": "m-1",
        "source_region": HOME,
        "region": HOME,
        "wanted_state": "present",
        "image_id": "m-new",
        "size_gib": 40,
        "state": state,
        "action": action,
        "progress": 100 if state == "available" else 0,
        "limit_seconds": 600,
        "reasons": [],
    }
    return {**given, **more}


def answer(*copies: dict[str, Any], wait: bool = True, **more: Any) -> dict[str, Any]:
    """A pass's answer, as the module gives it."""
    return {"changed": False, **copies_answer(copies, wait=wait), **more}


def merged(*answers: dict[str, Any]) -> CopyResults:
    results = CopyResults()
    for item in answers:
        results.add(item)
    return results


def test_the_map_has_only_what_is_available_and_names_every_region() -> None:
    found = copies_answer([copied("available"), copied("copying", region=AWAY)], wait=True)

    assert found["image_map"] == {HOME: {"m-1": "m-new"}, AWAY: {}}


@pytest.mark.parametrize(
    ("state", "wait", "pending"),
    [
        pytest.param("copying", True, True, id="copying"),
        pytest.param("queued", True, True, id="queued"),
        pytest.param("available", True, False, id="available"),
        pytest.param("failed", True, False, id="failed"),
        pytest.param("planned", True, False, id="planned"),
        pytest.param("copying", False, False, id="copying, not waited for"),
    ],
)
def test_only_what_is_waited_for_is_pending(state: str, wait: bool, pending: bool) -> None:
    found = copies_answer([copied(state)], wait=wait)["pending"]

    assert found == ([{"image_id": "m-1", "destination_region": HOME}] if pending else [])


def test_a_single_pass_is_answered_as_it_is() -> None:
    only = answer(copied("available"), changed=True, diff={"before": 1, "after": 2})

    assert merged(only).answer == only


def test_each_copy_is_told_as_it_was_last_seen_with_what_was_first_done() -> None:
    results = merged(
        answer(copied("available"), copied("copying", region=AWAY, progress=10), changed=True),
        answer(copied("copying", "adopted", region=AWAY, progress=60)),
        answer(copied("available", "reused", region=AWAY)),
    )

    assert [(item["region"], item["state"], item["action"]) for item in results.answer["copies"]] == [
        (HOME, "available", "started"),
        (AWAY, "available", "started"),
    ]
    assert results.answer["image_map"] == {HOME: {"m-1": "m-new"}, AWAY: {"m-1": "m-new"}}
    assert results.answer["pending"] == []
    assert results.passes == 3


def test_a_copy_that_was_queued_first_and_started_later_was_started() -> None:
    results = merged(answer(copied("queued", "none", image_id=None)), answer(copied("available", "started")))

    assert results.answer["copies"][0]["action"] == "started"


def test_one_pass_that_changed_something_is_enough() -> None:
    assert merged(answer(copied("copying"), changed=True), answer(copied("available"))).answer["changed"] is True
    assert merged(answer(copied("copying")), answer(copied("available"))).answer["changed"] is False


def test_the_diff_is_the_first_passs() -> None:
    results = merged(
        answer(copied("copying"), diff={"before": "none", "after": "copy"}),
        answer(copied("available"), diff={"before": "copy", "after": "copy"}),
    )

    assert results.answer["diff"] == {"before": "none", "after": "copy"}


def test_without_a_diff_in_the_first_pass_none_is_told() -> None:
    assert "diff" not in merged(answer(copied("copying")), answer(copied("available"))).answer


def test_a_failure_of_an_early_pass_fails_the_task_after_the_others_have_ended() -> None:
    failed = copied("failed", source_image_id="m-2")
    results = merged(
        answer(failed, copied("copying"), failed=True, msg="m-2: quota", error={"code": "QuotaExceed.Image"}),
        answer(copied("available", "adopted")),
    )

    assert results.answer["failed"] is True
    assert results.answer["msg"] == "m-2: quota"
    assert results.answer["error"] == {"code": "QuotaExceed.Image"}
    assert {item["source_image_id"]: item["state"] for item in results.answer["copies"]} == {
        "m-2": "failed",
        "m-1": "available",
    }


def test_failures_of_several_passes_are_all_told_and_the_first_error_counts() -> None:
    results = merged(
        answer(copied("copying"), failed=True, msg="one.", error={"code": "A"}),
        answer(copied("failed"), failed=True, msg="two.", error={"code": "B"}),
    )

    assert results.answer["msg"] == "one. two."
    assert results.answer["error"] == {"code": "A"}


def test_a_later_pass_that_could_not_work_keeps_what_was_known() -> None:
    results = merged(
        answer(copied("available"), copied("copying", region=AWAY), changed=True),
        {"failed": True, "msg": "no credentials", "error": {"code": "CredentialsError"}},
    )

    assert results.pending == []
    assert results.answer["failed"] is True
    assert results.answer["changed"] is True
    assert [item["state"] for item in results.answer["copies"]] == ["available", "copying"]
    assert results.answer["pending"] == [{"image_id": "m-1", "destination_region": AWAY}]


def test_a_first_pass_that_could_not_work_is_answered_as_it_is() -> None:
    results = merged({"failed": True, "msg": "kms_key_id: ...", "error": {"code": "InvalidInput"}})

    assert results.answer == {
        "failed": True,
        "msg": "kms_key_id: ...",
        "error": {"code": "InvalidInput"},
        "changed": False,
    }


def test_when_the_time_is_up_the_message_names_what_goes_on() -> None:
    results = merged(answer(copied("available"), copied("copying", region=AWAY)))
    results.give_up(600)

    assert results.answer["failed"] is True
    assert results.answer["error"]["code"] == "WaitTimeout"
    assert "wait_timeout: 600 seconds" in results.answer["msg"]
    assert f"m-1 to {AWAY}." in results.answer["msg"]
    assert f"m-1 to {HOME}" not in results.answer["msg"]
    assert results.answer["pending"] == [{"image_id": "m-1", "destination_region": AWAY}]


def test_giving_up_does_not_hide_an_earlier_failure() -> None:
    results = merged(answer(copied("copying"), failed=True, msg="m-2: quota.", error={"code": "QuotaExceed.Image"}))
    results.give_up(600)

    assert results.answer["error"]["code"] == "QuotaExceed.Image"
    assert results.answer["msg"].startswith("m-2: quota. wait_timeout: ")


def test_an_adding_does_not_change_the_passs_own_answer() -> None:
    first = answer(copied("copying"))
    second = answer(copied("available", "adopted"))
    merged(first, second)

    assert first["copies"][0]["state"] == "copying"
    assert second["copies"][0]["action"] == "adopted"


# Copies beyond their limits


STUCK = Reason(code="copy_timed_out", message="it takes too long", remedy="Wait.")


def test_a_stuck_copy_is_asked_for_no_more_and_fails_the_task_in_the_end() -> None:
    results = merged(answer(copied("copying"), copied("copying", region=AWAY)))
    results.give_up_on({(HOME, "m-1", HOME): STUCK})

    assert results.pending == [{"image_id": "m-1", "destination_region": AWAY}]
    assert [copy["region"] for copy in results.watched] == [AWAY]

    results.add(answer(copied("available", "adopted", region=AWAY)))

    assert results.answer["failed"] is True
    assert results.answer["error"]["code"] == "CopyTimedOut"
    assert results.answer["msg"] == f"m-1 to {HOME} is not done: it takes too long. Wait."
    assert [copy["state"] for copy in results.answer["copies"]] == ["copying", "available"]
    assert results.answer["copies"][0]["reasons"] == [STUCK.to_result()]
    assert results.answer["pending"] == [{"image_id": "m-1", "destination_region": HOME}]


# Copies that are to go


def gone(state: str, action: str = "none", image_id: str | None = "m-new", **more: Any) -> dict[str, Any]:
    return copied(
        state,
        action,
        image_id=image_id,
        kms_key_id="key-bj",
        wanted_state="absent",
        snapshot_ids=[],
        unshared=[],
        **more,
    )


def test_of_one_image_several_copies_may_go() -> None:
    results = merged(answer(gone("absent", "removed"), gone("absent", "removed", "m-two"), changed=True))

    assert [copy["image_id"] for copy in results.answer["copies"]] == ["m-new", "m-two"]
    assert results.answer["image_map"] == {HOME: {}}


def test_a_copy_that_is_left_is_not_offered_for_use() -> None:
    assert copies_answer([gone("available")], wait=True)["image_map"] == {HOME: {}}


def test_a_copy_that_was_waited_for_and_is_gone_in_the_next_pass_is_absent() -> None:
    results = merged(answer(gone("queued")), answer(gone("absent", image_id=None)))

    assert [(copy["image_id"], copy["state"]) for copy in results.answer["copies"]] == [("m-new", "absent")]
    assert results.answer["pending"] == []


def test_a_copy_that_was_waited_for_and_is_removed_in_the_next_pass_was_removed() -> None:
    results = merged(answer(gone("queued"), gone("absent", "removed", "m-two")), answer(gone("absent", "removed")))

    assert [(copy["image_id"], copy["action"]) for copy in results.answer["copies"]] == [
        ("m-new", "removed"),
        ("m-two", "removed"),
    ]


def test_two_copies_of_one_image_are_asked_for_together() -> None:
    found = copies_answer([gone("queued"), gone("queued", image_id="m-two")], wait=True)

    assert found["pending"] == [{"image_id": "m-1", "destination_region": HOME}]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        pytest.param(answer(copied("available")), PassKind.COPIES, id="copies"),
        pytest.param(answer(copied("failed"), failed=True, msg="no"), PassKind.COPIES, id="a failed copy among them"),
        pytest.param(answer(), PassKind.COPIES, id="nothing to copy"),
        pytest.param({"failed": True, "msg": "m-1 is gone", "refused": "m-1"}, PassKind.REFUSED, id="a source is gone"),
        pytest.param({"failed": True, "msg": "no answer"}, PassKind.FAILED, id="no answer"),
    ],
)
def test_a_pass_is_of_one_kind(given: dict[str, Any], kind: PassKind) -> None:
    assert kind_of(given) is kind
