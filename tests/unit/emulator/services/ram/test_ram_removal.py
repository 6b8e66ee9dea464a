# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking policies from roles, and deleting both. Source: RAM-2021 for what is refused."""

from __future__ import annotations

import json

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, allow, trust

POLICY = {"PolicyName": "made", "PolicyType": "Custom"}
ROLE = {"RoleName": "made-role"}


@pytest.fixture(autouse=True)
def made(emu: Harness) -> None:
    """Give the account a role that has a policy of its own."""
    document = json.dumps(trust(Service=["ecs.aliyuncs.com"]))
    emu.call("ram", "CreateRole", **ROLE, AssumeRolePolicyDocument=document)
    emu.call("ram", "CreatePolicy", PolicyName="made", PolicyDocument=json.dumps(allow("kms:Decrypt")))
    emu.call("ram", "AttachPolicyToRole", **ROLE, **POLICY)


def ram(emu: Harness, action: str, **parameters: str) -> tuple[int, str]:
    return refused(lambda: emu.call("ram", action, **parameters))


def test_a_role_and_its_policy_go_one_after_the_other(emu: Harness) -> None:
    emu.call("ram", "DetachPolicyFromRole", **ROLE, **POLICY)
    assert emu.call("ram", "ListPoliciesForRole", **ROLE)["Policies"]["Policy"] == []
    emu.call("ram", "DeletePolicy", PolicyName="made")
    emu.call("ram", "DeleteRole", **ROLE)
    account = emu.cloud.accounts[OWNER]
    assert ("made-role" in account.roles, "made" in account.policies) == (False, False)


def test_what_is_attached_is_not_deleted(emu: Harness) -> None:
    assert ram(emu, "DeletePolicy", PolicyName="made") == (409, "DeleteConflict.Policy.Role")
    assert ram(emu, "DeleteRole", **ROLE) == (409, "DeleteConflict.Role.Policy")


def test_what_is_not_there_is_an_error(emu: Harness) -> None:
    emu.call("ram", "DetachPolicyFromRole", **ROLE, **POLICY)
    assert ram(emu, "DetachPolicyFromRole", **ROLE, **POLICY) == (404, "EntityNotExist.Role.Policy")
    assert ram(emu, "DetachPolicyFromRole", **ROLE, PolicyName="none", PolicyType="Custom") == (
        404,
        "EntityNotExist.Policy",
    )
    assert ram(emu, "DetachPolicyFromRole", **ROLE, PolicyName="made", PolicyType="Any") == (
        400,
        "InvalidParameter.PolicyType",
    )
    assert ram(emu, "DetachPolicyFromRole", RoleName="none", **POLICY) == (404, "EntityNotExist.Role")
    assert ram(emu, "DeletePolicy", PolicyName="none") == (404, "EntityNotExist.Policy")
    assert ram(emu, "DeleteRole", RoleName="none") == (404, "EntityNotExist.Role")
