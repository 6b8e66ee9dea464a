# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How executions and their tasks look in answers."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ...actions.declare import Call
from ...state.clock import iso
from ...state.executions import Execution, TaskRun
from .find import oos_of, shown_status


def template_id(account_id: str, name: str) -> str:
    """An id that depends on the name alone."""
    return f"t-{hashlib.sha256(f'{account_id}/{name}'.encode()).hexdigest()[:14]}"


def started_by(call: Call, execution: Execution) -> str:
    """`root(<account>)` or `<user or role>(<account>)`."""
    by = execution.by
    name = f"{by['name']}:{by['session']}" if by["session"] else by["name"] or "root"
    return f"{name}({call.account.id})"


def show_execution(call: Call, execution: Execution, *, started: bool = False) -> dict[str, Any]:
    """One execution. StartExecution writes the parameters as text and has the loop mode."""
    oos = oos_of(call)
    status = shown_status(oos, execution)
    shown = {
        "ExecutionId": execution.id,
        "Status": status,
        "StatusMessage": execution.message,
        "TemplateName": execution.template,
        "TemplateId": template_id("ACS", execution.template),
        "TemplateVersion": "v1",
        "Mode": execution.mode,
        "SafetyCheck": execution.safety_check,
        "RamRole": execution.role,
        "Description": execution.description,
        "ExecutedBy": started_by(call, execution),
        "IsParent": any(run.child for run in execution.runs),
        "ParentExecutionId": execution.parent,
        "ResourceGroupId": "",
        "Tags": dict(execution.tags),
        "CreateDate": iso(execution.created),
        "StartDate": iso(execution.created),
        "UpdateDate": iso(execution.updated),
        "EndDate": "" if execution.ended is None else iso(execution.ended),
        "Outputs": json.dumps(execution.outputs),
        "Parameters": json.dumps(execution.parameters) if started else execution.parameters,
        "CurrentTasks": _current_tasks(execution),
        "Counters": _counters(execution),
    }
    if started:
        return {**shown, "LoopMode": "Automatic"}
    return {
        **shown,
        "Category": "Other",
        "Targets": json.dumps(execution.parameters["targets"]) if "targets" in execution.parameters else "",
        "WaitingStatus": "",
        "StatusReason": "",
    }


def _current_tasks(execution: Execution) -> list[dict[str, str]]:
    return [
        {"TaskExecutionId": run.id, "TaskName": run.name, "TaskAction": run.action}
        for run in execution.runs
        if run.live and not run.parent
    ]


def _counters(execution: Execution) -> dict[str, int]:
    loops = [run for run in execution.runs if run.items]
    items = [run for run in execution.runs if run.parent and loops and run.parent == loops[0].id]
    return {
        "Total": len(loops[0].items) if loops else 0,
        "Success": sum(run.status == "Success" for run in items),
        "Failed": sum(run.status == "Failed" for run in items),
    }


def show_task(execution: Execution, run: TaskRun) -> dict[str, Any]:
    """One task of an execution."""
    return {
        "TaskExecutionId": run.id,
        "ExecutionId": execution.id,
        "TaskName": run.name,
        "TaskAction": run.action,
        "Status": run.status,
        "StatusMessage": run.message,
        "ChildExecutionId": run.child,
        "ParentTaskExecutionId": run.parent,
        "TemplateId": template_id("ACS", execution.template),
        "LoopItem": run.item,
        "LoopBatchNumber": 0,
        "Loop": {"Items": run.items, "RateControl": _rate(run)} if run.items else {},
        "ExtraData": {"NotifyNote": run.note} if run.note else {},
        "Properties": json.dumps(run.properties),
        "Outputs": json.dumps(run.outputs),
        "CreateDate": iso(run.created),
        "StartDate": iso(run.created),
        "UpdateDate": iso(run.updated),
        "EndDate": "" if run.ended is None else iso(run.ended),
    }


def _rate(run: TaskRun) -> dict[str, Any]:
    return {"Mode": "Concurrency", "Concurrency": run.limit, "MaxErrors": run.allowed}
