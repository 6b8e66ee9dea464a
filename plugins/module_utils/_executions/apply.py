# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finding, starting and following an execution of an OOS template."""

from __future__ import annotations

import time

from .._api import oos_executions as oos
from .._client.session import Session
from .._model.execution import Execution, Progress
from .decide import ExecutionAction, ExecutionPlan, marked_tags
from .observe import with_tasks
from .values import ExecutionRequest


def work_on_execution(session: Session, plan: ExecutionPlan) -> Execution:
    """Make the plan's action and follow the execution for up to `pass_seconds`."""
    request, region = plan.request, plan.request.region
    if plan.action is ExecutionAction.START:
        current = oos.start_execution(session, request, marked_tags(request), plan.token)
    elif plan.current is None:
        raise AssertionError("nothing to follow")
    else:
        current = plan.current
    if plan.action is ExecutionAction.CANCEL:
        oos.cancel_execution(session, region, current.execution_id)
        current = oos.find_execution(session, region, current.execution_id) or current
    if request.wait:
        current = _follow(session, request, current, accepts_waiting=plan.action is not ExecutionAction.CANCEL)
    return with_tasks(session, region, current)


def _follow(session: Session, request: ExecutionRequest, current: Execution, *, accepts_waiting: bool) -> Execution:
    deadline = time.monotonic() + request.pass_seconds
    delay = min(1.0, request.poll_seconds)
    while current.is_live and not (accepts_waiting and current.progress is Progress.WAITING):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(delay, left))
        delay = min(delay * 2, request.poll_seconds)
        # A new execution may not be listed yet.
        current = oos.find_execution(session, request.region, current.execution_id) or current
    return current
