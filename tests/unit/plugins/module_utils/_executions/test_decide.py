# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An execution of a request is started once, gone on with, and its end reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._executions.decide import (
    ExecutionAction,
    ending,
    failure_text,
    latest,
    marked_tags,
    plan_execution,
    predicted,
    progress_text,
    request_mark,
)
from plugins.module_utils._executions.values import ExecutionRequest, ExecutionWorld, Template
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.execution import TAG_REQUEST, Execution, Task

REQUEST = ExecutionRequest(region="cn-beijing", template_name="mine", parameters={"a": 1}, tags={"team": "web"})


def execution(status: str = "Running", **more: Any) -> Execution:
    return Execution(execution_id="exec-1", template_name="mine", template_version="v1", status=status, **more)


def action(request: ExecutionRequest, world: ExecutionWorld) -> ExecutionAction:
    return plan_execution(request, world).action


def test_nothing_under_way_is_started() -> None:
    plan = plan_execution(REQUEST, ExecutionWorld())
    assert (plan.action, plan.changed, plan.before) == (ExecutionAction.START, True, {})
    assert plan.after == {"status": "Running", "template": "mine", "parameters": {"a": 1}}


def test_one_under_way_is_followed_and_not_started_again() -> None:
    plan = plan_execution(REQUEST, ExecutionWorld(current=execution()))
    assert (plan.action, plan.changed, plan.has_work) == (ExecutionAction.FOLLOW, False, True)


@pytest.mark.parametrize("status", ["Running", "Started", "Waiting", "Pending"])
def test_only_one_under_way_is_cancelled(status: str) -> None:
    cancel = replace(REQUEST, cancel=True)
    plan = plan_execution(cancel, ExecutionWorld(current=execution(status)))
    assert (plan.action, plan.after) == (ExecutionAction.CANCEL, {"status": "Cancelled"})
    assert action(cancel, ExecutionWorld(current=execution("Failed"))) is ExecutionAction.NOTHING
    assert action(cancel, ExecutionWorld()) is ExecutionAction.NOTHING


@pytest.mark.parametrize(("cancel", "status", "tags"), [(False, "Running", marked_tags(REQUEST)), (True, "", {})])
def test_only_an_execution_that_would_start_is_predicted_with_tags(
    cancel: bool, status: str, tags: dict[str, str]
) -> None:
    found = predicted(plan_execution(replace(REQUEST, cancel=cancel), ExecutionWorld()))
    assert (found["execution_id"], found["status"], found["tags"]) == ("", status, tags)


@pytest.mark.parametrize(
    ("cancel", "status", "predicts"),
    [(False, "Waiting", "Waiting"), (True, "Waiting", "Cancelled"), (True, "Failed", "Failed")],
)
def test_check_mode_shows_an_execution_that_is_there_as_it_would_be(cancel: bool, status: str, predicts: str) -> None:
    found = predicted(plan_execution(replace(REQUEST, cancel=cancel), ExecutionWorld(current=execution(status))))
    assert (found["execution_id"], found["status"]) == ("exec-1", predicts)


def test_a_repeated_start_has_the_same_token_and_the_next_execution_another() -> None:
    first = plan_execution(REQUEST, ExecutionWorld()).token
    assert plan_execution(replace(REQUEST, description="other words"), ExecutionWorld()).token == first
    assert plan_execution(REQUEST, ExecutionWorld(last_id="exec-1")).token != first
    assert plan_execution(replace(REQUEST, parameters={"a": 2}), ExecutionWorld()).token != first
    assert len(first) <= 64


def test_the_same_parameters_in_another_order_are_the_same_request() -> None:
    one, other = {"a": {"b": 1, "c": 2}, "d": 3}, {"d": 3, "a": {"c": 2, "b": 1}}
    assert request_mark(replace(REQUEST, parameters=one)) == request_mark(replace(REQUEST, parameters=other))


def test_parameters_are_checked_before_a_start_only() -> None:
    template = Template(version="v1", parameters={})
    with pytest.raises(InvalidInput):
        plan_execution(REQUEST, ExecutionWorld(template=template))
    assert action(REQUEST, ExecutionWorld(current=execution(), template=template)) is ExecutionAction.FOLLOW
    assert action(REQUEST, ExecutionWorld(template=replace(template, parameters=None))) is ExecutionAction.START


def test_an_execution_that_an_earlier_release_began_is_found_and_not_started_again() -> None:
    # The tag finds it; OOS knows a repeated start by its token. Neither may change between releases.
    assert request_mark(REQUEST) == "feb371754ba4769fcf33e15b68f5ad00"
    token = "imageops-50aa5c783d79ed20f6bc933a21e465e663b5a50702cf9ba3"
    assert plan_execution(REQUEST, ExecutionWorld()).token == token


def test_the_mark_is_among_the_tags() -> None:
    assert marked_tags(REQUEST) == {"team": "web", TAG_REQUEST: request_mark(REQUEST)}


def test_of_one_requests_executions_the_live_one_counts() -> None:
    old, live = execution("Success"), replace(execution(), execution_id="exec-2")
    assert latest([live, old]) == (live, "exec-1")
    assert latest([old]) == (None, "exec-1")
    assert latest([]) == (None, "")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("Failed", "ExecutionFailed"),
        ("Cancelled", "ExecutionCancelled"),
        ("Waiting", "ExecutionWaiting"),
        ("Success", None),
        ("Running", None),
        ("AnythingNew", None),
    ],
)
def test_ends_are_told_apart(status: str, code: str | None) -> None:
    error = ending(execution(status))
    assert (error.code if error else None) == code


def test_a_failure_names_the_items_and_their_messages() -> None:
    tasks = (
        Task(name="loop", action="ACS::Loop", status="Failed", message="2 failed"),
        Task(name="loop", action="ACS::X", status="Failed", message="disk busy", item="i-1"),
        Task(name="loop", action="ACS::X", status="Failed", item="i-2"),
        Task(name="loop", action="ACS::X", status="Success", item="i-3"),
    )
    assert failure_text(execution("Failed", tasks=tasks)) == "Task loop on i-1: disk busy; Task loop on i-2: no message"


def test_a_failure_without_items_names_the_task_else_the_execution() -> None:
    alone = Task(name="one", action="ACS::X", status="Failed", message="no right")
    assert failure_text(execution("Failed", tasks=(alone,))) == "Task one: no right"
    assert failure_text(execution("Failed", status_message="no role")) == "no role"
    assert failure_text(execution("Failed")) == "OOS gives no reason"


def test_a_line_of_progress() -> None:
    tasks = (Task(name="encrypt", action="ACS::X", status="Running", item="i-1"),)
    shown = execution(counts={"total": 3, "success": 1, "failed": 1}, tasks=tasks).to_result()
    assert progress_text(shown, 61.7) == "mine exec-1: Running, 2 of 3 done, 1 failed, in encrypt after 62 s"
    assert progress_text(execution("Started").to_result(), 1) == "mine exec-1: Started after 1 s"


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"total": 3}, "0 of 3 done"),
        ({"total": 3, "success": 2}, "2 of 3 done"),
        ({"total": 3, "failed": 1}, "1 of 3 done, 1 failed"),
        ({"total": 3, "success": 1, "failed": 0}, "1 of 3 done"),
    ],
)
def test_a_line_of_progress_counts_only_what_oos_counts(counts: dict[str, int], says: str) -> None:
    line = progress_text(execution(counts=counts).to_result(), 5)
    assert line == f"mine exec-1: Running, {says} after 5 s"
