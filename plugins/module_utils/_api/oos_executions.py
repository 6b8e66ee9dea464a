# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""OOS: GetTemplate, StartExecution, ListExecutions, ListTaskExecutions, CancelExecution."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from .._client.answer import unwrap
from .._client.paging import tokened
from .._client.sdk import OOS
from .._client.session import Session
from .._model.execution import Execution, NewExecution, Task
from .wire import Answer, number, part, text


def get_template(session: Session, region: str, name: str, version: str) -> tuple[str, str]:
    """Version and content of a public or own template. Needs oos:GetTemplate. Raises Missing."""
    query = {"RegionId": region, "TemplateName": name}
    if version:
        query["TemplateVersion"] = version
    answer = session.call(OOS, region, "GetTemplate", query)
    return text(part(answer, "Template"), "TemplateVersion"), text(answer, "Content")


def start_execution(session: Session, new: NewExecution, tags: Mapping[str, str], token: str) -> Execution:
    """Start an execution; the same token again gives the same one. Needs oos:StartExecution.

    OOS takes the parameters as JSON text.
    """
    query: dict[str, Any] = {
        "RegionId": new.region,
        "TemplateName": new.template_name,
        "Parameters": json.dumps(new.parameters, sort_keys=True),
        "Mode": new.mode,
        "LoopMode": new.loop_mode,
        "SafetyCheck": new.safety_check,
        "Tags": json.dumps(dict(tags), sort_keys=True),
        "ClientToken": token,
    }
    optional = {
        "TemplateVersion": new.template_version,
        "Description": new.description,
        "ResourceGroupId": new.resource_group_id,
    }
    query |= {name: value for name, value in optional.items() if value}
    return parse_execution(part(session.call(OOS, new.region, "StartExecution", query), "Execution", is_required=True))


def list_executions(session: Session, region: str, **filters: str) -> list[Execution]:
    """Executions, the newest first; `filters` as the API names them. Needs oos:ListExecutions."""
    found = [parse_execution(item) for item in _list(session, region, "ListExecutions", "Executions", filters)]
    return sorted({item.execution_id: item for item in found}.values(), key=lambda item: item.created, reverse=True)


def find_execution(session: Session, region: str, execution_id: str) -> Execution | None:
    """One execution, or None. Needs oos:ListExecutions; there is no call that describes one."""
    found = list_executions(session, region, ExecutionId=execution_id)
    return next((item for item in found if item.execution_id == execution_id), None)


def list_tasks(session: Session, region: str, execution_id: str) -> tuple[Task, ...]:
    """The tasks of an execution, those of its loops too. Needs oos:ListTaskExecutions."""
    return tuple(
        Task(
            name=text(item, "TaskName"),
            action=text(item, "TaskAction"),
            status=text(item, "Status"),
            message=_message(item),
            item=text(item, "LoopItem"),
        )
        for item in list_task_answers(session, region, execution_id)
    )


def list_task_answers(session: Session, region: str, execution_id: str) -> Iterator[Answer]:
    """List the tasks of an execution, the items of its loops too. Needs oos:ListTaskExecutions."""
    filters = {"ExecutionId": execution_id, "IncludeChildTaskExecution": "true"}
    return _list(session, region, "ListTaskExecutions", "TaskExecutions", filters)


def cancel_execution(session: Session, region: str, execution_id: str) -> None:
    """Stop an execution; what it has done stays. Needs oos:CancelExecution."""
    session.call(OOS, region, "CancelExecution", {"RegionId": region, "ExecutionId": execution_id})


def parse_execution(answer: Answer) -> Execution:
    """One execution, whose parameters, outputs and counters come as text or as mappings."""
    counts = mapping(answer.get("Counters"))
    return Execution(
        execution_id=text(answer, "ExecutionId"),
        template_name=text(answer, "TemplateName"),
        template_version=text(answer, "TemplateVersion"),
        status=text(answer, "Status"),
        status_message=_message(answer),
        parameters=mapping(answer.get("Parameters")),
        outputs=mapping(answer.get("Outputs")),
        tags={key: str(value) for key, value in mapping(answer.get("Tags")).items()},
        counts={name.lower(): number(counts, name) for name in counts},
        current_tasks=tuple(text(task, "TaskName") for task in unwrap(answer, "CurrentTasks")),
        created=text(answer, "CreateDate"),
        started=text(answer, "StartDate"),
        ended=text(answer, "EndDate"),
    )


def _list(session: Session, region: str, action: str, name: str, filters: Mapping[str, str]) -> Iterator[Answer]:
    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(OOS, region, action, {"RegionId": region, **filters, **page})

    return tokened(fetch, name, "", sys.maxsize)


def _message(answer: Answer) -> str:
    # An empty message may come as two quotes.
    return text(answer, "StatusMessage").strip('"\u201c\u201d')


def mapping(value: Any) -> dict[str, Any]:
    """A mapping, or JSON text of one; empty for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value or "{}")
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}
