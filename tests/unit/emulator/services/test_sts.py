# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AssumeRole and GetCallerIdentity. Source: STS-SDK, the list of error codes; `assumed` where a test says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..support import Harness, error_of, refused, send
from ..worlds import CROWD, OWNER, SHAREE, allow, trust


def assume(emu: Harness, role: str, *, key: str = "operator", account: str = OWNER, **more: Any) -> dict[str, Any]:
    given = {"RoleArn": f"acs:ram::{account}:role/{role}", "RoleSessionName": "test", **more}
    return emu.call("sts", "AssumeRole", key=key, **given)


def client(emu: Harness, product: str, answer: dict[str, Any]) -> Any:
    found = answer["Credentials"]
    secret, token = found["AccessKeySecret"], found["SecurityToken"]
    return emu.client(product, found["AccessKeyId"], secret=secret, security_token=token)


def test_an_account_is_trusted_by_its_root(emu: Harness) -> None:
    answer = assume(emu, "auditor")
    assert answer["AssumedRoleUser"]["Arn"] == f"acs:ram::{OWNER}:role/auditor/test"
    assert send(client(emu, "ecs", answer), "DescribeImages", {"RegionId": "cn-beijing"})["TotalCount"] > 0


def test_a_single_user_is_trusted(emu: Harness) -> None:
    assume(emu, "operators-only")
    emu.cloud.accounts[OWNER].users["nobody"].policies = {("System", "AliyunSTSAssumeRoleAccess"): 0.0}
    assert refused(lambda: assume(emu, "operators-only", key="nobody")) == (403, "NoPermission")
    assume(emu, "auditor", key="nobody")


def test_another_account_is_trusted(emu: Harness) -> None:
    answer = assume(emu, "for-sharee", key="sharee")
    found = send(client(emu, "ecs", answer), "DescribeImages", {"RegionId": "cn-beijing", "ImageOwnerAlias": "self"})
    assert found["TotalCount"] > 0
    assert refused(lambda: assume(emu, "auditor", key="sharee")) == (403, "NoPermission")


def test_a_role_is_trusted_by_a_role(emu: Harness) -> None:
    chained = send(
        client(emu, "sts", assume(emu, "operators-only")),
        "AssumeRole",
        {"RoleArn": f"acs:ram::{OWNER}:role/chained", "RoleSessionName": "next"},
    )
    assert chained["Credentials"]["AccessKeyId"].startswith("STS.")
    assert refused(lambda: assume(emu, "chained")) == (403, "NoPermission")


def test_the_main_account_cannot_assume_a_role(emu: Harness) -> None:
    """Source: assumed."""
    assert refused(lambda: assume(emu, "auditor", key="root")) == (403, "NoPermission")


def test_a_role_for_services_cannot_be_assumed_by_users(emu: Harness) -> None:
    assert refused(lambda: assume(emu, "services-only")) == (403, "NoPermission")


def test_the_caller_needs_sts_assume_role_too(emu: Harness) -> None:
    error = error_of(lambda: assume(emu, "auditor", key="reader"))
    assert (error.status_code, error.code) == (403, "NoPermission")
    assert error.access_denied_detail["AuthAction"] == "sts:AssumeRole"
    assert error.access_denied_detail["PolicyType"] == "AccountLevelIdentityBasedPolicy"


def test_a_distrusted_caller_learns_that_the_trust_policy_denied(emu: Harness) -> None:
    error = error_of(lambda: assume(emu, "services-only"))
    assert error.access_denied_detail["PolicyType"] == "AssumeRolePolicy"


@pytest.mark.parametrize("account", [OWNER, CROWD[0], "9999999999999999"])
def test_a_role_that_is_not_there(emu: Harness, account: str) -> None:
    assert refused(lambda: assume(emu, "none", account=account)) == (404, "EntityNotExist.Role")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"RoleArn": "auditor"}, "InvalidParameter.RoleArn"),
        ({"RoleArn": f"acs:ram::{OWNER}:user/operator"}, "InvalidParameter.RoleArn"),
        ({"RoleSessionName": "x"}, "InvalidParameter.RoleSessionName"),
        ({"RoleSessionName": "x" * 65}, "InvalidParameter.RoleSessionName"),
        ({"RoleSessionName": "a b"}, "InvalidParameter.RoleSessionName"),
        ({"DurationSeconds": 899}, "InvalidParameter.DurationSeconds"),
        ({"DurationSeconds": 3601}, "InvalidParameter.DurationSeconds"),
        ({"Policy": "x"}, "InvalidParameter.PolicyGrammar"),
        ({"Policy": json.dumps(trust(RAM=f"acs:ram::{OWNER}:root"))}, "InvalidParameter.PolicyGrammar"),
        ({"Policy": json.dumps(allow("ecs:" + "x" * 2048))}, "InvalidParameter.PolicySize"),
        ({"ExternalId": "x"}, "InvalidParameter.ExternalId"),
        ({"ExternalId": "a b"}, "InvalidParameter.ExternalId"),
    ],
)
def test_wrong_parameters_are_refused(emu: Harness, parameters: dict[str, Any], code: str) -> None:
    assert refused(lambda: assume(emu, "auditor", **parameters)) == (400, code)


def test_the_roles_maximum_limits_the_session(emu: Harness) -> None:
    assume(emu, "operators-only", DurationSeconds=7200)
    assert refused(lambda: assume(emu, "operators-only", DurationSeconds=7201))[1] == "InvalidParameter.DurationSeconds"


def test_a_session_policy_narrows_the_role(emu: Harness) -> None:
    only_snapshots = json.dumps(allow("ecs:DescribeSnapshots"))
    ecs = client(emu, "ecs", assume(emu, "auditor", Policy=only_snapshots))
    send(ecs, "DescribeSnapshots", {"RegionId": "cn-beijing"})
    error = error_of(lambda: send(ecs, "DescribeImages", {"RegionId": "cn-beijing", "ImageOwnerAlias": "self"}))
    assert (error.code, error.access_denied_detail["PolicyType"]) == ("Forbidden.RAM", "SessionPolicy")


def test_a_session_policy_adds_nothing(emu: Harness) -> None:
    ecs = client(emu, "ecs", assume(emu, "auditor", Policy=json.dumps(allow("*"))))
    copy = {"RegionId": "cn-beijing", "ImageId": "m-plain"}
    assert refused(lambda: send(ecs, "CopyImage", copy)) == (403, "Forbidden.RAM")


@pytest.mark.parametrize(("external_id", "allowed"), [("right", True), ("wrong", False), (None, False)])
def test_the_external_id_is_compared(emu: Harness, external_id: str | None, allowed: bool) -> None:
    document = trust(RAM=f"acs:ram::{SHAREE}:root")
    document["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "right"}}
    emu.cloud.accounts[OWNER].roles["for-sharee"].trust = json.dumps(document)
    more = {"ExternalId": external_id} if external_id else {}
    if allowed:
        assume(emu, "for-sharee", key="sharee", **more)
    else:
        assert refused(lambda: assume(emu, "for-sharee", key="sharee", **more)) == (403, "NoPermission")


def test_other_conditions_are_not_modelled(emu: Harness) -> None:
    document = trust(RAM=f"acs:ram::{OWNER}:root")
    document["Statement"][0]["Condition"] = {"Bool": {"acs:MFAPresent": "true"}}
    emu.cloud.accounts[OWNER].roles["auditor"].trust = json.dumps(document)
    assert refused(lambda: assume(emu, "auditor")) == (501, "Emulator.NotModelled")


@pytest.mark.parametrize("parameter", ["SourceIdentity"])
def test_documented_parameters_that_are_not_modelled(emu: Harness, parameter: str) -> None:
    assert refused(lambda: assume(emu, "auditor", **{parameter: "x"})) == (501, "Emulator.NotModelled")


@pytest.mark.parametrize(
    ("key", "kind", "arn"),
    [("root", "Account", "root"), ("nobody", "RAMUser", "user/nobody"), ("sharee", "RAMUser", "user/operator")],
)
def test_everybody_learns_who_they_are(emu: Harness, key: str, kind: str, arn: str) -> None:
    account = SHAREE if key == "sharee" else OWNER
    answer = emu.call("sts", "GetCallerIdentity", key=key)
    assert (answer["AccountId"], answer["IdentityType"]) == (account, kind)
    assert answer["Arn"] == f"acs:ram::{account}:{arn}"


def test_an_assumed_role_is_somebody_else(emu: Harness) -> None:
    answer = send(client(emu, "sts", assume(emu, "auditor")), "GetCallerIdentity", {})
    assert (answer["IdentityType"], answer["Arn"]) == ("AssumedRoleUser", f"acs:ram::{OWNER}:assumed-role/auditor/test")


@pytest.mark.parametrize("host", ["sts.aliyuncs.com", "sts.cn-beijing.aliyuncs.com", "sts-vpc.cn-beijing.aliyuncs.com"])
def test_every_endpoint_serves(emu: Harness, host: str) -> None:
    assert send(emu.client("sts", host=host), "GetCallerIdentity", {})["AccountId"] == OWNER


def test_a_session_loses_everything_with_its_role(emu: Harness) -> None:
    """Source: assumed."""
    ecs = client(emu, "ecs", assume(emu, "auditor"))
    del emu.cloud.accounts[OWNER].roles["auditor"]
    assert refused(lambda: send(ecs, "DescribeSnapshots", {"RegionId": "cn-beijing"})) == (403, "Forbidden.RAM")


def test_changed_policies_work_at_once(emu: Harness) -> None:
    """Source: assumed; how long changes take is not documented."""
    sts = client(emu, "sts", assume(emu, "auditor"))
    emu.cloud.accounts[OWNER].roles["auditor"].policies = {("System", "AliyunRAMFullAccess"): 0.0}
    assert send(sts, "GetCallerIdentity", {})["IdentityType"] == "AssumedRoleUser"
    ram = client(emu, "ram", assume(emu, "auditor"))
    assert send(ram, "GetRole", {"RoleName": "auditor"})["Role"]["RoleName"] == "auditor"


def test_a_duration_is_a_number(emu: Harness) -> None:
    """Source: type documented; that the general code is answered: assumed."""
    given = {"RoleArn": f"acs:ram::{OWNER}:role/auditor", "RoleSessionName": "test", "DurationSeconds": "long"}
    status, body = emu.acs3("sts", "AssumeRole", given)
    assert (status, body["Code"]) == (400, "InvalidParameter")
