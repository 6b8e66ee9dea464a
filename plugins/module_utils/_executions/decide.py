# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What to do about an execution that is asked for: start it, go on with it, or stop it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .._model.errors import ExecutionFailed
from .._model.execution import TAG_REQUEST, Execution, Progress, Task
from .parameters import check_parameters
from .values import ExecutionRequest, ExecutionWorld


class ExecutionAction(StrEnum):
    """What is done."""

    START = "start"
    FOLLOW = "follow"
    CANCEL = "cancel"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionPlan:
    """The action, and what it starts from."""

    request: ExecutionRequest
    action: ExecutionAction
    current: Execution | None
    token: str

    @property
    def changed(self) -> bool:
        """Is anything started or stopped."""
        return self.action in (ExecutionAction.START, ExecutionAction.CANCEL)

    @property
    def has_work(self) -> bool:
        """Following one is work, too."""
        return self.action is not ExecutionAction.NOTHING

    @property
    def before(self) -> dict[str, Any]:
        """The execution's status, empty without one."""
        return {"status": self.current.status} if self.current else {}

    @property
    def after(self) -> dict[str, Any]:
        """What the action asks for."""
        match self.action:
            case ExecutionAction.START:
                request = self.request
                return {"status": "Running", "template": request.template_name, "parameters": dict(request.parameters)}
            case ExecutionAction.CANCEL:
                return {"status": "Cancelled"}
        return self.before


def request_mark(request: ExecutionRequest) -> str:
    """What two runs of the same request have in common, as the value of the tag that finds its execution again."""
    parts = (request.region, request.template_name, request.template_version, request.parameters)
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]


def plan_execution(request: ExecutionRequest, world: ExecutionWorld) -> ExecutionPlan:
    """Start, follow, cancel, or nothing. Raises InvalidInput for parameters that the template does not take."""
    current = world.current
    if request.cancel:
        action = ExecutionAction.CANCEL if current and current.is_live else ExecutionAction.NOTHING
    elif current:
        action = ExecutionAction.FOLLOW
    else:
        action = ExecutionAction.START
        if world.template and world.template.parameters is not None:
            check_parameters(request.parameters, world.template.parameters, request.template_name)
    # Another token for each execution of a request, the same for each try of one.
    seed = f"{request_mark(request)}/{world.last_id}"
    token = f"imageops-{hashlib.sha256(seed.encode()).hexdigest()[:48]}"
    return ExecutionPlan(request=request, action=action, current=current, token=token)


def marked_tags(request: ExecutionRequest) -> dict[str, str]:
    """Return the tags of a new execution."""
    return {**request.tags, TAG_REQUEST: request_mark(request)}


def latest(executions: Iterable[Execution]) -> tuple[Execution | None, str]:
    """Of one request's executions, the newest first: the one that is under way, and the id of the last that ended."""
    found = list(executions)
    return next((item for item in found if item.is_live), None), next(
        (item.execution_id for item in found if not item.is_live), ""
    )


def predicted(plan: ExecutionPlan) -> dict[str, Any]:
    """Return the execution that check mode predicts; what only OOS knows of a new one is empty."""
    request = plan.request
    if plan.current:
        status = "Cancelled" if plan.action is ExecutionAction.CANCEL else plan.current.status
        return {**plan.current.to_result(), "status": status}
    new = Execution(
        execution_id="",
        template_name=request.template_name,
        template_version=request.template_version,
        status="" if request.cancel else "Running",
        parameters=request.parameters,
        tags={} if request.cancel else marked_tags(request),
    )
    return new.to_result()


def ending(execution: Execution) -> ExecutionFailed | None:
    """Return the error of an execution that did not come to a good end."""
    what = f"{execution.template_name} ({execution.execution_id})"
    match execution.progress:
        case Progress.FAILED:
            return ExecutionFailed("ExecutionFailed", f"{what} failed. {failure_text(execution)}")
        case Progress.CANCELLED:
            return ExecutionFailed("ExecutionCancelled", f"{what} was cancelled. What it had done until then stays")
        case Progress.WAITING:
            message = f"{what} waits for a confirmation. Confirm it in OOS (NotifyExecution) and run this again"
            return ExecutionFailed("ExecutionWaiting", f"{message}, or start with safety_check: Skip")
    return None


def failure_text(execution: Execution) -> str:
    """Return the failing tasks with their messages, else what the execution says itself."""
    failing = [task for task in execution.tasks if task.status == "Failed"]
    # A loop fails because its items do, which say why.
    inner = [task for task in failing if task.item] or failing
    failures = "; ".join(_task_text(task) for task in inner)
    return failures or execution.status_message or "OOS gives no reason"


def _task_text(task: Task) -> str:
    item = f" on {task.item}" if task.item else ""
    return f"Task {task.name}{item}: {task.message or 'no message'}"


def progress_text(execution: Mapping[str, Any], elapsed: float) -> str:
    """Return one line: what runs, how far it is, and since when. `execution` as `oos_execution` returns it."""
    counts = execution["counts"]
    done = counts.get("success", 0) + counts.get("failed", 0)
    failed = f", {counts['failed']} failed" if counts.get("failed") else ""
    parts = [f"{execution['template_name']} {execution['execution_id']}: {execution['status']}"]
    if counts.get("total"):
        parts.append(f"{done} of {counts['total']} done{failed}")
    if tasks := _running(execution):
        parts.append(f"in {', '.join(tasks)}")
    return f"{', '.join(parts)} after {round(elapsed)} s"


def _running(execution: Mapping[str, Any]) -> Sequence[str]:
    running = [task["name"] for task in execution["tasks"] if task["status"] == "Running"]
    return list(dict.fromkeys(running or execution["current_tasks"]))
