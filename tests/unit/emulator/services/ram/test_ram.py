# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and policies of RAM. Source: RAM-SDK for limits, RAM-2021 for codes; `assumed` where a test says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, SHAREE, allow, trust

TRUST = json.dumps(trust(Service=["ecs.aliyuncs.com"]))
POLICY = json.dumps(allow("kms:Decrypt"))


def ram(emu: Harness, action: str, **parameters: Any) -> dict[str, Any]:
    return emu.call("ram", action, **parameters)


def create(emu: Harness, name: str = "new-role", document: str = TRUST, **more: Any) -> dict[str, Any]:
    return dict(ram(emu, "CreateRole", RoleName=name, AssumeRolePolicyDocument=document, **more)["Role"])


def test_a_role_is_made_and_shown(emu: Harness) -> None:
    made = create(emu, Description="for tests", MaxSessionDuration=7200, Tag=[{"Key": "a", "Value": "1"}])
    shown = ram(emu, "GetRole", RoleName="new-role")["Role"]
    assert shown == {**made, "UpdateDate": made["CreateDate"]}
    assert (shown["Arn"], shown["MaxSessionDuration"]) == (f"acs:ram::{OWNER}:role/new-role", 7200)


def test_the_trust_document_is_a_string_and_stays_as_given(emu: Harness) -> None:
    spaced = json.dumps(json.loads(TRUST), indent=1)
    create(emu, document=spaced)
    assert ram(emu, "GetRole", RoleName="new-role")["Role"]["AssumeRolePolicyDocument"] == spaced


@pytest.mark.parametrize("name", ["auditor", "Auditor"])
def test_a_role_exists_once(emu: Harness, name: str) -> None:
    """Source: RAM-2021; that case does not count is assumed."""
    assert refused(lambda: create(emu, name)) == (409, "EntityAlreadyExists.Role")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("has space", "InvalidParameter.RoleName.InvalidChars"),
        ("under_score", "InvalidParameter.RoleName.InvalidChars"),
        ("x" * 65, "InvalidParameter.RoleName.Length"),
    ],
)
def test_role_names_have_rules(emu: Harness, name: str, code: str) -> None:
    assert refused(lambda: create(emu, name)) == (400, code)
    create(emu, "x" * 64)


@pytest.mark.parametrize(
    "document",
    [
        "no json", "[]", "{}", '{"Version": "1"}', json.dumps({**trust(Service="ecs.aliyuncs.com"), "Version": "2"}),
        json.dumps({**trust(Service="ecs.aliyuncs.com"), "Id": "x"}), json.dumps(trust()), json.dumps(trust(AWS="x")),
        json.dumps(trust(Service="ecs.example.com")), json.dumps(trust(Service="x@ecs.aliyuncs.com")),
        json.dumps(trust(RAM="1234567890123456")), json.dumps(trust(RAM=f"acs:ram::{OWNER}:group/x")), POLICY,
        TRUST.replace("sts:AssumeRole", "sts:*"), TRUST.replace("Allow", "allow"), TRUST.replace("Principal", "Who"),
    ],
)  # fmt: skip
def test_malformed_trust_documents_are_refused(emu: Harness, document: str) -> None:
    assert refused(lambda: create(emu, document=document)) == (400, "MalformedPolicyDocument")
    assert refused(lambda: ram(emu, "UpdateRole", RoleName="auditor", NewAssumeRolePolicyDocument=document)) == (
        400,
        "MalformedPolicyDocument",
    )


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": f"{SHAREE}@ecs.aliyuncs.com"}, {"Service": ["ecs.aliyuncs.com", "oos.aliyuncs.com"]},
        {"RAM": f"acs:ram::{SHAREE}:root"}, {"RAM": [f"acs:ram::{OWNER}:user/op", f"acs:ram::{OWNER}:role/r"]},
        {"Federated": f"acs:ram::{OWNER}:saml-provider/x"},
    ],
)  # fmt: skip
def test_well_formed_principals_are_taken(emu: Harness, principal: dict[str, Any]) -> None:
    document = json.dumps(trust(**principal))
    create(emu, document=document)
    assert ram(emu, "GetRole", RoleName="new-role")["Role"]["AssumeRolePolicyDocument"] == document


def test_trust_documents_have_a_limit(emu: Harness) -> None:
    """Source: RAM-2021; the number 2,048 is assumed."""
    sharees = [f"{number}@ecs.aliyuncs.com" for number in range(10**15, 10**15 + 60)]
    code = "InvalidParameter.AssumeRolePolicyDocument.Length"
    assert refused(lambda: create(emu, document=json.dumps(trust(Service=sharees)))) == (400, code)
    compact = json.dumps(trust(Service=sharees[:50]), separators=(",", ":"))
    create(emu, document=compact)


@pytest.mark.parametrize("seconds", [3599, 43201])
def test_session_lengths_have_limits(emu: Harness, seconds: int) -> None:
    assert refused(lambda: create(emu, MaxSessionDuration=seconds)) == (400, "InvalidParameter.MaxSessionDuration")


def test_descriptions_have_a_limit(emu: Harness) -> None:
    assert refused(lambda: create(emu, Description="x" * 1025)) == (400, "InvalidParameter.Description.Length")


def test_roles_have_a_quota(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].quotas.roles = 7
    assert refused(lambda: create(emu)) == (409, "LimitExceeded.Role")


def test_update_replaces_the_whole_trust_document(emu: Harness) -> None:
    emu.advance(60)
    before = ram(emu, "GetRole", RoleName="auditor")["Role"]
    answer = ram(emu, "UpdateRole", RoleName="auditor", NewAssumeRolePolicyDocument=TRUST)["Role"]
    assert (answer["AssumeRolePolicyDocument"], answer["MaxSessionDuration"]) == (TRUST, before["MaxSessionDuration"])
    assert answer["UpdateDate"] > before["UpdateDate"]
    ram(emu, "UpdateRole", RoleName="auditor", NewDescription="text", NewMaxSessionDuration=4000)
    after = ram(emu, "GetRole", RoleName="auditor")["Role"]
    assert (after["Description"], after["MaxSessionDuration"]) == ("text", 4000)
    assert after["AssumeRolePolicyDocument"] == TRUST


@pytest.mark.parametrize("action", ["GetRole", "UpdateRole", "ListPoliciesForRole"])
def test_a_role_that_is_not_there(emu: Harness, action: str) -> None:
    assert refused(lambda: ram(emu, action, RoleName="none")) == (404, "EntityNotExist.Role")


def test_a_policy_is_made_shown_and_attached(emu: Harness) -> None:
    made = ram(emu, "CreatePolicy", PolicyName="share-keys", PolicyDocument=POLICY, Description="text")["Policy"]
    assert (made["PolicyType"], made["DefaultVersion"]) == ("Custom", "v1")
    ram(emu, "AttachPolicyToRole", PolicyType="Custom", PolicyName="share-keys", RoleName="chained")
    shown = ram(emu, "GetPolicy", PolicyType="Custom", PolicyName="share-keys")
    assert shown["DefaultPolicyVersion"]["PolicyDocument"] == POLICY
    assert shown["Policy"]["AttachmentCount"] == 1
    listed = ram(emu, "ListPoliciesForRole", RoleName="chained")["Policies"]["Policy"]
    assert [policy["PolicyName"] for policy in listed] == ["share-keys"]


def test_system_policies_are_there(emu: Harness) -> None:
    """Source: names documented."""
    shown = ram(emu, "GetPolicy", PolicyType="System", PolicyName="AliyunECSDiskEncryptRolePolicy")
    assert "kms:Decrypt" in shown["DefaultPolicyVersion"]["PolicyDocument"]
    ram(emu, "AttachPolicyToRole", PolicyType="System", PolicyName="AliyunKMSReadOnlyAccess", RoleName="chained")


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"RoleName": "none"}, (404, "EntityNotExist.Role")),
        ({"PolicyName": "none"}, (404, "EntityNotExist.Policy")),
        ({"PolicyType": "Custom"}, (404, "EntityNotExist.Policy")),
        ({"PolicyType": "system"}, (400, "InvalidParameter.PolicyType")),
        ({"ResourceGroupId": "rg-1"}, (501, "Emulator.NotModelled")),
    ],
)
def test_what_cannot_be_attached(emu: Harness, parameters: dict[str, str], error: tuple[int, str]) -> None:
    given = {"RoleName": "auditor", "PolicyType": "System", "PolicyName": "AliyunKMSReadOnlyAccess", **parameters}
    assert refused(lambda: ram(emu, "AttachPolicyToRole", **given)) == error


def document(emu: Harness, name: str) -> Any:
    shown = ram(emu, "GetPolicy", PolicyType="System", PolicyName=name)
    return json.loads(shown["DefaultPolicyVersion"]["PolicyDocument"])


def granted(emu: Harness, name: str) -> dict[str, Any]:
    return {
        action: statement["Resource"]
        for statement in document(emu, name)["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


def test_the_policy_of_the_disk_role_is_the_published_one(emu: Harness) -> None:
    """Source: ECS-2021, system policy examples (doc-detail/273911)."""
    every, keys = ["acs:kms:*:*:*", "acs:kms:*:*:*/*"], ["acs:kms:*:*:*/*"]
    assert granted(emu, "AliyunECSDiskEncryptRolePolicy") == {
        **dict.fromkeys(("kms:List*", "kms:DescribeKey", "kms:TagResource", "kms:UntagResource"), every),
        **dict.fromkeys(("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"), keys),
    }


def test_the_policies_of_ecs_are_the_published_ones(emu: Harness) -> None:
    """Source: doc-detail/273911."""
    vpc = {"vpc:DescribeVpcs": "*", "vpc:DescribeVSwitches": "*"}
    assert granted(emu, "AliyunECSReadOnlyAccess") == {"ecs:Describe*": "*", "ecs:List*": "*", **vpc}
    assert granted(emu, "AliyunECSFullAccess") == {"ecs:*": "*", **vpc}


def test_a_role_has_at_most_twenty_system_and_five_custom_policies(emu: Harness) -> None:
    """Source: RAM-2021, LimitExceeded.Role.Policy."""
    for number in range(6):
        ram(emu, "CreatePolicy", PolicyName=f"own-{number}", PolicyDocument=POLICY)
    attach = [{"PolicyType": "Custom", "PolicyName": f"own-{number}", "RoleName": "chained"} for number in range(6)]
    for given in attach[:5]:
        ram(emu, "AttachPolicyToRole", **given)
    assert refused(lambda: ram(emu, "AttachPolicyToRole", **attach[5])) == (409, "LimitExceeded.Role.Policy")
    system = {"PolicyType": "System", "RoleName": "chained"}
    ram(emu, "AttachPolicyToRole", **system, PolicyName="AliyunKMSReadOnlyAccess")
    quotas = emu.cloud.accounts[OWNER].quotas
    assert (quotas.role_system_policies, quotas.role_custom_policies) == (20, 5)
    quotas.role_system_policies = 1
    assert refused(lambda: ram(emu, "AttachPolicyToRole", **system, PolicyName="AliyunECSReadOnlyAccess")) == (
        409,
        "LimitExceeded.Role.Policy",
    )


def test_attaching_twice_is_an_error(emu: Harness) -> None:
    given = {"RoleName": "auditor", "PolicyType": "System", "PolicyName": "AliyunECSReadOnlyAccess"}
    assert refused(lambda: ram(emu, "AttachPolicyToRole", **given)) == (409, "EntityAlreadyExists.Role.Policy")


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"PolicyName": "has space"}, (400, "InvalidParameter.PolicyName.InvalidChars")),
        ({"PolicyName": "x" * 129}, (400, "InvalidParameter.PolicyName.Length")),
        ({"PolicyDocument": "x"}, (400, "MalformedPolicyDocument")),
        ({"PolicyDocument": TRUST}, (400, "MalformedPolicyDocument")),
        ({"PolicyDocument": json.dumps(allow("Decrypt"))}, (400, "MalformedPolicyDocument")),
        ({"PolicyDocument": json.dumps(allow("kms:*", "key/x"))}, (400, "MalformedPolicyDocument")),
        ({"PolicyDocument": json.dumps(allow([]))}, (400, "MalformedPolicyDocument")),
        ({"PolicyDocument": json.dumps(allow(["kms:" + "x" * 6144]))}, (400, "InvalidParameter.PolicyDocument.Length")),
        ({"Description": "x" * 1025}, (400, "InvalidParameter.Description.Length")),
    ],
)
def test_wrong_policies_are_refused(emu: Harness, parameters: dict[str, str], error: tuple[int, str]) -> None:
    given = {"PolicyName": "new-policy", "PolicyDocument": POLICY, **parameters}
    assert refused(lambda: ram(emu, "CreatePolicy", **given)) == error


def test_a_policy_exists_once(emu: Harness) -> None:
    ram(emu, "CreatePolicy", PolicyName="one", PolicyDocument=POLICY)
    assert refused(lambda: ram(emu, "CreatePolicy", PolicyName="one", PolicyDocument=POLICY)) == (
        409,
        "EntityAlreadyExists.Policy",
    )


@pytest.mark.parametrize(
    ("action", "name"),
    [("GetRole", "RoleName"), ("CreateRole", "AssumeRolePolicyDocument"), ("GetPolicy", "PolicyType")],
)
def test_required_parameters_are_required(emu: Harness, action: str, name: str) -> None:
    given = {"RoleName": "x", "AssumeRolePolicyDocument": TRUST, "PolicyName": "x", "PolicyType": "Custom"}
    del given[name]
    status, body = emu.acs3("ram", action, given)
    assert (status, body["Code"]) == (400, "MissingParameter")
    assert name in body["Message"]


def test_ram_is_one_for_all_regions_and_needs_permission(emu: Harness) -> None:
    assert refused(lambda: ram(emu, "GetRole", RoleName="auditor", key="reader")) == (403, "NoPermission")


def test_the_longest_policy_comes_through_the_query(emu: Harness) -> None:
    """The SDK sends everything in the query."""
    longest = json.dumps(allow(["kms:Decrypt"] * 50), indent=20)
    longest = longest.ljust(6144)
    assert len(longest) == 6144
    ram(emu, "CreatePolicy", PolicyName="long", PolicyDocument=longest)
    shown = ram(emu, "GetPolicy", PolicyType="Custom", PolicyName="long")
    assert shown["DefaultPolicyVersion"]["PolicyDocument"] == longest


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"NewMaxSessionDuration": 60}, (400, "InvalidParameter.MaxSessionDuration")),
        ({"NewDescription": "x" * 1025}, (400, "InvalidParameter.Description.Length")),
        ({"NewAssumeRolePolicyDocument": " " * 2049}, (400, "InvalidParameter.AssumeRolePolicyDocument.Length")),
    ],
)
def test_wrong_changes_of_a_role_are_refused(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: emu.call("ram", "UpdateRole", RoleName="auditor", **parameters)) == error


@pytest.mark.parametrize(
    ("kind", "error"),
    [("Custom", (404, "EntityNotExist.Policy")), ("Other", (400, "InvalidParameter.PolicyType"))],
)
def test_a_policy_has_a_type_and_exists(emu: Harness, kind: str, error: tuple[int, str]) -> None:
    wish = {"PolicyName": "none", "PolicyType": kind}
    assert refused(lambda: emu.call("ram", "GetPolicy", **wish)) == error


@pytest.mark.parametrize("taken", [False, True])
def test_a_resource_directory_is_a_principal_or_not(emu: Harness, taken: bool) -> None:
    """Source: none; both readings."""
    emu.set(directories_in_trust=taken)
    document = json.dumps(trust(Service="rd-a1b2c3@ecs.aliyuncs.com"))
    if taken:
        create(emu, document=document)
    else:
        assert refused(lambda: create(emu, document=document)) == (400, "MalformedPolicyDocument")
