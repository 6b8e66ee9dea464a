# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""OOS: what the tasks of an execution have made, from ListTaskExecutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._client.session import Session
from .oos_executions import list_task_answers, mapping
from .wire import text


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutputs:
    """One task: the item of a loop it is for, the execution that does it, and its outputs."""

    name: str
    item: str
    child_execution_id: str
    outputs: Mapping[str, Any]


def list_task_outputs(session: Session, region: str, execution_id: str) -> list[TaskOutputs]:
    """The tasks of an execution, those of its loops too. Needs oos:ListTaskExecutions."""
    return [
        TaskOutputs(
            name=text(item, "TaskName"),
            item=text(item, "LoopItem"),
            child_execution_id=text(item, "ChildExecutionId"),
            outputs=mapping(item.get("Outputs")),
        )
        for item in list_task_answers(session, region, execution_id)
    ]
