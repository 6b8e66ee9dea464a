# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each rule about what a run says is broken by one that says something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.told import exhausted_pairs, told_secret, unnamed_failure, wrong_answer

from .cases import AWAY, HOME, PAIRS, World, add, after, before, case, copy, copy_call, played, told

MISSING = {"code": "copy_failed", "request_id": "", "action": ""}


def test_the_copy_that_is_there_is_told() -> None:
    assert wrong_answer(case(), played(told("m-1"))) == []
    assert wrong_answer(case(before()), played(told(None, "failed"))) == []


@pytest.mark.parametrize(("world", "image_id"), [(after, "m-2"), (after, None), (before, "m-1")])
def test_another_copy_than_the_one_that_is_there_is_a_wrong_answer(
    world: Callable[[], World], image_id: str | None
) -> None:
    assert [item.rule for item in wrong_answer(case(world()), played(told(image_id)))] == ["answer"]


# Failures


@pytest.mark.parametrize(
    "run",
    [
        played(told("m-1")),
        played(told(None, "failed", failed=True, error=MISSING), status=2),
        played({"failed": True, "msg": "MODULE FAILURE"}, status=2, killed=True),
    ],
    ids=["success", "named", "killed"],
)
def test_a_failure_has_a_name(run: Any) -> None:
    assert unnamed_failure(run) == []


@pytest.mark.parametrize(
    "run",
    [
        played({"failed": True, "msg": "MODULE FAILURE"}, status=2),
        played({"failed": True, "error": None}, status=2),
        played({"failed": True, "error": MISSING}, {"failed": True, "msg": "?"}, status=2),
        played(status=2),
    ],
    ids=["no error", "empty error", "one of two", "no module failed"],
)
def test_a_failure_without_a_code_is_told(run: Any) -> None:
    assert [item.rule for item in unnamed_failure(run)] == ["unnamed failure"]


def test_a_run_that_did_not_end_is_told() -> None:
    assert [item.rule for item in unnamed_failure(played(status=-9, hung=True))] == ["hang"]


def test_a_secret_in_the_output_or_in_a_result_is_told() -> None:
    assert told_secret(played(told("m-1"), output="key operator-key")) == []
    assert told_secret(played(output="secret operator-secret")) != []
    assert told_secret(played({"msg": "operator-secret"})) != []


# Attempts


def test_a_pair_is_exhausted_once_its_last_attempt_was_started() -> None:
    log = [copy_call(HOME, 1), copy_call(AWAY, 1), copy_call(AWAY, 2), copy_call(AWAY, 3)]
    assert exhausted_pairs(case(log=log)) == {PAIRS[1]}
    assert exhausted_pairs(case(log=log, max_attempts=1)) == set(PAIRS)


def test_attempts_of_earlier_runs_count() -> None:
    world = before()
    add(world, HOME, copy("m-old", HOME, 3, status="CreateFailed"))
    assert exhausted_pairs(case(world, beginning=world)) == {PAIRS[0]}
