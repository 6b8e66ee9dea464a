# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that is done for each of some items, so many side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ...state.cloud import Cloud
from ...state.executions import Execution, TaskRun
from .programs import Loop
from .replace import PROGRAMS
from .targets import count
from .values import fill, scope

_ITEMS_AT_MOST = 1000


class Worker(Protocol):
    """The part that runs the items of a loop, and goes on after its end."""

    cloud: Cloud
    filling: set[str]

    def work(self, execution: Execution, run: TaskRun) -> None:
        """Do a task."""

    def finish(self, execution: Execution, run: TaskRun, outputs: Mapping[str, Any]) -> None:
        """Go on after a task that has succeeded."""

    def fail(self, execution: Execution, run: TaskRun, message: str) -> None:
        """Go on after a task that has failed."""


def open_loop(worker: Worker, execution: Execution, loop: TaskRun, step: Loop) -> None:
    """Begin with the first items; without a RateControl one comes after the other."""
    named = scope(execution)
    rate = fill(step.rate, named) if step.rate else {}
    loop.items = [str(item) for item in fill(step.items, named)]
    if len(loop.items) > _ITEMS_AT_MOST:
        worker.fail(execution, loop, f"{len(loop.items)} items are more than {_ITEMS_AT_MOST}.")
        return
    loop.limit = max(1, count(rate.get("Concurrency", 1), len(loop.items)))
    loop.allowed = count(rate.get("MaxErrors", 0), len(loop.items))
    fill_loop(worker, execution, loop)


def fill_loop(worker: Worker, execution: Execution, loop: TaskRun) -> None:
    """Start as many items as may run, and end with the last one."""
    # An item that ends at once comes back to here while the loop is being filled.
    if loop.id in worker.filling:
        return
    worker.filling.add(loop.id)
    try:
        while _may_start(execution, loop):
            number = len(_items(execution, loop)) + 1
            item = TaskRun(
                f"{loop.id}.{number}",
                loop.name,
                loop.action,
                parent=loop.id,
                item=loop.items[number - 1],
                created=worker.cloud.now(),
            )
            execution.runs.append(item)
            worker.work(execution, item)
    finally:
        worker.filling.discard(loop.id)
    _close(worker, execution, loop)


def retry_loop(worker: Worker, execution: Execution, loop: TaskRun) -> None:
    """Do again what has failed."""
    loop.status, loop.ended, loop.message = "Running", None, ""
    worker.filling.add(loop.id)
    for item in _failed(_items(execution, loop)):
        worker.work(execution, item)
    worker.filling.discard(loop.id)
    fill_loop(worker, execution, loop)


def _items(execution: Execution, loop: TaskRun) -> list[TaskRun]:
    return [run for run in execution.runs if run.parent == loop.id]


def _failed(items: list[TaskRun]) -> list[TaskRun]:
    return [item for item in items if item.status in ("Failed", "Cancelled")]


def _may_start(execution: Execution, loop: TaskRun) -> bool:
    items = _items(execution, loop)
    return (
        len(items) < len(loop.items)
        and len(_failed(items)) <= loop.allowed
        and sum(item.live for item in items) < loop.limit
    )


def _close(worker: Worker, execution: Execution, loop: TaskRun) -> None:
    items = _items(execution, loop)
    if any(item.live for item in items):
        return
    failed = _failed(items)
    if len(failed) > loop.allowed:
        worker.fail(execution, loop, f"{len(failed)} of {len(loop.items)} failed. {failed[-1].message}")
        return
    step = PROGRAMS[execution.template].task(loop.name).step
    collect = step.collect if isinstance(step, Loop) else {}
    found = {name: [item.outputs.get(part) for item in items] for name, part in collect.items()}
    worker.finish(
        execution, loop, {name: [value for value in values if value is not None] for name, values in found.items()}
    )
