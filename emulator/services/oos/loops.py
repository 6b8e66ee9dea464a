# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that is done for each of some items, so many side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...state.executions import Execution, TaskRun
from .programs import Loop
from .replace import PROGRAMS
from .targets import count
from .values import fill, scope

if TYPE_CHECKING:
    from .engine import Engine

_ITEMS_AT_MOST = 1000


def open_loop(engine: Engine, execution: Execution, loop: TaskRun, step: Loop) -> None:
    """Begin with the first items; without a RateControl one comes after the other."""
    named = scope(execution)
    rate = fill(step.rate, named) if step.rate else {}
    loop.items = [str(item) for item in fill(step.items, named)]
    if len(loop.items) > _ITEMS_AT_MOST:
        engine.fail(execution, loop, f"{len(loop.items)} items are more than {_ITEMS_AT_MOST}.")
        return
    loop.limit = max(1, count(rate.get("Concurrency", 1), len(loop.items)))
    loop.allowed = count(rate.get("MaxErrors", 0), len(loop.items))
    fill_loop(engine, execution, loop)


def fill_loop(engine: Engine, execution: Execution, loop: TaskRun) -> None:
    """Start as many items as may run, and end with the last one."""
    # An item that ends at once comes back to here while the loop is being filled.
    if loop.id in engine.filling:
        return
    engine.filling.add(loop.id)
    try:
        while _may_start(execution, loop):
            number = len(_items(execution, loop)) + 1
            item = TaskRun(
                f"{loop.id}.{number}",
                loop.name,
                loop.action,
                parent=loop.id,
                item=loop.items[number - 1],
                created=engine.cloud.now(),
            )
            execution.runs.append(item)
            engine.work(execution, item)
    finally:
        engine.filling.discard(loop.id)
    _close(engine, execution, loop)


def retry_loop(engine: Engine, execution: Execution, loop: TaskRun) -> None:
    """Do again what has failed."""
    loop.status, loop.ended, loop.message = "Running", None, ""
    engine.filling.add(loop.id)
    for item in _failed(_items(execution, loop)):
        engine.work(execution, item)
    engine.filling.discard(loop.id)
    fill_loop(engine, execution, loop)


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


def _close(engine: Engine, execution: Execution, loop: TaskRun) -> None:
    items = _items(execution, loop)
    if any(item.live for item in items):
        return
    failed = _failed(items)
    if len(failed) > loop.allowed:
        engine.fail(execution, loop, f"{len(failed)} of {len(loop.items)} failed. {failed[-1].message}")
        return
    step = PROGRAMS[execution.template].task(loop.name).step
    collect = step.collect if isinstance(step, Loop) else {}
    found = {name: [item.outputs.get(part) for item in items] for name, part in collect.items()}
    engine.finish(
        execution, loop, {name: [value for value in values if value is not None] for name, values in found.items()}
    )
