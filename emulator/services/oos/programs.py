# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of a template are made of, so far as the modelled templates need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

END = "ACS::END"
Values = Mapping[str, Any]
Scope = Callable[[str], Any]
"""Answers the value of a placeholder: a parameter, `task.output`, or one of OOS's own such as `ACS::ExecutionId`."""


@dataclass(frozen=True, slots=True)
class Api:
    """Call an action of ECS."""

    api: str
    parameters: Values


@dataclass(frozen=True, slots=True)
class Wait:
    """Call an action again and again until what `select` finds is wanted.

    The pause doubles from 2 seconds up to `longest`, or is `delay`.
    """

    api: str
    parameters: Values
    select: str
    desired: tuple[str, ...]
    stop: tuple[str, ...] = ()
    retries: int = 10
    longest: int = 1800
    delay: int = 0

    def pause(self, attempt: int) -> int:
        """Seconds before this attempt; the first one that comes after a pause is 1."""
        return self.delay or min(2**attempt, self.longest)


@dataclass(frozen=True, slots=True)
class Choice:
    """Go on with the task of the first case whose value is met, else with the default."""

    default: str
    cases: tuple[tuple[str, Any, str], ...]


@dataclass(frozen=True, slots=True)
class Nested:
    """Run another program as an execution of its own."""

    program: str
    parameters: Values


@dataclass(frozen=True, slots=True)
class Select:
    """Find the instances that a target names."""

    target: str


@dataclass(frozen=True, slots=True)
class Loop:
    """Do something for each item. `rate` is a RateControl; `collect` names what of the items becomes an output."""

    items: str | tuple[str, ...]
    body: Api | Nested
    rate: str = ""
    collect: Mapping[str, str] = field(default_factory=dict)


Step = Api | Wait | Choice | Nested | Select | Loop
_ACTIONS = {Api: "ACS::ExecuteAPI", Wait: "ACS::WaitFor", Choice: "ACS::Choice", Select: "ACS::SelectTargets"}


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `outputs` are paths into the answer of its action; one that ends in `*` keeps the whole list."""

    name: str
    step: Step
    outputs: Mapping[str, str] = field(default_factory=dict)
    goes_on: bool = False

    @property
    def action(self) -> str:
        """The action as OOS names it."""
        step = self.step.body if isinstance(self.step, Loop) else self.step
        return step.program if isinstance(step, Nested) else _ACTIONS[type(step)]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a template; without a default it is required."""

    type: str
    default: Any = None


@dataclass(frozen=True, slots=True)
class Program:
    """A template or a product's action."""

    name: str
    description: str
    parameters: Mapping[str, Parameter]
    tasks: tuple[Task, ...]
    outputs: Callable[[Scope], dict[str, Any]]

    def task(self, name: str) -> Task:
        """The task of that name."""
        return next(task for task in self.tasks if task.name == name)

    def after(self, name: str) -> Task | None:
        """The task that follows, in the order of the template."""
        names = [task.name for task in self.tasks]
        place = names.index(name) + 1
        return self.tasks[place] if place < len(self.tasks) else None
