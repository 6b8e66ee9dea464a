# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""OOS: what the tasks of an execution have made, from ListTaskExecutions."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._client.paging import tokened
from .._client.sdk import OOS
from .._client.session import Session
from .wire import Answer, text


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutputs:
    """One task: the item of a loop it is for, the execution that does it, and its outputs."""

    name: str
    item: str
    child_execution_id: str
    outputs: Mapping[str, Any]


def list_task_outputs(session: Session, region: str, execution_id: str) -> list[TaskOutputs]:
    """The tasks of an execution, those of its loops too. Needs oos:ListTaskExecutions."""
    query = {"RegionId": region, "ExecutionId": execution_id, "IncludeChildTaskExecution": "true"}

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        answer = session.call(OOS, region, "ListTaskExecutions", {**query, **page})
        return {"NextToken": answer.get("NextToken"), "Tasks": {"Task": answer.get("TaskExecutions")}}

    return [_parse(item) for item in tokened(fetch, "Tasks", "Task", sys.maxsize)]


def _parse(answer: Answer) -> TaskOutputs:
    outputs = answer.get("Outputs")
    if isinstance(outputs, str):
        try:
            outputs = json.loads(outputs or "{}")
        except ValueError:
            outputs = {}
    return TaskOutputs(
        name=text(answer, "TaskName"),
        item=text(answer, "LoopItem"),
        child_execution_id=text(answer, "ChildExecutionId"),
        outputs=outputs if isinstance(outputs, dict) else {},
    )
