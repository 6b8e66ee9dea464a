# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of OOS and their executions. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ENDED = ("Success", "Failed", "Cancelled", "Skipped")
PUBLIC_TEMPLATES = ("ACS-ECS-BulkyEncryptSystemDisk",)


@dataclass(slots=True)
class Template:
    """A template of the account's own; OOS reads it, the emulator does not run it."""

    name: str
    content: str
    description: str = ""
    version: str = "v1"
    created: float = 0.0
    updated: float = 0.0
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Names are unique in a region."""
        return self.name


@dataclass(slots=True)
class TaskRun:
    """A task of an execution. In a loop it is the loop itself, with `items`, or one of them, with `parent` and `item`.

    `child`: the execution that does it. `attempts`: how often it has looked. `limit` and `allowed`: how many items run
    side by side, and how many may fail.
    """

    id: str
    name: str
    action: str
    status: str = "Running"
    created: float = 0.0
    updated: float = 0.0
    ended: float | None = None
    message: str = ""
    note: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    item: str = ""
    child: str = ""
    attempts: int = 0
    approved: bool = False
    items: list[str] = field(default_factory=list)
    limit: int = 1
    allowed: int = 0

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.status not in ENDED


@dataclass(slots=True)
class Execution:
    """An execution of a template or, inside of one, of a product's action. `by` names who started it."""

    id: str
    template: str
    region: str
    by: dict[str, str]
    parent: str = ""
    status: str = "Started"
    message: str = ""
    mode: str = "Automatic"
    safety_check: str = "Skip"
    role: str = ""
    description: str = ""
    created: float = 0.0
    updated: float = 0.0
    ended: float | None = None
    paused: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    runs: list[TaskRun] = field(default_factory=list)

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.status not in ENDED

    def run(self, run_id: str) -> TaskRun:
        """One of its tasks."""
        return next(run for run in self.runs if run.id == run_id)


@dataclass(slots=True)
class Orchestration:
    """What an account has of OOS in a region. `alarms`: when which task looks again, by execution and task."""

    templates: dict[str, Template] = field(default_factory=dict)
    public_templates: list[str] = field(default_factory=lambda: list(PUBLIC_TEMPLATES))
    executions: dict[str, Execution] = field(default_factory=dict)
    alarms: dict[tuple[str, str], float] = field(default_factory=dict)

    def children(self, execution: Execution) -> list[Execution]:
        """The executions that its tasks have started."""
        return [self.executions[run.child] for run in execution.runs if run.child]

    def below(self, execution: Execution) -> list[Execution]:
        """An execution with all that belong to it."""
        found = [execution]
        for child in self.children(execution):
            found += self.below(child)
        return found
