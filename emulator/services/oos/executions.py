# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListExecutions: there is no action that describes one."""

from __future__ import annotations

from collections.abc import Iterator

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import token_page
from ...state.executions import Execution
from .find import STATUSES, Test, choice, equal, execution_resource, in_order, moment_tests, oos_of, shown_status
from .views import show_execution, started_by


@action(
    "oos",
    "ListExecutions",
    resources=execution_resource,
    models=(
        "Depth", "EndDateAfter", "EndDateBefore", "ExecutedBy", "ExecutionId", "IncludeChildExecution", "MaxResults",
        "Mode", "NextToken", "ParentExecutionId", "RamRole", "RegionId", "SortField", "SortOrder", "StartDateAfter",
        "StartDateBefore", "Status", "Tags", "TemplateName",
    ),
    notes=(
        Note("10 to 100 a page, 50 by default; out of bounds: InvalidParameter", "OOS-SDK; code: assumed"),
        Note(
            "only executions that no other has started, unless IncludeChildExecution, Depth or an id says so",
            "OOS-SDK; id: assumed",
        ),
        Note(
            "Depth=FirstChildDepth: those that such an execution has started; not with IncludeChildExecution",
            "OOS-SDK; code: assumed",
        ),
        Note("the newest first; sorted by StartDate, EndDate or Status; TemplateName may be a part", "OOS-SDK"),
        Note("an unknown id gives an empty list", "assumed"),
        Note("Waiting if a task in it, or below it, waits; Pending does not come", "OOS-SDK; below: assumed"),
        Note(
            "Parameters is an object, Outputs is JSON in a string; Counters counts the items of its loop",
            "OOS-SDK; Counters: assumed",
        ),
        Note("TemplateVersion v1; no trigger fields", "assumed"),
        Note("RAM: the execution, or all", "OOS page"),
    ),
)  # fmt: skip
def list_executions(call: Call) -> Answer:
    """List the caller's executions in the region."""
    oos = oos_of(call)
    tests = [*_tests(call), *moment_tests(call)]
    found = [execution for execution in oos.executions.values() if all(test(execution) for test in tests)]
    size = call.parameters.number("MaxResults", 50)
    page, answer = token_page(call, in_order(call, found, lambda item: shown_status(oos, item)), size)
    return {**answer, "MaxResults": size, "Executions": [show_execution(call, execution) for execution in page]}


def _tests(call: Call) -> Iterator[Test]:
    parameters, oos = call.parameters, oos_of(call)
    yield from _depth_tests(call)
    for name, attribute in (("ExecutionId", "id"), ("ParentExecutionId", "parent"), ("RamRole", "role")):
        if value := parameters.text(name):
            yield equal(attribute, value)
    if status := choice(call, "Status", STATUSES):
        yield lambda item: shown_status(oos, item) == status
    if mode := choice(call, "Mode", ("Automatic", "FailurePause", "Debug")):
        yield lambda item: item.mode == mode
    if template := parameters.text("TemplateName"):
        yield lambda item: template in item.template
    if name := parameters.text("ExecutedBy"):
        yield lambda item: name in started_by(call, item)
    if tags := parameters.record("Tags"):
        yield lambda item: tags.items() <= item.tags.items()


def _depth_tests(call: Call) -> Iterator[Test]:
    parameters, oos = call.parameters, oos_of(call)
    depth = choice(call, "Depth", ("RootDepth", "FirstChildDepth"))
    include = parameters.flag("IncludeChildExecution")
    if depth and include is not None:
        raise call.invalid("Depth")

    def is_first_child(item: Execution) -> bool:
        return bool(item.parent) and not oos.executions[item.parent].parent

    if depth == "FirstChildDepth":
        yield is_first_child
    elif not include and "ExecutionId" not in parameters and "ParentExecutionId" not in parameters:
        yield lambda item: not item.parent
