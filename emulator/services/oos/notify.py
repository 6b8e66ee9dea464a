# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CancelExecution and NotifyExecution."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from ...actions.json_text import parse_json
from ...state.executions import Execution, TaskRun
from .engine import Engine
from .find import choice, execution_resource, find_execution, oos_of, waiting

_DEBUG = ("ExecuteTask", "CancelTask", "CompleteExecution")
_APPROVAL = ("Approve", "Reject")
_PAUSE = ("RetryTask", "SkipTask")


@action(
    "oos",
    "CancelExecution",
    mutating=True,
    resources=execution_resource,
    models=("ExecutionId", "RegionId"),
    errors=("EntityNotExists.Execution", "InvalidExecutionStatus"),
    notes=(
        Note("the execution and all below it are Cancelled at once; what ECS has begun goes on and stays", "assumed"),
        Note("what has ended cannot be cancelled: InvalidExecutionStatus", "assumed, code too"),
        Note("cancelling what another execution has started lets the task there fail", "assumed"),
        Note("an unknown id is EntityNotExists.Execution", "assumed, as EntityNotExists.Template"),
        Note("RAM: the execution", "OOS page of NotifyExecution; here: assumed"),
    ),
)
def cancel_execution(call: Call) -> Answer:
    """Stop an execution."""
    execution = find_execution(call)
    if not execution.live:
        raise call.refuse("InvalidExecutionStatus", name=execution.status)
    Engine(call.cloud, call.account, oos_of(call)).cancel(execution)
    return {}


@action(
    "oos",
    "NotifyExecution",
    mutating=True,
    resources=execution_resource,
    models=("ExecutionId", "NotifyNote", "NotifyType", "RegionId", "TaskExecutionId", "TaskExecutionIds"),
    errors=("EntityNotExists.Execution", "InvalidExecutionStatus"),
    notes=(
        Note("Approve and Reject: tasks that wait because of SafetyCheck", "OOS-SDK"),
        Note("RetryTask and SkipTask: the failed task of a FailurePause execution", "OOS-SDK"),
        Note("ExecuteTask, CancelTask and CompleteExecution are about Debug, and not modelled", "OOS-SDK"),
        Note(
            "tasks may be named; else all that wait in the execution and below it are meant",
            "OOS-SDK; all, below: assumed",
        ),
        Note("a rejected task fails", "assumed"),
        Note("nothing waits for it: InvalidExecutionStatus", "assumed, code too"),
        Note("RAM: the execution", "OOS page"),
    ),
)  # fmt: skip
def notify_execution(call: Call) -> Answer:
    """Say how an execution that waits goes on."""
    execution = find_execution(call)
    kind = choice(call, "NotifyType", (*_APPROVAL, *_PAUSE, *_DEBUG))
    if kind in _DEBUG:
        raise call.not_modelled(f"the NotifyType {kind}")
    meant = _meant(call, execution, kind)
    if not meant:
        raise call.refuse("InvalidExecutionStatus", name=execution.status)
    engine = Engine(call.cloud, call.account, oos_of(call))
    for holder, run in meant:
        run.note = call.parameters.text("NotifyNote")
        _tell(engine, holder, run, kind)
    return {}


def _meant(call: Call, execution: Execution, kind: str) -> list[tuple[Execution, TaskRun]]:
    try:
        ids = parse_json(call.parameters.text("TaskExecutionIds", "[]"))
    except ValueError:
        raise call.invalid("TaskExecutionIds") from None
    if not isinstance(ids, list):
        raise call.invalid("TaskExecutionIds")
    if one := call.parameters.text("TaskExecutionId"):
        ids.append(one)
    wanted = "Waiting" if kind in _APPROVAL else "Failed"
    return [
        (holder, run)
        for holder in oos_of(call).below(execution)
        for run in waiting(holder)
        if run.status == wanted and (not ids or run.id in ids)
    ]


def _tell(engine: Engine, execution: Execution, run: TaskRun, kind: str) -> None:
    if kind == "Reject":
        engine.fail(execution, run, "The task is rejected.")
    elif kind == "SkipTask":
        engine.skip(execution, run)
    elif kind == "RetryTask":
        engine.retry(execution, run)
    else:
        run.approved = True
        engine.work(execution, run)
