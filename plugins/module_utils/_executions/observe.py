# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read executions of OOS templates, and what a template declares."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .._api import oos_executions as oos
from .._client.session import Session
from .._model.errors import Denied, InvalidInput, Missing
from .._model.execution import TAG_REQUEST, Execution
from .decide import latest, request_mark
from .parameters import declared_parameters
from .values import ExecutionRequest, ExecutionsRequest, ExecutionWorld, Template


def observe_execution(session: Session, request: ExecutionRequest) -> ExecutionWorld:
    """Read the execution that is meant, and the template unless one is under way. Raises InvalidInput."""
    region = request.region
    if request.execution_id:
        current = oos.find_execution(session, region, request.execution_id)
        if current is None:
            remedy = "Check the id and the region."
            raise InvalidInput("execution_id", request.execution_id, f"is not found in {region}", remedy)
        return ExecutionWorld(current=with_tasks(session, region, current))
    mark = json.dumps({TAG_REQUEST: request_mark(request)})
    current, last_id = latest(oos.list_executions(session, region, TemplateName=request.template_name, Tags=mark))
    if current:
        return ExecutionWorld(current=with_tasks(session, region, current), last_id=last_id)
    return ExecutionWorld(last_id=last_id, template=None if request.cancel else _read_template(session, request))


def with_tasks(session: Session, region: str, execution: Execution) -> Execution:
    return replace(execution, tasks=oos.list_tasks(session, region, execution.execution_id))


def _read_template(session: Session, request: ExecutionRequest) -> Template | None:
    try:
        version, content = oos.get_template(session, request.region, request.template_name, request.template_version)
    except Missing:
        remedy = "Check template_name and template_version, and whether it is offered in this region."
        problem = f"is no template in {request.region}"
        raise InvalidInput("template_name", request.template_name, problem, remedy) from None
    except Denied:
        # Starting it needs no right to read it.
        return None
    return Template(version=version, parameters=declared_parameters(content, _yaml_loader()))


def _yaml_loader() -> Callable[[str], Any] | None:
    """Return a loader of YAML whose errors are ValueError, or None on a machine without PyYAML."""
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


def read_executions(session: Session, request: ExecutionsRequest) -> dict[str, Any]:
    """Return the values of oos_execution_info."""
    found = oos.list_executions(session, request.region, **request.filters)
    if request.with_tasks:
        found = session.gather(lambda execution: with_tasks(session, request.region, execution), found)
    return {"executions": [execution.to_result() for execution in found]}
