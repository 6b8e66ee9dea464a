# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreatePolicyVersion and ListPolicyVersions. Source: RAM-SDK, and RAM-2021 for limits and codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, allow

FIRST, SECOND = json.dumps(allow("kms:Decrypt")), json.dumps(allow("kms:Encrypt"))
ROTATE = "DeleteOldestNonDefaultVersionWhenLimitExceeded"


@pytest.fixture(autouse=True)
def policy(emu: Harness) -> None:
    emu.call("ram", "CreatePolicy", PolicyName="own", PolicyDocument=FIRST)


def add(emu: Harness, document: str = SECOND, name: str = "own", **more: Any) -> dict[str, Any]:
    given = {"PolicyName": name, "PolicyDocument": document, **more}
    return dict(emu.call("ram", "CreatePolicyVersion", **given)["PolicyVersion"])


def versions(emu: Harness) -> dict[str, bool]:
    listed = emu.call("ram", "ListPolicyVersions", PolicyType="Custom", PolicyName="own")
    return {item["VersionId"]: item["IsDefaultVersion"] for item in listed["PolicyVersions"]["PolicyVersion"]}


def in_force(emu: Harness) -> tuple[str, str]:
    shown = emu.call("ram", "GetPolicy", PolicyType="Custom", PolicyName="own")
    return shown["Policy"]["DefaultVersion"], shown["DefaultPolicyVersion"]["PolicyDocument"]


def test_a_new_version_is_not_in_force_unless_asked_for(emu: Harness) -> None:
    assert add(emu)["IsDefaultVersion"] is False
    assert in_force(emu) == ("v1", FIRST)
    assert add(emu, SetAsDefault=True)["VersionId"] == "v3"
    assert in_force(emu) == ("v3", SECOND)
    assert versions(emu) == {"v3": True, "v2": False, "v1": False}


def test_five_versions_and_no_more(emu: Harness) -> None:
    for _time in range(4):
        add(emu)
    assert refused(lambda: add(emu)) == (409, "LimitExceeded.Policy.Version")
    assert add(emu, RotateStrategy=ROTATE, SetAsDefault=True)["VersionId"] == "v6"
    assert list(versions(emu)) == ["v6", "v5", "v4", "v3", "v1"]
    assert refused(lambda: add(emu, RotateStrategy="None")) == (409, "LimitExceeded.Policy.Version")


def test_the_version_in_force_counts(emu: Harness) -> None:
    emu.set(disk_role_needs_policy=True)
    role = emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    role.policies.clear()
    emu.call("ram", "AttachPolicyToRole", PolicyType="Custom", PolicyName="own", RoleName=role.name)
    both = json.dumps(allow(["kms:Decrypt", "kms:TagResource"]))
    add(emu, both)
    assert refused(emu.copy) == (403, "InvalidParameter.KMSKeyId.CMKUnauthorized")
    add(emu, both, SetAsDefault=True)
    emu.copy()


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"name": "none"}, (404, "EntityNotExist.Policy")),
        ({"name": "AdministratorAccess"}, (404, "EntityNotExist.Policy")),
        ({"document": "x"}, (400, "MalformedPolicyDocument")),
        ({"document": json.dumps(allow(["kms:" + "x" * 6144]))}, (400, "InvalidParameter.PolicyDocument.Length")),
        ({"RotateStrategy": "Oldest"}, (400, "InvalidParameter")),
    ],
)
def test_wrong_versions_are_refused(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: add(emu, **parameters)) == error


def test_versions_of_a_policy_that_is_not_there(emu: Harness) -> None:
    given = {"PolicyType": "Custom", "PolicyName": "none"}
    assert refused(lambda: emu.call("ram", "ListPolicyVersions", **given)) == (404, "EntityNotExist.Policy")
    given["PolicyType"] = "system"
    assert refused(lambda: emu.call("ram", "ListPolicyVersions", **given)) == (400, "InvalidParameter.PolicyType")


def test_versions_are_part_of_the_world(emu: Harness) -> None:
    """Source: the emulator's own design."""
    add(emu)
    add(emu, SetAsDefault=True)
    world = emu.control("GET", "world")
    emu.control("POST", "reset", world)
    assert emu.control("GET", "world") == world
    assert versions(emu) == {"v3": True, "v2": False, "v1": False}
    world["accounts"][OWNER]["policies"]["own"]["version"] = "3"
    status, answer = emu.control_status("POST", "reset", world)
    assert (status, answer["error"]) == (400, f"accounts.{OWNER}.policies.own.version: must be v1, v2 and so on")
