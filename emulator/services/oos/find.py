# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Executions and templates by name, their names in policies, and filters that lists share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...actions.declare import Call
from ...state.clock import parse_iso
from ...state.executions import Execution, Orchestration, TaskRun

Test = Callable[[Any], bool]
STATUSES = ("Running", "Started", "Success", "Failed", "Waiting", "Cancelled", "Pending", "Skipped")


def oos_of(call: Call) -> Orchestration:
    """What the caller has of OOS in the region."""
    return call.region.oos


def execution_resource(call: Call) -> list[str]:
    """The execution that the call names, or all, as policies name it."""
    name = call.parameters.text("ExecutionId", "*")
    return [f"acs:oos:{call.region_id}:{call.account.id}:execution/{name}"]


def template_resource(call: Call) -> list[str]:
    """The template that the call names, or all, as policies name it."""
    name = call.parameters.text("TemplateName", "*")
    return [f"acs:oos:{call.region_id}:{call.account.id}:template/{name}"]


def find_execution(call: Call) -> Execution:
    """The execution of the call."""
    execution_id = call.parameters.text("ExecutionId")
    execution = oos_of(call).executions.get(execution_id)
    if execution is None:
        raise call.refuse("EntityNotExists.Execution", name=execution_id)
    return execution


def shown_status(oos: Orchestration, execution: Execution) -> str:
    """An execution waits if something in it does: for an approval, or after a failure."""
    if not execution.live or execution.status == "Started":
        return execution.status
    return "Waiting" if any(waiting(one) for one in oos.below(execution)) else "Running"


def waiting(execution: Execution) -> list[TaskRun]:
    """The tasks of an execution itself that NotifyExecution can be about."""
    if not execution.live:
        return []
    return [run for run in execution.runs if run.status == "Waiting" or run.id == execution.paused]


def moment_tests(call: Call) -> Iterator[Test]:
    """Started or ended before or after; both ends count."""
    for name, attribute in (("StartDate", "created"), ("EndDate", "ended")):
        for edge, factor in (("Before", -1), ("After", 1)):
            text = call.parameters.text(f"{name}{edge}")
            if not text:
                continue
            try:
                limit = parse_iso(text)
            except ValueError:
                raise call.invalid(f"{name}{edge}") from None
            yield _since(attribute, limit, factor)


def _since(attribute: str, limit: float, factor: int) -> Test:
    def test(item: Any) -> bool:
        value = getattr(item, attribute)
        return value is not None and factor * (int(value) - limit) >= 0

    return test


def equal(attribute: str, value: Any) -> Test:
    """An attribute has this value."""
    return lambda item: bool(getattr(item, attribute) == value)


def choice(call: Call, name: str, choices: Sequence[str], default: str = "") -> str:
    """One of some values."""
    value = call.parameters.text(name, default)
    if value and value not in choices:
        raise call.invalid(name)
    return value


def in_order(call: Call, items: list[Any], status: Callable[[Any], str]) -> list[Any]:
    """Sorted as asked for; the newest first if nothing is asked for."""
    field = choice(call, "SortField", ("StartDate", "EndDate", "Status"), "StartDate")
    descending = choice(call, "SortOrder", ("Ascending", "Descending"), "Descending") == "Descending"
    keys: dict[str, Callable[[Any], Any]] = {
        "StartDate": lambda item: item.created,
        "EndDate": lambda item: item.ended or float("inf"),
        "Status": status,
    }
    # Of two that are alike the later one is the newer one.
    return sorted(reversed(items) if descending else items, key=keys[field], reverse=descending)
