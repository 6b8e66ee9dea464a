# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CancelExecution, NotifyExecution, SafetyCheck and FailurePause. Source: OOS-SDK, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import disk, with_beijing
from .oos_support import LONG_ENOUGH, begin, beijing, part, run, shown, stored, tasks

INSTANCES: list[dict[str, Any]] = [
    {"id": "i-a", "image": "m-plain", "disks": [disk(id="d-a")]},
    {"id": "i-b", "image": "m-plain", "disks": [disk(id="d-b")]},
]
CONFIRM = {"SafetyCheck": "ConfirmEveryHighRiskAction"}
PAUSE = {"Mode": "FailurePause"}


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=INSTANCES))


def notify(emu: Harness, execution: str, kind: str, **more: Any) -> None:
    emu.call("oos", "NotifyExecution", ExecutionId=execution, NotifyType=kind, **more)


def replacing(emu: Harness, execution: str, instance: str = "i-a") -> dict[str, dict[str, Any]]:
    return tasks(emu, part(emu, execution, instance)["replaceSystemDisk"]["ChildExecutionId"])


# CancelExecution


def test_a_cancelled_execution_ends_at_once_with_all_below_it(emu: Harness) -> None:
    """Source: assumed."""
    execution = begin(emu, "i-a")
    emu.advance(900)
    emu.call("oos", "CancelExecution", ExecutionId=execution)
    assert shown(emu, execution)["Status"] == "Cancelled"
    assert tasks(emu, execution)["encryptSystemDisk"]["Status"] == "Cancelled"
    every = emu.call("oos", "ListExecutions", IncludeChildExecution=True)["Executions"]
    assert {item["TemplateName"]: item["Status"] for item in every}["ACS::ECS::EncryptSystemDisk"] == "Cancelled"
    emu.advance(LONG_ENOUGH)
    assert shown(emu, execution)["Status"] == "Cancelled"
    assert stored(emu, "i-a")["disks"][0]["id"] == "d-a"


def test_what_ecs_has_begun_stays_after_a_cancellation(emu: Harness) -> None:
    """Source: assumed."""
    execution, images = begin(emu, "i-a"), len(beijing(emu)["images"])
    emu.advance(1300)
    assert "copyImage" in part(emu, execution, "i-a")
    emu.call("oos", "CancelExecution", ExecutionId=execution)
    emu.advance(LONG_ENOUGH)
    assert [image["status"] for image in beijing(emu)["images"][images:]] == ["Available", "Available"]


def test_an_execution_that_has_not_begun_can_be_cancelled(emu: Harness) -> None:
    execution = begin(emu, "i-a")
    emu.call("oos", "CancelExecution", ExecutionId=execution)
    emu.advance(10)
    assert (shown(emu, execution)["Status"], tasks(emu, execution)) == ("Cancelled", {})


def test_cancelling_the_part_of_an_instance_fails_its_item(emu: Harness) -> None:
    """Source: assumed."""
    execution = begin(emu, "i-a", "i-b", rateControl={"Mode": "Concurrency", "Concurrency": 2, "MaxErrors": 1})
    emu.advance(900)
    emu.call("oos", "CancelExecution", ExecutionId=tasks(emu, execution)["i-a"]["ChildExecutionId"])
    assert tasks(emu, execution)["i-a"]["Status"] == "Failed"
    emu.advance(LONG_ENOUGH)
    assert shown(emu, execution)["Counters"] == {"Total": 2, "Success": 1, "Failed": 1}


def test_what_has_ended_cannot_be_cancelled(emu: Harness) -> None:
    """Source: assumed."""
    execution = run(emu, "i-none", seconds=5)
    cancel = {"ExecutionId": execution}
    assert refused(lambda: emu.call("oos", "CancelExecution", **cancel)) == (400, "InvalidExecutionStatus")


@pytest.mark.parametrize(
    ("action", "more"),
    [("CancelExecution", {}), ("NotifyExecution", {"NotifyType": "Approve"}), ("ListExecutionLogs", {})],
)
def test_an_unknown_execution_is_not_there(emu: Harness, action: str, more: dict[str, str]) -> None:
    """Source: assumed, after EntityNotExists.Template."""
    given = {"ExecutionId": "exec-none", **more}
    assert refused(lambda: emu.call("oos", action, **given)) == (404, "EntityNotExists.Execution")


# SafetyCheck


@pytest.mark.parametrize(("default", "waits"), [("ConfirmEveryHighRiskAction", "Waiting"), ("Skip", "Success")])
def test_without_a_safety_check_the_default_decides(emu: Harness, default: str, waits: str) -> None:
    """Source: OOS-SDK and the page of StartExecution differ about the default."""
    emu.set(safety_check_default=default)
    execution = run(emu, "i-a", more={"SafetyCheck": ""})
    assert (shown(emu, execution)["SafetyCheck"], shown(emu, execution)["Status"]) == (default, waits)


def test_each_risky_call_waits_until_it_is_approved(emu: Harness) -> None:
    """Source: which calls are risky is assumed."""
    execution = run(emu, "i-a", more=CONFIRM)
    assert shown(emu, execution)["Status"] == "Waiting"
    assert shown(emu, execution)["CurrentTasks"][0]["TaskName"] == "encryptSystemDisk"
    approved = []
    while shown(emu, execution)["Status"] == "Waiting":
        found = emu.call("oos", "ListTaskExecutions", Status="Waiting", IncludeChildTaskExecution=True)
        (task,) = found["TaskExecutions"]
        approved.append(task["TaskName"])
        notify(emu, execution, "Approve", NotifyNote="fine")
        emu.advance(600)
    assert approved == ["stopInstance", "replaceSystemDisk", "deleteImage", "deleteImage", "deleteSnapshot"]
    assert shown(emu, execution)["Status"] == "Success"
    assert replacing(emu, execution)["stopInstance"]["ExtraData"] == {"NotifyNote": "fine"}
    assert stored(emu, "i-a")["disks"][0]["key"] == "key-bj"


def test_one_of_several_waiting_tasks_can_be_approved(emu: Harness) -> None:
    execution = run(emu, "i-a", "i-b", more=CONFIRM)
    waiting = replacing(emu, execution, "i-a")["stopInstance"]["TaskExecutionId"]
    notify(emu, execution, "Approve", TaskExecutionId=waiting)
    assert replacing(emu, execution, "i-b")["stopInstance"]["Status"] == "Waiting"
    assert replacing(emu, execution, "i-a")["stopInstance"]["Status"] == "Success"
    other = replacing(emu, execution, "i-b")["stopInstance"]["TaskExecutionId"]
    notify(emu, execution, "Approve", TaskExecutionIds=f'["{other}"]')
    assert replacing(emu, execution, "i-b")["stopInstance"]["Status"] == "Success"


def test_a_rejected_task_fails(emu: Harness) -> None:
    """Source: assumed. What follows replaceSystemDisk is done, and asked about, all the same."""
    execution = run(emu, "i-a", more=CONFIRM)
    notify(emu, execution, "Reject")
    assert replacing(emu, execution)["stopInstance"]["StatusMessage"] == "The task is rejected."
    assert part(emu, execution, "i-a")["replaceSystemDisk"]["Status"] == "Failed"
    assert part(emu, execution, "i-a")["deleteImage"]["Status"] == "Running"
    notify(emu, execution, "Reject")
    assert shown(emu, execution)["Status"] == "Failed"
    assert stored(emu, "i-a")["status"] == "Running"


# FailurePause


def paused(emu: Harness) -> str:
    """An execution that has paused in the part of i-a, at createImage."""
    emu.fault(kind="fail_task", match={"task": "createImage"})
    execution = run(emu, "i-a", more=PAUSE)
    assert shown(emu, execution)["Status"] == "Waiting"
    assert part(emu, execution, "i-a")["createImage"]["Status"] == "Failed"
    return execution


def test_after_a_failure_it_pauses_and_the_task_can_be_done_again(emu: Harness) -> None:
    execution = paused(emu)
    notify(emu, execution, "RetryTask")
    emu.advance(1)
    assert part(emu, execution, "i-a")["createImage"]["Status"] == "Success"
    assert shown(emu, execution)["Status"] == "Running"


def test_a_failed_task_can_be_skipped(emu: Harness) -> None:
    execution = paused(emu)
    notify(emu, execution, "SkipTask")
    assert part(emu, execution, "i-a")["createImage"]["Status"] == "Skipped"
    assert part(emu, execution, "i-a")["copyImage"]["StatusMessage"].startswith("MissingParameter")
    assert shown(emu, execution)["Status"] == "Waiting"
    emu.call("oos", "CancelExecution", ExecutionId=execution)
    assert shown(emu, execution)["Status"] == "Cancelled"


def test_a_loop_that_failed_does_what_failed_again(emu: Harness) -> None:
    """Source: assumed. With FailurePause, risky calls are asked about."""
    emu.fault(kind="fail_task", match={"task": "deleteImage"}, skip=2)
    execution = run(emu, "i-a", more=PAUSE)
    for _task in ("stopInstance", "replaceSystemDisk", "deleteImage"):
        notify(emu, execution, "Approve")
        emu.advance(600)
    loop = part(emu, execution, "i-a")["deleteImage"]
    assert loop["Status"] == "Failed"
    assert shown(emu, execution)["Status"] == "Waiting"
    notify(emu, execution, "RetryTask")
    assert part(emu, execution, "i-a")["deleteImage"]["Status"] == "Running"
    notify(emu, execution, "Approve")
    assert part(emu, execution, "i-a")["deleteImage"]["Status"] == "Success"


@pytest.mark.parametrize("kind", ["Approve", "Reject", "RetryTask", "SkipTask"])
def test_nothing_that_waits_cannot_be_told_anything(emu: Harness, kind: str) -> None:
    """Source: assumed."""
    execution = begin(emu, "i-a")
    emu.advance(10)
    assert refused(lambda: notify(emu, execution, kind)) == (400, "InvalidExecutionStatus")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"NotifyType": "x"}, (400, "InvalidParameter")),
        ({"NotifyType": "ExecuteTask"}, (501, "Emulator.NotModelled")),
        ({"NotifyType": "Approve", "TaskExecutionIds": "x"}, (400, "InvalidParameter")),
        ({"NotifyType": "Approve", "TaskExecutionIds": "{}"}, (400, "InvalidParameter")),
        ({"NotifyType": "Approve", "TaskExecutionId": "none"}, (400, "InvalidExecutionStatus")),
    ],
)
def test_wrong_notifications_are_refused(emu: Harness, more: dict[str, str], error: tuple[int, str]) -> None:
    execution = run(emu, "i-a", more=CONFIRM)
    assert refused(lambda: emu.call("oos", "NotifyExecution", ExecutionId=execution, **more)) == error


def test_a_dump_keeps_what_waits(emu: Harness) -> None:
    execution = run(emu, "i-a", more=CONFIRM)
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    notify(emu, execution, "Approve")
    emu.advance(30)
    assert stored(emu, "i-a")["status"] == "Stopped"
