# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placeholders, and paths into answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...state.executions import Execution, TaskRun
from .programs import Scope

_PLACEHOLDER = re.compile(r"{{\s*([\w:.]+)\s*}}")


def scope(execution: Execution, run: TaskRun | None = None) -> Scope:
    """What placeholders stand for in an execution; `run` is the task that asks."""
    own = {"ACS::ExecutionId": execution.id, "ACS::RegionId": execution.region}
    if run is not None:
        own["ACS::TaskLoopItem"] = run.item

    def value(name: str) -> Any:
        task, _dot, output = name.partition(".")
        if output:
            runs = [one for one in execution.runs if one.name == task and not one.parent]
            return runs[-1].outputs.get(output) if runs else None
        return own[name] if name in own else execution.parameters.get(name)

    return value


def fill(value: Any, named: Scope) -> Any:
    """Put in what the placeholders stand for; one that is the whole text keeps its type."""
    if isinstance(value, Mapping):
        return {name: fill(part, named) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [fill(part, named) for part in value]
    if not isinstance(value, str):
        return value
    if whole := _PLACEHOLDER.fullmatch(value):
        return named(whole[1])
    return _PLACEHOLDER.sub(lambda found: str(named(found[1])), value)


def select(path: str, answer: Any) -> Any:
    """What a path such as `Disks.Disk[].DiskId` finds: the first, or with a `*` at its end all."""
    found = [answer]
    for part in path.removesuffix("*").split("."):
        name = part.removesuffix("[]")
        found = [item[name] for item in found if isinstance(item, Mapping) and name in item]
        if part.endswith("[]"):
            found = [item for items in found for item in items]
    if path.endswith("*"):
        return found
    return found[0] if found else None
