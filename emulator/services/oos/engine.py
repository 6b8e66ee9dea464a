# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run of an execution: each step happens at its moment of the cloud's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...actions.errors import ApiError
from ...state.accounts import Account
from ...state.cloud import Cloud
from ...state.executions import Execution, Orchestration, TaskRun
from .calls import invoke, role_fault
from .loops import fill_loop, open_loop, retry_loop
from .programs import END, Api, Choice, Loop, Nested, Select, Task, Wait
from .replace import PROGRAMS
from .targets import chosen_instances
from .values import fill, scope, select

# What OOS asks about before it does it, unless SafetyCheck is Skip (assumed).
RISKY = ("StopInstance", "ReplaceSystemDisk", "DeleteImage", "DeleteSnapshot")


@dataclass(slots=True)
class Engine:
    """Runs the executions of one account in one region."""

    cloud: Cloud
    account: Account
    oos: Orchestration
    filling: set[str] = field(default_factory=set)

    def begin(self, execution: Execution) -> None:
        """Start with the first task."""
        execution.status = "Running"
        fault = role_fault(self.account, execution.role) if execution.role else ""
        if fault:
            self.end(execution, "Failed", fault)
        else:
            self._enter(execution, PROGRAMS[execution.template].tasks[0])

    def work(self, execution: Execution, run: TaskRun) -> None:
        """Do a task, or look again for what it waits for."""
        run.status, run.updated, run.ended = "Running", self.cloud.now(), None
        execution.updated, execution.paused = run.updated, ""
        task = PROGRAMS[execution.template].task(run.name)
        try:
            if planned := self._planned_failure(execution, run):
                self.fail(execution, run, planned)
            else:
                self._do(execution, run, task)
        except ApiError as error:
            self.fail(execution, run, f"{error.code}: {error.message}")

    def retry(self, execution: Execution, run: TaskRun) -> None:
        """Do a task again."""
        execution.paused = ""
        if run.items:
            retry_loop(self, execution, run)
        else:
            run.attempts = 0
            self.work(execution, run)

    def skip(self, execution: Execution, run: TaskRun) -> None:
        """Go on after a task that has failed."""
        execution.paused = ""
        self._settle(run, "Skipped")
        self._next(execution, run)

    def end(self, execution: Execution, status: str, message: str = "") -> None:
        """End an execution, and notify the task that waits for it."""
        execution.status, execution.message, execution.paused = status, message, ""
        execution.updated = execution.ended = self.cloud.now()
        if status == "Success":
            execution.outputs = PROGRAMS[execution.template].outputs(scope(execution))
        parent = self.oos.executions.get(execution.parent)
        if parent is None or not parent.live:
            return
        run = next(run for run in parent.runs if run.child == execution.id)
        if status == "Success":
            self.finish(parent, run, execution.outputs)
        else:
            self.fail(parent, run, message)

    def cancel(self, execution: Execution) -> None:
        """End an execution and all below it; what ECS is doing for it goes on."""
        for one in self.oos.below(execution):
            for run in one.runs:
                if run.live:
                    self.oos.alarms.pop((one.id, run.id), None)
                    self._settle(run, "Cancelled")
        for one in reversed(self.oos.below(execution)):
            self.oos.alarms.pop((one.id, ""), None)
            if one.live and one is not execution:
                one.status, one.ended = "Cancelled", self.cloud.now()
        self.end(execution, "Cancelled", "The execution is cancelled.")

    # One task

    def _enter(self, execution: Execution, task: Task) -> None:
        number = sum(not run.parent for run in execution.runs) + 1
        now = self.cloud.now()
        run = TaskRun(f"{execution.id}.t{number * 10:04d}", task.name, task.action, created=now)
        execution.runs.append(run)
        self.work(execution, run)

    def _do(self, execution: Execution, run: TaskRun, task: Task) -> None:
        step = task.step
        if isinstance(step, Loop):
            if not run.parent:
                open_loop(self, execution, run, step)
                return
            step = step.body
        match step:
            case Api():
                self._call(execution, run, step, task)
            case Wait():
                self._look(execution, run, step, task)
            case Nested():
                self._nest(execution, run, step)
            case Select():
                target = fill(step.target, scope(execution, run))
                found = chosen_instances(self.cloud, self.account, execution, target)
                self.finish(execution, run, dict.fromkeys(task.outputs, found))
            case Choice():
                self.finish(execution, run, {}, self._chosen(execution, step))

    def _call(self, execution: Execution, run: TaskRun, step: Api, task: Task) -> None:
        if step.api in RISKY and execution.safety_check != "Skip" and not run.approved:
            run.status = "Waiting"
            return
        answer = self._invoke(execution, run, step)
        self.finish(execution, run, {name: select(path, answer) for name, path in task.outputs.items()})

    def _look(self, execution: Execution, run: TaskRun, step: Wait, task: Task) -> None:
        answer = self._invoke(execution, run, step)
        found = select(step.select, answer)
        if found in step.desired:
            self.finish(execution, run, {name: select(path, answer) for name, path in task.outputs.items()})
        elif found in step.stop:
            self.fail(execution, run, f"{step.select} is {found}.")
        elif run.attempts >= step.retries:
            self.fail(execution, run, f"{step.select} is {found} after {run.attempts} retries.")
        else:
            run.attempts += 1
            self.oos.alarms[execution.id, run.id] = self.cloud.now() + step.pause(run.attempts)

    def _nest(self, execution: Execution, run: TaskRun, step: Nested) -> None:
        now = self.cloud.now()
        child = Execution(
            id=f"exec-{self.cloud.ids.word('execution', 20)}",
            template=step.program,
            region=execution.region,
            by=execution.by,
            parent=execution.id,
            mode=execution.mode,
            safety_check=execution.safety_check,
            role=execution.role,
            created=now,
            updated=now,
            parameters=fill(step.parameters, scope(execution, run)),
        )
        run.child, run.properties = child.id, child.parameters
        self.oos.executions[child.id] = child
        self.begin(child)

    def _invoke(self, execution: Execution, run: TaskRun, step: Api | Wait) -> Mapping[str, Any]:
        parameters = fill(step.parameters, scope(execution, run))
        run.properties = {"Service": "ECS", "API": step.api, "Parameters": parameters}
        return invoke(self.cloud, self.account, execution, step.api, parameters)

    def _chosen(self, execution: Execution, step: Choice) -> str:
        for value, wanted, name in step.cases:
            if fill(value, scope(execution)) == wanted:
                return name
        return step.default

    def _planned_failure(self, execution: Execution, run: TaskRun) -> str:
        """A fault that a test has planned for this task, before the task does anything."""
        if run.attempts or run.items:
            return ""
        instance = str(execution.parameters.get("instanceId") or (run.item if run.item.startswith("i-") else ""))
        facts = {"template": execution.template, "task": run.name, "instance": instance}
        fault = self.cloud.faults.take(("fail_task",), "", self.account.id, execution.region, facts)
        return fault.message if fault else ""

    # What comes after it

    def finish(self, execution: Execution, run: TaskRun, outputs: Mapping[str, Any], then: str = "") -> None:
        """A task has succeeded."""
        run.outputs = dict(outputs)
        self._settle(run, "Success")
        if run.parent:
            fill_loop(self, execution, execution.run(run.parent))
        else:
            self._next(execution, run, then)

    def fail(self, execution: Execution, run: TaskRun, message: str) -> None:
        """A task has failed."""
        self._settle(run, "Failed", message)
        if run.parent:
            fill_loop(self, execution, execution.run(run.parent))
        elif PROGRAMS[execution.template].task(run.name).goes_on:
            self._next(execution, run)
        elif execution.mode == "FailurePause":
            execution.paused = run.id
        else:
            self.end(execution, "Failed", message)

    def _next(self, execution: Execution, run: TaskRun, then: str = "") -> None:
        program = PROGRAMS[execution.template]
        following = program.after(run.name) if not then else None if then == END else program.task(then)
        if following is None:
            self.end(execution, "Success")
        else:
            self._enter(execution, following)

    def _settle(self, run: TaskRun, status: str, message: str = "") -> None:
        run.status, run.message = status, message
        run.updated = run.ended = self.cloud.now()
