# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An execution of an OOS template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TAG_REQUEST = "imageops:request"


class Progress(StrEnum):
    """The meaning of an execution's status for a task that waits for it."""

    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


# OOS-SDK's filter values; what it does not name is still running.
MEANING = {
    "Success": Progress.SUCCEEDED,
    "Failed": Progress.FAILED,
    "Cancelled": Progress.CANCELLED,
    "Waiting": Progress.WAITING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task of an execution, or one item of a looped task."""

    name: str
    action: str
    status: str
    message: str = ""
    item: str = ""

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `tasks`."""
        return {
            "name": self.name,
            "action": self.action,
            "status": self.status,
            "message": self.message,
            "item": self.item,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """An execution as ListExecutions lists it; times in UTC as OOS writes them, `counts` of the looped items."""

    execution_id: str
    template_name: str
    template_version: str
    status: str
    status_message: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    current_tasks: tuple[str, ...] = ()
    created: str = ""
    started: str = ""
    ended: str = ""
    tasks: tuple[Task, ...] = ()

    @property
    def progress(self) -> Progress:
        """What the status means."""
        return MEANING.get(self.status, Progress.RUNNING)

    @property
    def is_live(self) -> bool:
        """It may still do something."""
        return self.progress in (Progress.RUNNING, Progress.WAITING)

    def to_result(self) -> dict[str, object]:
        """The shape of `execution`."""
        return {
            "execution_id": self.execution_id,
            "template_name": self.template_name,
            "template_version": self.template_version,
            "status": self.status,
            "status_message": self.status_message,
            "parameters": dict(self.parameters),
            "outputs": dict(self.outputs),
            "tags": dict(self.tags),
            "counts": dict(self.counts),
            "current_tasks": list(self.current_tasks),
            "created": self.created,
            "started": self.started,
            "ended": self.ended,
            "tasks": [task.to_result() for task in self.tasks],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExecution:
    """An execution that OOS is asked to start."""

    region: str
    template_name: str = ""
    template_version: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    mode: str = "Automatic"
    loop_mode: str = "Automatic"
    safety_check: str = "Skip"
    description: str = ""
    resource_group_id: str = ""
