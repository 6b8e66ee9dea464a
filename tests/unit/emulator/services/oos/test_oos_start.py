# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""StartExecution: what it takes, and with whose permissions its calls are made. Source: OOS-SDK, unless a test says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, allow, changed, disk, trust, with_beijing
from .oos_support import TEMPLATE, begin, parameters, part, run, shown, tasks

INSTANCES: list[dict[str, Any]] = [{"id": "i-a", "image": "m-plain", "disks": [disk()]}]
ECS = allow("ecs:*")
STARTER = allow(["oos:*", "ram:PassRole"])


def world_with(**changes: Any) -> dict[str, Any]:
    regions = with_beijing(instances=INSTANCES)["accounts"][OWNER]["regions"]
    return changed(OWNER, regions=regions, **changes)


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", world_with())


def with_user(emu: Harness, *policies: Any, roles: dict[str, Any] | None = None) -> None:
    """The operator has these policies; the account has these roles and the one for disks."""
    disk_role = {"AliyunECSDiskEncryptDefaultRole": {}}
    world = world_with(
        users={"operator": {"policies": list(policies)}},
        roles={**disk_role, **(roles or {})},
        access_keys={"operator": {"secret": "secret-of-operator", "user": "operator"}},
    )
    emu.control("POST", "reset", world)


def test_the_answer_tells_what_was_started(emu: Harness) -> None:
    """Source: shape OOS-SDK; Started and its time are assumed (start_execution_seconds)."""
    answer = emu.call(
        "oos",
        "StartExecution",
        TemplateName=TEMPLATE,
        Parameters=json.dumps(parameters("i-a")),
        Tags={"run": "7"},
        Description="encrypt",
        SafetyCheck="Skip",
    )["Execution"]
    assert (answer["Status"], answer["TemplateName"], answer["Mode"]) == ("Started", TEMPLATE, "Automatic")
    assert (answer["Tags"], answer["Description"]) == ({"run": "7"}, "encrypt")
    assert answer["ExecutedBy"] == f"operator({OWNER})"
    assert json.loads(answer["Parameters"])["rateControl"] == {"Mode": "Concurrency", "MaxErrors": 0, "Concurrency": 10}
    assert json.loads(answer["Parameters"])["regionId"] == "cn-beijing"
    assert shown(emu, answer["ExecutionId"])["Status"] == "Started"
    emu.advance(1)
    assert shown(emu, answer["ExecutionId"])["Status"] == "Running"


def test_a_token_gives_the_same_execution(emu: Harness) -> None:
    """Source: ECS-2021; for OOS: assumed."""
    first = begin(emu, "i-a", more={"ClientToken": "t"})
    emu.advance(5000)
    assert begin(emu, "i-a", more={"ClientToken": "t"}) == first
    other = {"ClientToken": "t", "Description": "other"}
    assert refused(lambda: begin(emu, "i-a", more=other)) == (400, "IdempotentParameterMismatch")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"TemplateName": "no-such"}, (404, "EntityNotExists.Template")),
        ({"TemplateVersion": "v2"}, (404, "EntityNotExists.Template")),
        ({"TemplateName": ""}, (400, "MissingParameter")),
        ({"TemplateName": "ACS-ECS-BulkyStartInstances"}, (501, "Emulator.NotModelled")),
        ({"TemplateContent": "{}"}, (501, "Emulator.NotModelled")),
        ({"Mode": "Debug"}, (501, "Emulator.NotModelled")),
        ({"LoopMode": "FirstBatchPause"}, (501, "Emulator.NotModelled")),
        ({"Mode": "x"}, (400, "InvalidParameter")),
        ({"SafetyCheck": "x"}, (400, "InvalidParameter")),
        ({"Parameters": "{"}, (400, "InvalidParameter")),
        ({"Parameters": "[]"}, (400, "InvalidParameter")),
        ({"Parameters": "{}"}, (400, "InvalidParameter")),
        ({"Tags": {f"k{n}": "" for n in range(21)}}, (400, "InvalidParameter")),
    ],
)
def test_wrong_calls_are_refused(emu: Harness, changes: dict[str, Any], error: tuple[int, str]) -> None:
    """Source: EntityNotExists.Template third-party code; other codes assumed."""
    given = {"TemplateName": TEMPLATE, "Parameters": json.dumps(parameters("i-a")), **changes}
    assert refused(lambda: emu.call("oos", "StartExecution", **given)) == error
    assert emu.call("oos", "ListExecutions")["Executions"] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"KMSKeyId": None}, "Parameters.KMSKeyId"),
        ({"KMSKeyId": 7}, "Parameters.KMSKeyId"),
        ({"instancePassword": "x"}, "Parameters.instancePassword"),
        ({"regionId": "cn-nowhere"}, "Parameters.regionId"),
        ({"targets": {"Type": "All", "RegionId": "cn-nowhere"}}, "no such RegionId"),
        ({"targets": "i-a"}, "must be an object"),
        ({"targets": {"Type": "ResourceIds", "ResourceIds": []}}, "list of ids"),
        ({"targets": {"Type": "Tags", "Tags": [{"Value": "x"}]}}, "Key and Value"),
        ({"targets": {"Type": "Group"}}, "ResourceIds, Tags or All"),
        ({"rateControl": {"Mode": "Fast"}}, "Concurrency or Batch"),
        ({"rateControl": {"Mode": "Concurrency", "MaxErrors": "many"}}, "MaxErrors must be"),
        ({"rateControl": {"Mode": "Concurrency", "Concurrency": -1}}, "Concurrency must be"),
        ({"rateControl": {"Mode": "Concurrency", "Concurrency": True}}, "Concurrency must be"),
    ],
)
def test_wrong_parameters_of_the_template_are_named(emu: Harness, changes: dict[str, Any], message: str) -> None:
    """Source: assumed."""
    given = {"TemplateName": TEMPLATE, "Parameters": json.dumps({**parameters("i-a"), **changes})}
    status, body = emu.acs3("oos", "StartExecution", given)
    assert (status, body["Code"]) == (400, "InvalidParameter")
    assert message in body["Message"]


def test_batches_are_not_modelled(emu: Harness) -> None:
    assert refused(lambda: begin(emu, "i-a", rateControl={"Mode": "Batch", "Batch": [1]}))[0] == 501


@pytest.mark.parametrize("text", ["[]", "{", "7"])
def test_tags_are_an_object(emu: Harness, text: str) -> None:
    given = {"TemplateName": TEMPLATE, "Parameters": json.dumps(parameters("i-a")), "Tags": text}
    assert emu.acs3("oos", "StartExecution", given)[1]["Code"] == "InvalidParameter"


def test_a_region_may_lack_the_template(emu: Harness) -> None:
    regions = with_beijing(instances=INSTANCES)["accounts"][OWNER]["regions"]
    beijing = {**regions["cn-beijing"], "public_templates": []}
    emu.control("POST", "reset", changed(OWNER, regions={**regions, "cn-beijing": beijing}))
    assert refused(lambda: begin(emu, "i-a")) == (404, "EntityNotExists.Template")
    assert refused(lambda: emu.call("oos", "GetTemplate", TemplateName=TEMPLATE)) == (404, "EntityNotExists.Template")
    assert emu.call("oos", "ListTemplates")["Templates"] == []


def test_the_region_must_be_the_endpoints(emu: Harness) -> None:
    """Source: assumed."""
    status, body = emu.acs3("oos", "ListExecutions", {"RegionId": "cn-beijing"}, host="oos.cn-shanghai.aliyuncs.com")
    assert (status, body["Code"]) == (400, "InvalidRegionId.MismatchEndpoint")
    status, body = emu.acs3("oos", "ListExecutions", {"RegionId": "cn-nowhere"})
    assert (status, body["Code"]) == (404, "InvalidRegionId.NotFound")


# Permissions


def test_without_a_role_the_callers_permissions_count(emu: Harness) -> None:
    with_user(emu, STARTER)
    execution = run(emu, "i-a", seconds=10)
    assert shown(emu, execution)["Status"] == "Failed"
    assert tasks(emu, execution)["getInstance"]["StatusMessage"].startswith("Forbidden.RAM")
    with_user(emu, STARTER, ECS)
    assert shown(emu, run(emu, "i-a"))["Status"] == "Success"


def test_one_missing_permission_fails_the_task_that_needs_it(emu: Harness) -> None:
    deny = {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "ecs:CopyImage", "Resource": "*"}]}
    with_user(emu, STARTER, ECS, deny)
    execution = run(emu, "i-a")
    assert part(emu, execution, "i-a")["copyImage"]["StatusMessage"].startswith("Forbidden.RAM")


def test_with_a_role_the_roles_permissions_count(emu: Harness) -> None:
    with_user(emu, STARTER, roles={"OOSServiceRole": {"policies": [ECS]}})
    execution = run(emu, "i-a", OOSAssumeRole="OOSServiceRole")
    assert (shown(emu, execution)["Status"], shown(emu, execution)["RamRole"]) == ("Success", "OOSServiceRole")


def test_a_role_without_rights_fails_the_first_task(emu: Harness) -> None:
    with_user(emu, STARTER, ECS, roles={"OOSServiceRole": {}})
    execution = run(emu, "i-a", OOSAssumeRole="OOSServiceRole", seconds=10)
    assert tasks(emu, execution)["getInstance"]["StatusMessage"].startswith("Forbidden.RAM")


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ({}, "EntityNotExist.Role"),
        ({"OOSServiceRole": {"trust": trust(Service="ecs.aliyuncs.com"), "policies": [ECS]}}, "does not trust"),
    ],
)
def test_a_role_that_oos_cannot_assume_fails_the_execution_at_once(
    emu: Harness, roles: dict[str, Any], message: str
) -> None:
    """Source: assumed; the text too."""
    with_user(emu, STARTER, ECS, roles=roles)
    execution = run(emu, "i-a", OOSAssumeRole="OOSServiceRole", seconds=10)
    found = shown(emu, execution)
    assert found["Status"] == "Failed"
    assert found["StatusMessage"].startswith("Assumes role failed")
    assert message in found["StatusMessage"]
    assert tasks(emu, execution) == {}


def test_a_role_must_be_passed(emu: Harness) -> None:
    """Source: assumed."""
    with_user(emu, allow("oos:*"), ECS, roles={"OOSServiceRole": {"policies": [ECS]}})
    assert refused(lambda: begin(emu, "i-a", OOSAssumeRole="OOSServiceRole")) == (403, "NoPermission")


def test_the_execution_decides_about_permission(emu: Harness) -> None:
    """Source: OOS pages."""
    first = begin(emu, "i-a")
    only = allow("oos:List*", f"acs:oos:cn-beijing:{OWNER}:execution/{first}")
    world = emu.control("GET", "world")
    world["accounts"][OWNER]["users"]["operator"]["policies"] = [only]
    emu.control("POST", "reset", world)
    assert shown(emu, first)["Status"] == "Started"
    assert refused(lambda: emu.call("oos", "ListExecutions")) == (403, "NoPermission")
    assert refused(lambda: begin(emu, "i-a")) == (403, "NoPermission")


def test_what_oos_calls_is_not_in_the_log_of_requests(emu: Harness) -> None:
    run(emu, "i-a")
    emu.call("oos", "ListExecutions")
    assert {entry["product"] for entry in emu.log()} == {"oos"}


def test_an_execution_in_one_region_can_deal_with_another(emu: Harness) -> None:
    given = {"SafetyCheck": "Skip", "Parameters": json.dumps(parameters("i-a", regionId="cn-beijing"))}
    answer = emu.call("oos", "StartExecution", region="cn-shanghai", TemplateName=TEMPLATE, **given)
    emu.advance(3 * 3600)
    found = emu.call("oos", "ListExecutions", region="cn-shanghai", ExecutionId=answer["Execution"]["ExecutionId"])
    assert found["Executions"][0]["Status"] == "Success"
    assert emu.ecs("DescribeDisks", InstanceId="i-a")["Disks"]["Disk"][0]["KMSKeyId"] == "key-bj"


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"kind": "fail_task", "action": "StartExecution"}, "fail_task has no action"),
        ({"kind": "fail_task", "match": {"InstanceId": "i-a"}}, "match may have instance, task, template"),
    ],
)
def test_wrong_faults_of_tasks_are_refused(emu: Harness, fault: dict[str, Any], message: str) -> None:
    status, body = emu.control_status("POST", "faults", fault)
    assert status == 400
    assert message in body["error"]
