# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finding, starting and following an execution of an OOS template."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .._api import oos_executions as oos
from .._client.session import Session
from .._model.errors import Denied, InvalidInput, Missing
from .._model.execution import TAG_REQUEST, Execution, Progress
from .._model.execution_request import ExecutionRequest, ExecutionWorld, Template
from .decide import ExecutionPlan, Move, latest, marked_tags, request_mark
from .parameters import declared_parameters


def observe_execution(session: Session, request: ExecutionRequest) -> ExecutionWorld:
    """The execution that is meant, and the template unless one is under way. Raises InvalidInput."""
    region = request.region
    if request.execution_id:
        current = oos.find_execution(session, region, request.execution_id)
        if current is None:
            remedy = "Check the id and the region."
            raise InvalidInput("execution_id", request.execution_id, f"is not found in {region}", remedy)
        return ExecutionWorld(current=_with_tasks(session, region, current))
    mark = json.dumps({TAG_REQUEST: request_mark(request)})
    current, last_id = latest(oos.list_executions(session, region, TemplateName=request.template_name, Tags=mark))
    if current:
        return ExecutionWorld(current=_with_tasks(session, region, current), last_id=last_id)
    return ExecutionWorld(last_id=last_id, template=None if request.cancel else _read_template(session, request))


def work_on_execution(session: Session, plan: ExecutionPlan) -> Execution:
    """Make the plan's move and follow the execution for up to `pass_seconds`."""
    request, region = plan.request, plan.request.region
    if plan.move is Move.START:
        current = oos.start_execution(session, request, marked_tags(request), plan.token)
    elif plan.current is None:
        raise AssertionError("nothing to follow")
    else:
        current = plan.current
    if plan.move is Move.CANCEL:
        oos.cancel_execution(session, region, current.execution_id)
        current = oos.find_execution(session, region, current.execution_id) or current
    if request.wait:
        current = _follow(session, request, current, accepts_waiting=plan.move is not Move.CANCEL)
    return _with_tasks(session, region, current)


def _follow(session: Session, request: ExecutionRequest, current: Execution, *, accepts_waiting: bool) -> Execution:
    deadline = time.monotonic() + request.pass_seconds
    delay = min(1.0, request.poll_seconds)
    while current.is_live and not (accepts_waiting and current.progress is Progress.WAITING):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(delay, left))
        delay = min(delay * 2, request.poll_seconds)
        # What was just started may not be listed yet.
        current = oos.find_execution(session, request.region, current.execution_id) or current
    return current


def _with_tasks(session: Session, region: str, execution: Execution) -> Execution:
    return replace(execution, tasks=oos.list_tasks(session, region, execution.execution_id))


def _read_template(session: Session, request: ExecutionRequest) -> Template | None:
    try:
        version, content = oos.get_template(session, request.region, request.template_name, request.template_version)
    except Missing:
        remedy = "Check its name and version, and whether it is offered in this region."
        problem = f"is no template in {request.region}"
        raise InvalidInput("template_name", request.template_name, problem, remedy) from None
    except Denied:
        # Starting it needs no right to read it.
        return None
    return Template(version=version, parameters=declared_parameters(content, _yaml_loader()))


def _yaml_loader() -> Callable[[str], Any] | None:
    """A loader of YAML whose errors are ValueError, or None on a machine without PyYAML."""
    try:
        yaml = importlib.import_module("yaml")
    except ImportError:
        return None

    def load(content: str) -> Any:
        try:
            return yaml.safe_load(content)
        except yaml.YAMLError as error:
            raise ValueError(str(error)) from None

    return load
