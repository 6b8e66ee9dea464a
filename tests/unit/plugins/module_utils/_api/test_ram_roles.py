# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""RAM roles and policies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._api.ram_roles import (
    attach_policy,
    create_policy,
    create_role,
    find_policy_document,
    find_role,
    has_role,
    update_trust,
)
from plugins.module_utils._model.errors import ApiError, Denied
from plugins.module_utils._model.role import DISK_ROLE, SHARE_ROLE, PolicyRef

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER, OWNER
from ..world import allow, trust

CUSTOM = PolicyRef("Custom", "imageops-decrypt")
TRUST = trust(Service=[f"{CONSUMER}@ecs.aliyuncs.com"])
DOCUMENT = allow("kms:Decrypt")


def sent(emu: Harness, action: str) -> list[dict[str, Any]]:
    return [entry["parameters"] for entry in emu.log() if entry["action"] == action]


def test_a_role_is_read_with_its_trust_and_policies(connect: Connect) -> None:
    found = find_role(connect(), DISK_ROLE)

    assert found
    assert found.name == DISK_ROLE
    assert found.arn.startswith(f"acs:ram::{OWNER}:role/")
    assert found.policies == (PolicyRef("System", "AliyunECSDiskEncryptRolePolicy"),)
    assert found.trust["Statement"][0]["Principal"] == {"Service": ["ecs.aliyuncs.com"]}


def test_a_role_that_is_not_there_is_none(connect: Connect) -> None:
    session = connect()

    assert find_role(session, "none") is None
    assert [has_role(session, name) for name in ("none", SHARE_ROLE)] == [False, True]


@pytest.mark.parametrize("read", [find_role, has_role])
def test_a_wrong_access_key_does_not_mean_that_a_role_is_missing(connect: Connect, read: Any) -> None:
    with pytest.raises(ApiError, match=r"InvalidAccessKeyId\.NotFound"):
        read(connect("nobody-knows-it", access_key_secret="x"), SHARE_ROLE)


def test_a_missing_right_does_not_mean_that_a_role_is_missing(connect: Connect) -> None:
    with pytest.raises(Denied) as caught:
        find_role(connect("nobody"), SHARE_ROLE)

    assert caught.value.permission == "ram:GetRole"


def test_a_role_is_made_once(emu: Harness, connect: Connect) -> None:
    session = connect()
    for _round in range(2):
        create_role(session, "new-role", TRUST, "made by a test")

    found = find_role(session, "new-role")
    assert found
    assert (found.trust, found.description, found.policies) == (TRUST, "made by a test", ())
    assert [entry["code"] for entry in emu.log() if entry["action"] == "CreateRole"] == [
        None,
        "EntityAlreadyExists.Role",
    ]


def test_a_role_whose_making_was_not_answered_is_taken_as_made(
    emu: Harness, connect: Connect, slept: list[float]
) -> None:
    emu.fault(kind="drop_after", action="CreateRole")
    create_role(connect(), "new-role", TRUST, "made by a test")

    assert emu.control("GET", "faults")["faults"][0]["fired"] == 1
    assert has_role(connect(), "new-role")
    assert slept


def test_other_refusals_of_a_new_role_are_told(connect: Connect) -> None:
    with pytest.raises(ApiError, match=r"MalformedPolicyDocument|InvalidParameter"):
        create_role(connect(), "new-role", {"Version": "1"}, "made by a test")


def test_a_trust_document_is_replaced_and_written_compactly(emu: Harness, connect: Connect) -> None:
    session = connect()
    update_trust(session, SHARE_ROLE, trust(Service=["3@ecs.aliyuncs.com", f"{CONSUMER}@ecs.aliyuncs.com"]))

    found = find_role(session, SHARE_ROLE)
    written = sent(emu, "UpdateRole")[0]["NewAssumeRolePolicyDocument"]
    assert found
    assert found.trust == json.loads(written)
    assert " " not in written


def test_a_system_policys_document_is_read(connect: Connect) -> None:
    document = find_policy_document(connect(), PolicyRef("System", "AliyunECSDiskEncryptRolePolicy"))

    assert document
    assert document["Statement"]


@pytest.mark.parametrize("policy", [PolicyRef("System", "None"), CUSTOM], ids=lambda policy: policy.policy_type)
def test_a_policy_that_is_not_there_is_none(connect: Connect, policy: PolicyRef) -> None:
    assert find_policy_document(connect(), policy) is None


def test_a_policy_is_made_and_attached_once(emu: Harness, connect: Connect) -> None:
    session = connect()
    for _round in range(2):
        create_policy(session, CUSTOM.name, DOCUMENT, "made by a test")
        attach_policy(session, SHARE_ROLE, CUSTOM)

    found = find_role(session, SHARE_ROLE)
    assert found
    assert CUSTOM in found.policies
    assert find_policy_document(session, CUSTOM) == DOCUMENT
    codes = [entry["code"] for entry in emu.log() if entry["action"] in ("CreatePolicy", "AttachPolicyToRole")]
    assert codes == [None, None, "EntityAlreadyExists.Policy", "EntityAlreadyExists.Role.Policy"]


def test_a_policy_that_is_not_there_cannot_be_attached(connect: Connect) -> None:
    with pytest.raises(ApiError, match=r"EntityNotExist\.Policy"):
        attach_policy(connect(), SHARE_ROLE, CUSTOM)
