# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Executions on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.oos_executions import (
    cancel_execution,
    find_execution,
    get_template,
    list_executions,
    list_tasks,
    parse_execution,
    start_execution,
)
from plugins.module_utils._executions.values import ExecutionRequest
from plugins.module_utils._model.errors import Missing

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD

TEMPLATE = "ACS-ECS-BulkyEncryptSystemDisk"


def request(instance: str) -> ExecutionRequest:
    targets = {"Type": "ResourceIds", "ResourceIds": [instance], "RegionId": HOME}
    return ExecutionRequest(
        region=HOME, template_name=TEMPLATE, parameters={"targets": targets, "KMSKeyId": "key-bj"}, description="a try"
    )


@pytest.fixture(autouse=True)
def instances(emu: Harness) -> None:
    """Some stopped instances in the home region."""
    stopped = [{"id": f"i-{name}", "status": "Stopped", "disks": [{"type": "system"}]} for name in "ab"]
    region = {**WORLD["accounts"][OWNER]["regions"][HOME], "instances": stopped}
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})


def test_an_execution_is_started_once_and_found(connect: Connect) -> None:
    session = connect()
    started = start_execution(session, request("i-a"), {"mark": "1"}, "token-1")
    assert start_execution(session, request("i-a"), {"mark": "1"}, "token-1").execution_id == started.execution_id
    other = start_execution(session, request("i-b"), {"mark": "2"}, "token-2")
    assert {item.execution_id for item in list_executions(session, HOME)} == {started.execution_id, other.execution_id}
    found = find_execution(session, HOME, started.execution_id)
    assert found is not None
    assert (found.template_name, found.tags["mark"], found.is_live) == (TEMPLATE, "1", True)
    assert found.parameters["KMSKeyId"] == "key-bj"
    assert [item.execution_id for item in list_executions(session, HOME, Tags='{"mark": "2"}')] == [other.execution_id]
    assert find_execution(session, HOME, "exec-none") is None


def test_a_cancelled_execution_is_live_no_more(emu: Harness, connect: Connect) -> None:
    session = connect()
    started = start_execution(session, request("i-a"), {}, "token-1")
    emu.advance(60)
    assert any(
        task.item == "i-a" and task.status == "Running" for task in list_tasks(session, HOME, started.execution_id)
    )
    cancel_execution(session, HOME, started.execution_id)
    found = find_execution(session, HOME, started.execution_id)
    assert found is not None
    assert (found.status, found.is_live) == ("Cancelled", False)


def test_a_template_is_read_or_missing(connect: Connect) -> None:
    version, content = get_template(connect(), HOME, TEMPLATE, "")
    assert version
    assert "KMSKeyId" in content
    with pytest.raises(Missing):
        get_template(connect(), HOME, "no-such", "")


@pytest.mark.parametrize(
    ("answer", "field", "value"),
    [
        ({"Parameters": '{"a": 1}'}, "parameters", {"a": 1}),
        ({"Parameters": {"a": 1}}, "parameters", {"a": 1}),
        ({"Outputs": ""}, "outputs", {}),
        ({"Outputs": "not json"}, "outputs", {}),
        ({"Counters": 1}, "counts", {}),
        ({"Counters": {"Failed": 0, "Success": "2", "Total": 2}}, "counts", {"failed": 0, "success": 2, "total": 2}),
        ({"StatusMessage": '""'}, "status_message", ""),
        ({"CurrentTasks": None}, "current_tasks", ()),
        ({"CurrentTasks": [{"TaskName": "wait"}]}, "current_tasks", ("wait",)),
        ({"Tags": {"a": 1}}, "tags", {"a": "1"}),
    ],
)
def test_answers_are_read_in_each_documented_form(answer: dict[str, Any], field: str, value: object) -> None:
    assert getattr(parse_execution(answer), field) == value
