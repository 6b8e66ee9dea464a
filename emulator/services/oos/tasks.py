# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListTaskExecutions."""

from __future__ import annotations

from collections.abc import Iterator

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import token_page
from ...state.executions import Execution, TaskRun
from .find import STATUSES, Test, choice, equal, execution_resource, in_order, moment_tests, oos_of
from .views import show_task


@action(
    "oos",
    "ListTaskExecutions",
    resources=execution_resource,
    models=(
        "EndDateAfter", "EndDateBefore", "ExecutionId", "IncludeChildTaskExecution", "MaxResults", "NextToken",
        "ParentTaskExecutionId", "RegionId", "SortField", "SortOrder", "StartDateAfter", "StartDateBefore", "Status",
        "TaskAction", "TaskExecutionId", "TaskName",
    ),
    notes=(
        Note("20 to 100 a page, 50 by default; out of bounds: InvalidParameter", "OOS-SDK; code: assumed"),
        Note(
            "the items of a loop are left out, unless IncludeChildTaskExecution or an id says so",
            "OOS-SDK; id: assumed",
        ),
        Note("an item has its LoopItem, and in ChildExecutionId the execution that does it", "OOS-SDK"),
        Note("the tasks of a child execution are asked for by that execution's id", "OOS-SDK"),
        Note(
            "StatusMessage: code and text of the call that failed; ids `<execution>.t0010`",
            "assumed; ids: OOS-SDK example",
        ),
        Note("the newest first; RAM: the execution, or all", "OOS-SDK, OOS page"),
    ),
)  # fmt: skip
def list_task_executions(call: Call) -> Answer:
    """List the tasks of executions."""
    tests = [*_tests(call), *moment_tests(call)]
    holders: dict[str, Execution] = {}
    found: list[TaskRun] = []
    for execution in oos_of(call).executions.values():
        if call.parameters.text("ExecutionId", execution.id) != execution.id:
            continue
        for run in execution.runs:
            if all(test(run) for test in tests):
                holders[run.id] = execution
                found.append(run)
    size = call.parameters.number("MaxResults", 50)
    page, answer = token_page(call, in_order(call, found, lambda run: run.status), size)
    return {**answer, "MaxResults": size, "TaskExecutions": [show_task(holders[run.id], run) for run in page]}


def _tests(call: Call) -> Iterator[Test]:
    parameters = call.parameters
    if status := choice(call, "Status", STATUSES):
        yield lambda run: run.status == status
    names = (
        ("TaskName", "name"), ("TaskAction", "action"), ("TaskExecutionId", "id"), ("ParentTaskExecutionId", "parent"),
    )  # fmt: skip
    for name, attribute in names:
        if value := parameters.text(name):
            yield equal(attribute, value)
    named = "TaskExecutionId" in parameters or "ParentTaskExecutionId" in parameters
    if not parameters.flag("IncludeChildTaskExecution") and not named:
        yield lambda run: not run.parent
