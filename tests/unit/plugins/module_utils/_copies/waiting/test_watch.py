# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What follows after each pass of image_copy."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.waiting.watch import CopyWatch, NextPass

from ...support import HOME
from ..test_results import answer, copied, gone

BROKEN: dict[str, Any] = {"failed": True, "msg": "no answer", "error": {"code": "ConnectionFailed"}}


def watching(*, wait_timeout: int | None = None, outage_timeout: int = 100) -> CopyWatch:
    """A copy is under way."""
    watch = CopyWatch(wait_timeout=wait_timeout, outage_timeout=outage_timeout)
    watch.take(answer(copied("copying")), 0, is_transient=False)
    return watch


def take(
    watch: CopyWatch, now: float, answered: dict[str, Any] | None = None, *, is_transient: bool = True
) -> NextPass:
    return watch.take(BROKEN if answered is None else answered, now, is_transient=is_transient)


def looked(state: str = "", progress: int = 0) -> dict[str, Any]:
    """The answer of a pass that only looked at the copy; without a state it is not in progress any more."""
    seen = {"image_id": "m-new", "region": HOME, "state": state, "progress": progress}
    return answer(under_way=[seen] if state else [])


def test_a_pass_that_settles_everything_is_the_last_and_is_not_spoken_of() -> None:
    step = CopyWatch(wait_timeout=None, outage_timeout=9).take(answer(copied("available")), 1, is_transient=False)

    assert step == NextPass(again=False)


def test_while_copies_are_pending_passes_follow_at_once_with_a_line_each() -> None:
    step = take(watching(), 60, answer(copied("copying", progress=50)))

    assert (step.again, step.pause) == (True, 0)
    assert step.line.startswith("0 of 1 done, 1 copying")


def test_the_last_of_several_passes_is_told_too() -> None:
    step = take(watching(), 60, answer(copied("available", "adopted")))

    assert not step.again
    assert step.line.startswith("1 of 1 done")


def test_the_task_gives_up_when_its_time_is_up() -> None:
    watch = watching(wait_timeout=100)

    assert take(watch, 99, answer(copied("copying"))).again
    assert not take(watch, 100, answer(copied("copying"))).again
    assert watch.results.answer["error"]["code"] == "WaitTimeout"


def test_by_default_only_the_copies_themselves_have_limits() -> None:
    watch = watching()
    for now in range(60, 601, 60):
        assert take(watch, now, answer(copied("copying"))).again

    step = take(watch, 660, answer(copied("copying")))

    assert not step.again
    assert watch.results.answer["error"]["code"] == "CopyTimedOut"
    assert watch.results.answer["pending"] == [{"image_id": "m-1", "destination_region": HOME}]


def test_the_next_pass_is_longer_the_longer_it_will_take() -> None:
    watch = watching()
    step = take(watch, 60, answer(copied("copying", progress=4, limit_seconds=9000)))

    assert step.times == {"pass_seconds": 240, "poll_seconds": 30}

    step = take(watch, 900, answer(copied("copying", progress=90, limit_seconds=9000)))

    assert step.times == {"pass_seconds": 60, "poll_seconds": 10}


def test_while_all_is_in_progress_passes_only_look_and_tell_how_far_it_is() -> None:
    watch = watching()
    step = take(watch, 60, answer(copied("copying", progress=4, limit_seconds=9000)))

    assert step.under_way == {HOME: ["m-new"]}

    step = take(watch, 300, looked("copying", 20))

    assert step.again
    assert step.under_way == {HOME: ["m-new"]}
    assert step.line.startswith("0 of 1 done, 1 copying (20 %)")


def test_a_copy_that_has_ended_is_followed_at_once_by_a_whole_pass() -> None:
    watch = watching()
    take(watch, 60, looked("copying", 20))

    step = take(watch, 90, looked())

    assert (step.again, step.pause, step.line, step.under_way) == (True, 0, "", {})
    assert watch.results.pending == [{"image_id": "m-1", "destination_region": HOME}]

    assert not take(watch, 91, answer(copied("available"))).again


def test_after_an_outage_a_whole_pass_follows() -> None:
    assert take(watching(), 60).under_way == {}


def test_the_next_pass_does_not_outlast_the_tasks_time() -> None:
    step = take(watching(wait_timeout=100), 60, answer(copied("copying", progress=4)))

    assert step.times["pass_seconds"] == 40


# Passes that could not work


def test_an_outage_is_waited_out_with_growing_pauses_and_told() -> None:
    watch = watching(outage_timeout=1000)
    steps = [take(watch, now) for now in (60, 70, 85, 110, 160, 230)]

    assert [step.again for step in steps] == [True] * 6
    assert [step.pause for step in steps] == [5, 10, 20, 40, 60, 60]
    assert steps[2].line.startswith("0 of 1 done")
    assert steps[2].line.endswith("; ConnectionFailed for 25 s, next look in 20 s")

    step = take(watch, 300, answer(copied("available", "adopted")))

    assert not step.again
    assert "failed" not in watch.results.answer
    assert watch.results.answer["copies"][0]["state"] == "available"


def test_an_outage_that_is_too_long_ends_the_task_with_what_is_known() -> None:
    watch = watching(outage_timeout=100)

    assert take(watch, 60).again
    assert take(watch, 159).again
    assert not take(watch, 160).again
    answered = watch.results.answer
    assert (answered["failed"], answered["msg"], answered["error"]["code"]) == (True, "no answer", "ConnectionFailed")
    assert [copy["state"] for copy in answered["copies"]] == ["copying"]
    assert answered["pending"] == [{"image_id": "m-1", "destination_region": HOME}]


def test_each_outage_has_its_own_time_and_begins_with_a_short_pause() -> None:
    watch = watching(outage_timeout=100)
    take(watch, 60)
    take(watch, 120)
    take(watch, 150, answer(copied("copying")))

    step = take(watch, 200)

    assert (step.again, step.pause) == (True, 5)
    assert take(watch, 299).again


def test_an_error_that_does_not_pass_ends_the_task_at_once_with_what_is_known() -> None:
    watch = watching()

    assert not take(watch, 60, is_transient=False).again
    assert watch.results.answer["failed"] is True
    assert [copy["state"] for copy in watch.results.answer["copies"]] == ["copying"]


def test_the_first_pass_is_not_tried_again() -> None:
    watch = CopyWatch(wait_timeout=None, outage_timeout=100)

    assert not take(watch, 1).again
    assert watch.results.answer["msg"] == "no answer"


def test_without_a_time_for_outages_none_is_waited_out() -> None:
    assert not take(watching(outage_timeout=0), 60).again


def test_an_outage_does_not_outlast_the_tasks_time() -> None:
    watch = watching(wait_timeout=100, outage_timeout=1000)

    assert take(watch, 60).again
    assert not take(watch, 100).again
    assert watch.results.answer["error"]["code"] == "WaitTimeout"


def test_a_pass_with_failed_copies_is_no_outage() -> None:
    failed = answer(
        copied("failed", source_image_id="m-2"),
        copied("copying"),
        failed=True,
        msg="m-2: no",
        error={"code": "Throttling"},
    )

    step = take(watching(), 60, failed)

    assert (step.again, step.pause) == (True, 0)


def test_of_removals_it_is_told_what_is_gone() -> None:
    watch = CopyWatch(wait_timeout=None, outage_timeout=9)
    copies = [gone("absent", "removed"), gone("queued", image_id="m-two"), gone("failed", image_id="m-3")]

    assert watch.take(answer(*copies), 1, is_transient=False).line == "1 of 3 gone, 1 waited for, 1 failed"


@pytest.mark.parametrize("answered", [{}, {"failed": True, "msg": "MODULE FAILURE"}])
def test_an_answer_that_is_none_ends_the_task(answered: dict[str, Any]) -> None:
    assert not take(watching(), 60, answered, is_transient=False).again


def test_a_source_that_is_gone_meanwhile_fails_alone() -> None:
    watch = CopyWatch(wait_timeout=None, outage_timeout=100)
    other = copied("queued", source_image_id="m-2", image_id=None)
    watch.take(answer(copied("copying"), other), 0, is_transient=False)
    refused = {"failed": True, "msg": "m-1 is gone.", "error": {"code": "InvalidInput"}, "refused": "m-1"}

    step = watch.take(refused, 60, is_transient=False)
    assert step.again
    assert watch.results.pending == [{"image_id": "m-2", "destination_region": HOME}]

    assert not watch.take(answer({**other, "image_id": "m-b", "state": "available"}), 120, is_transient=False).again
    told = watch.results.answer
    assert [copy["state"] for copy in told["copies"]] == ["failed", "available"]
    assert "m-new goes on in ECS" in told["copies"][0]["reasons"][0]["message"]
    assert (told["failed"], told["msg"], told["pending"]) == (True, "m-1 is gone.", [])


def test_a_source_that_is_not_there_from_the_first_ends_the_task() -> None:
    watch = CopyWatch(wait_timeout=None, outage_timeout=100)
    refused = {"failed": True, "msg": "m-1 is gone.", "error": {"code": "InvalidInput"}, "refused": "m-1"}

    assert not watch.take(refused, 0, is_transient=False).again
    assert watch.results.answer["failed"]
