# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of OOS share."""

from __future__ import annotations

import json
from typing import Any

from ...support import Harness
from ...worlds import OWNER

TEMPLATE = "ACS-ECS-BulkyEncryptSystemDisk"
# Snapshot, image and copy take 300, 300 and 1,800 seconds, and are looked for with pauses of up to 512 seconds.
LONG_ENOUGH = 3 * 3600
A_DAY = 90_000


def targets(*ids: str) -> dict[str, Any]:
    return {"Type": "ResourceIds", "ResourceIds": list(ids), "RegionId": "cn-beijing"}


def parameters(*ids: str, **changes: Any) -> dict[str, Any]:
    return {"targets": targets(*ids), "KMSKeyId": "key-bj", **changes}


def begin(emu: Harness, *ids: str, key: str = "operator", more: dict[str, Any] | None = None, **changes: Any) -> str:
    """Start the template and answer the id; `changes` are parameters of the template, `more` those of the call."""
    given = {"SafetyCheck": "Skip", "Parameters": json.dumps(parameters(*ids, **changes)), **(more or {})}
    answer = emu.call("oos", "StartExecution", key=key, TemplateName=TEMPLATE, **given)
    return str(answer["Execution"]["ExecutionId"])


def shown(emu: Harness, execution_id: str) -> dict[str, Any]:
    found = emu.call("oos", "ListExecutions", ExecutionId=execution_id)["Executions"]
    return dict(found[0])


def tasks(emu: Harness, execution_id: str, **filters: Any) -> dict[str, dict[str, Any]]:
    """The tasks of an execution by their names, or by their items if they are of a loop."""
    found = emu.call(
        "oos", "ListTaskExecutions", ExecutionId=execution_id, IncludeChildTaskExecution=True, MaxResults=100, **filters
    )["TaskExecutions"]
    return {task["LoopItem"] or task["TaskName"]: task for task in found}


def part(emu: Harness, execution_id: str, item: str) -> dict[str, dict[str, Any]]:
    """The tasks of what is done for one instance, or by one task."""
    return tasks(emu, tasks(emu, execution_id)[item]["ChildExecutionId"])


def run(emu: Harness, *ids: str, seconds: float = LONG_ENOUGH, **changes: Any) -> str:
    """Start the template and let it come to its end."""
    execution_id = begin(emu, *ids, **changes)
    emu.advance(seconds)
    return execution_id


def beijing(emu: Harness) -> dict[str, Any]:
    return dict(emu.control("GET", "world")["accounts"][OWNER]["regions"]["cn-beijing"])


def stored(emu: Harness, instance_id: str) -> dict[str, Any]:
    """An instance as the world has it."""
    return dict(next(item for item in beijing(emu)["instances"] if item["id"] == instance_id))
