# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of executions, tasks, logs and templates. Source: OOS-SDK, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.state.clock import iso

from ...support import Harness, refused
from ...worlds import OWNER, changed, disk, with_beijing
from .oos_support import TEMPLATE, begin, parameters, part, run, shown, tasks

INSTANCES: list[dict[str, Any]] = [{"id": "i-a", "image": "m-plain", "disks": [disk()]}]
CONTENT = {"FormatVersion": "OOS-2019-06-01", "Tasks": []}
OWN: list[dict[str, Any]] = [
    {
        "name": "encrypt-ours",
        "content": CONTENT,
        "description": "ours",
        "version": "v3",
        "tags": {"team": "ops"},
        "created": "2025-05-01T00:00:00Z",
        "updated": "2025-06-01T00:00:00Z",
    },
    {"name": "notes", "content": "FormatVersion: OOS-2019-06-01\n"},
]


def world_with(**region: Any) -> dict[str, Any]:
    regions = with_beijing(instances=INSTANCES)["accounts"][OWNER]["regions"]
    return changed(OWNER, regions={**regions, "cn-beijing": {**regions["cn-beijing"], **region}})


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", world_with(templates=OWN))


def listed(emu: Harness, **filters: Any) -> list[str]:
    return [item["ExecutionId"] for item in emu.call("oos", "ListExecutions", **filters)["Executions"]]


def templates_of(emu: Harness, **filters: Any) -> list[str]:
    return [item["TemplateName"] for item in emu.call("oos", "ListTemplates", **filters)["Templates"]]


# ListExecutions


def test_the_newest_execution_comes_first(emu: Harness) -> None:
    first = begin(emu, "i-none")
    second = begin(emu, "i-none")
    emu.advance(60)
    third = begin(emu, "i-none")
    assert listed(emu) == [third, second, first]
    assert listed(emu, SortOrder="Ascending") == [first, second, third]
    assert listed(emu, SortField="Status") == [second, first, third]


def test_an_execution_can_be_found_by_much(emu: Harness) -> None:
    done = run(emu, "i-none", seconds=10, more={"Tags": {"run": "7", "team": "ops"}})
    started = iso(emu.cloud.now())
    emu.advance(60)
    running = begin(emu, "i-a", key="root", more={"Mode": "FailurePause"})
    emu.advance(2)
    for filters, found in (
        ({"ExecutionId": done}, [done]),
        ({"ExecutionId": "exec-none"}, []),
        ({"Status": "Running"}, [running]),
        ({"Status": "Success"}, [done]),
        ({"Status": "Pending"}, []),
        ({"Tags": {"run": "7"}}, [done]),
        ({"Tags": {"run": "8"}}, []),
        ({"Mode": "FailurePause"}, [running]),
        ({"TemplateName": "BulkyEncrypt"}, [running, done]),
        ({"TemplateName": "other"}, []),
        ({"ExecutedBy": "operator"}, [done]),
        ({"ExecutedBy": f"root({OWNER})"}, [running]),
        ({"RamRole": "OOSServiceRole"}, []),
        ({"StartDateAfter": started}, [running]),
        ({"StartDateBefore": started}, [done]),
        ({"EndDateBefore": started}, [done]),
        ({"EndDateAfter": iso(emu.cloud.now())}, []),
    ):
        assert listed(emu, **filters) == found, filters


def test_what_an_execution_has_started_is_listed_when_asked_for(emu: Harness) -> None:
    root = begin(emu, "i-a")
    emu.advance(10)
    child = tasks(emu, root)["i-a"]["ChildExecutionId"]
    grandchild = part(emu, root, "i-a")["createSnapshot"]["ChildExecutionId"]
    assert listed(emu) == listed(emu, Depth="RootDepth") == [root]
    assert set(listed(emu, IncludeChildExecution=True)) == {root, child, grandchild}
    assert listed(emu, Depth="FirstChildDepth") == listed(emu, ParentExecutionId=root) == [child]
    assert shown(emu, child)["ParentExecutionId"] == root
    assert (shown(emu, root)["IsParent"], shown(emu, grandchild)["IsParent"]) == (True, False)


@pytest.mark.parametrize(
    "filters",
    [
        {"MaxResults": 9},
        {"MaxResults": 101},
        {"Status": "Done"},
        {"SortField": "Name"},
        {"SortOrder": "Up"},
        {"StartDateAfter": "today"},
        {"Depth": "RootDepth", "IncludeChildExecution": True},
        {"NextToken": "none"},
    ],
)
def test_wrong_questions_for_executions(emu: Harness, filters: dict[str, Any]) -> None:
    """Source: codes assumed."""
    begin(emu, "i-none")
    assert refused(lambda: emu.call("oos", "ListExecutions", **filters)) == (400, "InvalidParameter")


def test_tokens_lead_through_the_pages(emu: Harness) -> None:
    every = [begin(emu, "i-none") for _number in range(25)]
    seen, token = [], None
    while token != "":
        answer = emu.call("oos", "ListExecutions", MaxResults=10, **({"NextToken": token} if token else {}))
        assert len(answer["Executions"]) <= 10
        seen += [item["ExecutionId"] for item in answer["Executions"]]
        token = answer["NextToken"]
    assert seen == every[::-1]


def test_the_targets_and_parameters_show(emu: Harness) -> None:
    found = shown(emu, begin(emu, "i-a"))
    assert json.loads(found["Targets"])["ResourceIds"] == ["i-a"]
    assert found["Parameters"]["KMSKeyId"] == "key-bj"


# ListTaskExecutions


def test_items_of_a_loop_are_listed_when_asked_for(emu: Harness) -> None:
    execution = begin(emu, "i-a")
    emu.advance(10)

    def named(**filters: Any) -> list[tuple[str, str]]:
        found = emu.call("oos", "ListTaskExecutions", ExecutionId=execution, **filters)["TaskExecutions"]
        return [(task["TaskName"], task["LoopItem"]) for task in found]

    assert named() == [("encryptSystemDisk", ""), ("getInstance", "")]
    assert named(IncludeChildTaskExecution=True)[0] == ("encryptSystemDisk", "i-a")
    loop = tasks(emu, execution)["encryptSystemDisk"]["TaskExecutionId"]
    assert named(ParentTaskExecutionId=loop) == [("encryptSystemDisk", "i-a")]
    assert named(TaskExecutionId=loop) == [("encryptSystemDisk", "")]
    assert named(TaskName="getInstance") == named(TaskAction="ACS::SelectTargets") == [("getInstance", "")]
    assert named(Status="Success") == [("getInstance", "")]
    assert named(EndDateAfter="2000-01-01T00:00:00Z") == [("getInstance", "")]
    assert named(StartDateAfter="2999-01-01T00:00:00Z") == []
    assert named(SortOrder="Ascending", SortField="EndDate") == [("getInstance", ""), ("encryptSystemDisk", "")]


def test_a_page_of_tasks_has_twenty_at_least(emu: Harness) -> None:
    assert refused(lambda: emu.call("oos", "ListTaskExecutions", MaxResults=19)) == (400, "InvalidParameter")
    assert emu.call("oos", "ListTaskExecutions", MaxResults=20)["TaskExecutions"] == []


def test_a_task_shows_what_it_called_and_found(emu: Harness) -> None:
    execution = run(emu, "i-a")
    task = part(emu, execution, "i-a")["describeDisk"]
    assert json.loads(task["Properties"]) == {
        "Service": "ECS",
        "API": "DescribeDisks",
        "Parameters": {"RegionId": "cn-beijing", "InstanceId": "i-a", "DiskType": "system"},
    }
    assert json.loads(task["Outputs"])["encrypted"] is False
    assert task["TaskExecutionId"] == f"{task['ExecutionId']}.t0020"


# ListExecutionLogs


def test_the_log_tells_what_began_and_ended(emu: Harness) -> None:
    """Source: the example of the page; all but the text of a completed task is assumed."""
    emu.fault(kind="fail_task", match={"task": "encryptSystemDisk", "instance": "i-a"}, message="broken")
    execution = run(emu, "i-a", seconds=10)
    answer = emu.call("oos", "ListExecutionLogs", ExecutionId=execution)
    assert [line["Message"] for line in answer["ExecutionLogs"]] == [
        "The task getInstance started.",
        "The task getInstance completed.",
        "The task encryptSystemDisk started.",
        "The task encryptSystemDisk failed. 1 of 1 failed. broken",
        "The task encryptSystemDisk started.",
        "The task encryptSystemDisk failed. broken",
    ]
    assert (answer["IsTruncated"], {line["LogType"] for line in answer["ExecutionLogs"]}) == (False, {"System"})
    first = tasks(emu, execution)["getInstance"]["TaskExecutionId"]
    part_of_it = emu.call("oos", "ListExecutionLogs", ExecutionId=execution, TaskExecutionId=first)["ExecutionLogs"]
    assert len(part_of_it) == 2
    assert emu.call("oos", "ListExecutionLogs", ExecutionId=execution, LogType="Other")["ExecutionLogs"] == []
    page = emu.call("oos", "ListExecutionLogs", ExecutionId=execution, MaxResults=5)
    assert (len(page["ExecutionLogs"]), page["IsTruncated"]) == (5, True)
    rest = emu.call("oos", "ListExecutionLogs", ExecutionId=execution, NextToken=page["NextToken"])
    assert len(rest["ExecutionLogs"]) == 1


# Templates


def test_the_public_template_shows_its_parameters_and_tasks(emu: Harness) -> None:
    """Source: OOS-GH; the form of the content is assumed."""
    answer = emu.call("oos", "GetTemplate", TemplateName=TEMPLATE)
    content = json.loads(answer["Content"])
    assert list(content["Parameters"]) == ["regionId", "targets", "KMSKeyId", "rateControl", "OOSAssumeRole"]
    assert "Default" not in content["Parameters"]["KMSKeyId"]
    assert content["Parameters"]["OOSAssumeRole"] == {"Type": "String", "Default": ""}
    assert [task["Name"] for task in content["Tasks"]] == ["getInstance", "encryptSystemDisk"]
    assert (answer["Template"]["ShareType"], answer["Template"]["CreatedBy"]) == ("Public", "ACS")


def test_an_own_template_is_read_but_not_run(emu: Harness) -> None:
    answer = emu.call("oos", "GetTemplate", TemplateName="encrypt-ours", TemplateVersion="v3")
    assert json.loads(answer["Content"]) == CONTENT
    meta = answer["Template"]
    assert (meta["ShareType"], meta["TemplateVersion"], meta["Tags"]) == ("Private", "v3", {"team": "ops"})
    assert (meta["CreatedDate"], meta["UpdatedDate"]) == ("2025-05-01T00:00:00Z", "2025-06-01T00:00:00Z")
    assert (meta["TemplateFormat"], len(meta["Hash"])) == ("JSON", 64)
    given = {"TemplateName": "encrypt-ours", "Parameters": json.dumps(parameters("i-a"))}
    status, body = emu.acs3("oos", "StartExecution", given)
    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
    assert "running the own template encrypt-ours" in body["Message"]


@pytest.mark.parametrize("given", [{"TemplateName": "none"}, {"TemplateName": "notes", "TemplateVersion": "v2"}])
def test_an_unknown_template_is_not_there(emu: Harness, given: dict[str, str]) -> None:
    """Source: third-party code; the status is assumed."""
    assert refused(lambda: emu.call("oos", "GetTemplate", **given)) == (404, "EntityNotExists.Template")


def test_templates_are_listed_and_narrowed(emu: Harness) -> None:
    assert set(templates_of(emu)) == {TEMPLATE, "encrypt-ours", "notes"}
    for filters, found in (
        ({"TemplateName": "ncrypt"}, {TEMPLATE, "encrypt-ours"}),
        ({"ShareType": "Public"}, {TEMPLATE}),
        ({"ShareType": "Private"}, {"encrypt-ours", "notes"}),
        ({"CreatedBy": "ACS"}, {TEMPLATE}),
        ({"CreatedBy": OWNER}, {"encrypt-ours", "notes"}),
        ({"TemplateFormat": "YAML"}, {"notes"}),
    ):
        assert set(templates_of(emu, **filters)) == found, filters
    assert refused(lambda: templates_of(emu, ShareType="x")) == (400, "InvalidParameter")
    assert refused(lambda: templates_of(emu, MaxResults=5)) == (400, "InvalidParameter")


def test_templates_are_sorted_by_use_or_as_asked(emu: Harness) -> None:
    begin(emu, "i-none")
    answer = emu.call("oos", "ListTemplates")["Templates"]
    assert (answer[0]["TemplateName"], answer[0]["TotalExecutionCount"]) == (TEMPLATE, 1)
    by_name = templates_of(emu, SortField="TemplateName", SortOrder="Ascending")
    assert by_name == [TEMPLATE, "encrypt-ours", "notes"]
    assert templates_of(emu, SortField="UpdatedDate")[0] == "encrypt-ours"


def test_a_dump_keeps_templates(emu: Harness) -> None:
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    assert first["accounts"][OWNER]["regions"]["cn-beijing"]["public_templates"] == [TEMPLATE]


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ({"templates": [{"name": "a b"}]}, "name: must look like"),
        ({"templates": [{"name": "a", "content": "x"}, {"name": "a", "content": "x"}]}, "already taken"),
        ({"templates": [{"name": TEMPLATE, "content": "x"}]}, "already taken"),
        ({"templates": [{"name": "a", "version": "2"}]}, "version: must look like"),
        ({"public_templates": ["ACS-ECS-Other"]}, f"may have {TEMPLATE} only"),
        ({"alarms": {"exec-1/": 5}}, "there is no such key"),
        ({"executions": [{"id": "exec-1", "template": "x", "region": "y", "outputs": 7}]}, "must be an object"),
    ],
)
def test_wrong_templates_and_executions_are_a_wrong_world(emu: Harness, region: dict[str, Any], message: str) -> None:
    status, body = emu.control_status("POST", "reset", world_with(**region))
    assert status == 400
    assert message in body["error"]
