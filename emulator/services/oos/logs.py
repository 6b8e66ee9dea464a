# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListExecutionLogs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import token_page
from ...state.clock import iso
from ...state.executions import Execution
from .find import execution_resource, find_execution

_ENDS = {"Success": "completed", "Failed": "failed", "Cancelled": "was cancelled", "Skipped": "was skipped"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    id: str
    task: str
    moment: float
    message: str


@action(
    "oos",
    "ListExecutionLogs",
    resources=execution_resource,
    models=("ExecutionId", "LogType", "MaxResults", "NextToken", "RegionId", "TaskExecutionId"),
    errors=("EntityNotExists.Execution",),
    notes=(
        Note(
            "a line when a task begins, and one when it ends; those of the execution itself only",
            "OOS-SDK example; rest: assumed",
        ),
        Note(
            "LogType is System; another finds nothing; 50 a page by default, the oldest first",
            "OOS-SDK example; rest: assumed",
        ),
        Note("an unknown id is EntityNotExists.Execution", "assumed"),
        Note("RAM: the execution", "OOS page of ListTaskExecutions; here: assumed"),
    ),
)  # fmt: skip
def list_execution_logs(call: Call) -> Answer:
    """List what an execution has done."""
    execution, wanted = find_execution(call), call.parameters.text("TaskExecutionId")
    lines = [line for line in _lines(execution) if wanted in ("", line.task)]
    if call.parameters.text("LogType", "System") != "System":
        lines = []
    size = call.parameters.number("MaxResults", 50)
    page, answer = token_page(call, sorted(lines, key=lambda line: line.moment), size)
    shown = [
        {"TaskExecutionId": line.task, "Message": line.message, "LogType": "System", "Timestamp": iso(line.moment)}
        for line in page
    ]
    return {**answer, "IsTruncated": answer["NextToken"] != "", "MaxResults": size, "ExecutionLogs": shown}


def _lines(execution: Execution) -> Iterator[Line]:
    for run in execution.runs:
        yield Line(f"{run.id}/1", run.id, run.created, f"The task {run.name} started.")
        if run.ended is not None:
            text = f"The task {run.name} {_ENDS[run.status]}."
            yield Line(f"{run.id}/2", run.id, run.ended, f"{text} {run.message}".strip())
