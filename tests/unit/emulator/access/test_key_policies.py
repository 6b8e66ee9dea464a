# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key policies. Source: KMS-policy (the page on key policies), KMS-SDK for their form, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..support import Harness, error_of, refused
from ..worlds import OWNER, SHAREE, WORLD, allow, changed, key_policy

NOBODY = f"acs:ram::{OWNER}:user/nobody"
KEY_ARN = f"acs:kms:cn-beijing:{OWNER}:key/key-bj"


def set_policy(emu: Harness, policy: dict[str, Any] | str, key_id: str = "key-bj") -> None:
    text = policy if isinstance(policy, str) else json.dumps(policy)
    emu.call("kms", "SetKeyPolicy", KeyId=key_id, Policy=text)


def describe(emu: Harness, key: str, name: str = "key-bj") -> str:
    return str(emu.call("kms", "DescribeKey", key=key, KeyId=name)["KeyMetadata"]["KeyId"])


def test_the_default_policy_names_the_account(emu: Harness) -> None:
    text = emu.call("kms", "GetKeyPolicy", KeyId="key-bj")["Policy"]
    assert json.loads(text)["Statement"][0]["Principal"] == {"RAM": [f"acs:ram::{OWNER}:*"]}


def test_a_policy_is_read_back_as_it_was_set(emu: Harness) -> None:
    policy = key_policy(["kms:Decrypt", "kms:DescribeKey"], NOBODY)
    set_policy(emu, policy)
    assert json.loads(emu.call("kms", "GetKeyPolicy", KeyId=KEY_ARN, PolicyName="default")["Policy"]) == policy
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first


def test_within_the_account_the_key_policy_alone_is_enough(emu: Harness) -> None:
    assert refused(lambda: describe(emu, "nobody")) == (403, "Forbidden.NoPermission")
    set_policy(emu, key_policy("kms:Describe*", NOBODY))
    assert describe(emu, "nobody") == "key-bj"
    assert refused(lambda: emu.call("kms", "DisableKey", key="nobody", KeyId="key-bj"))[1] == "Forbidden.NoPermission"
    assert refused(lambda: describe(emu, "nobody", "key-sm4"))[1] == "Forbidden.NoPermission"


def test_within_the_account_the_users_own_policies_are_enough(emu: Harness) -> None:
    set_policy(emu, key_policy("kms:*", NOBODY))
    assert describe(emu, "reader") == "key-bj"


def test_a_deny_in_the_key_policy_wins(emu: Harness) -> None:
    set_policy(emu, key_policy("kms:DescribeKey", f"acs:ram::{OWNER}:user/reader", effect="Deny"))
    error = error_of(lambda: describe(emu, "reader"))
    assert (error.status_code, error.code) == (403, "Forbidden.NoPermission")
    detail = error.access_denied_detail
    # Source of the type's name: assumed.
    assert (detail["NoPermissionType"], detail["PolicyType"]) == ("ExplicitDeny", "ResourceBasedPolicy")
    assert describe(emu, "operator") == "key-bj"


def test_a_deny_in_the_users_policies_wins_too(emu: Harness) -> None:
    denied = allow("kms:*")
    denied["Statement"][0]["Effect"] = "Deny"
    users = {**WORLD["accounts"][OWNER]["users"], "nobody": {"policies": [denied]}}
    emu.control("POST", "reset", changed(OWNER, users=users))
    set_policy(emu, key_policy("kms:*", NOBODY))
    assert refused(lambda: describe(emu, "nobody")) == (403, "Forbidden.NoPermission")


@pytest.mark.parametrize("principal", ["root", "*"])
def test_naming_the_whole_account_leaves_it_to_ram(emu: Harness, principal: str) -> None:
    """Source: assumed."""
    set_policy(emu, key_policy("kms:*", f"acs:ram::{OWNER}:{principal}"))
    assert refused(lambda: describe(emu, "nobody")) == (403, "Forbidden.NoPermission")
    assert describe(emu, "reader") == "key-bj"


def test_the_main_account_may_do_everything_with_its_keys(emu: Harness) -> None:
    """Source: KMS-RAM; that a key policy cannot take it away: assumed."""
    set_policy(emu, key_policy("kms:*", f"acs:ram::{OWNER}:root", effect="Deny"))
    assert describe(emu, "root") == "key-bj"


@pytest.mark.parametrize("principal", ["user/operator", "*", "root"])
def test_another_account_needs_the_key_policy_and_its_own(emu: Harness, principal: str) -> None:
    assert refused(lambda: describe(emu, "sharee", KEY_ARN)) == (404, "Forbidden.KeyNotFound")
    set_policy(emu, key_policy("kms:DescribeKey", f"acs:ram::{SHAREE}:{principal}"))
    shown = emu.call("kms", "DescribeKey", key="sharee", KeyId=KEY_ARN)["KeyMetadata"]
    assert (shown["Arn"], shown["Creator"]) == (KEY_ARN, OWNER)
    assert refused(lambda: describe(emu, "sharee")) == (404, "Forbidden.KeyNotFound")
    assert refused(lambda: emu.call("kms", "DisableKey", key="sharee", KeyId=KEY_ARN)) == (404, "Forbidden.KeyNotFound")


def test_another_account_without_own_policies_may_not(emu: Harness) -> None:
    users = {"operator": {"policies": ["AliyunECSReadOnlyAccess"]}}
    emu.control("POST", "reset", changed(SHAREE, users=users))
    set_policy(emu, key_policy("kms:*", f"acs:ram::{SHAREE}:user/operator"))
    assert refused(lambda: describe(emu, "sharee", KEY_ARN)) == (403, "Forbidden.NoPermission")


@pytest.mark.parametrize(("session", "expected"), [(None, 200), ("kms:*", 200), ("ecs:*", 403)])
def test_roles_are_principals_too_and_a_session_policy_narrows_them(
    emu: Harness, session: str | None, expected: int
) -> None:
    """Source: KMS-policy, STS-SDK; that it narrows what a key policy allows: assumed."""
    set_policy(emu, key_policy("kms:DescribeKey", f"acs:ram::{OWNER}:role/auditor"))
    wish = {"RoleArn": f"acs:ram::{OWNER}:role/auditor", "RoleSessionName": "test"}
    narrowed = {"Policy": json.dumps(allow(session))} if session else {}
    found = emu.call("sts", "AssumeRole", **wish, **narrowed)["Credentials"]
    status, _body = emu.acs3(
        "kms",
        "DescribeKey",
        {"KeyId": "key-bj"},
        key=found["AccessKeyId"],
        secret=found["AccessKeySecret"],
        token=found["SecurityToken"],
    )
    assert status == expected


@pytest.mark.parametrize(
    ("action", "code"),
    [("kms:Decrypt", "KMSUnauthorized"), ("kms:TagResource", "CMKUnauthorized"), ("kms:*", "KMSUnauthorized")],
)
def test_a_key_policy_can_keep_ecs_out(emu: Harness, action: str, code: str) -> None:
    """Source: the facts say that restrictive key policies must permit tagging; which code when: assumed."""
    role = f"acs:ram::{OWNER}:role/AliyunECSDiskEncryptDefaultRole"
    set_policy(emu, key_policy(action, role, effect="Deny"))
    assert refused(lambda: emu.copy("m-service")) == (403, f"InvalidParameter.KMSKeyId.{code}")


def test_a_key_policy_can_keep_sharees_out(emu: Harness) -> None:
    """Source: assumed."""
    role = f"acs:ram::{OWNER}:role/AliyunECSShareEncryptImageDefaultRole"
    set_policy(emu, key_policy("kms:Decrypt", role, effect="Deny"))
    assert refused(lambda: emu.share("m-cmk", SHAREE)) == (403, "AssumeRoleError")


def test_a_key_policy_can_let_the_share_role_in(emu: Harness) -> None:
    """Source: assumed."""
    role = emu.cloud.accounts[OWNER].roles["AliyunECSShareEncryptImageDefaultRole"]
    role.policies = {}
    assert refused(lambda: emu.share("m-cmk", SHAREE)) == (403, "AssumeRoleError")
    set_policy(emu, key_policy("kms:Decrypt", f"acs:ram::{OWNER}:role/{role.name}"))
    emu.share("m-cmk", SHAREE)


def test_a_new_key_can_have_a_policy(emu: Harness) -> None:
    policy = json.dumps(key_policy("kms:*", NOBODY))
    made = emu.call("kms", "CreateKey", DKMSInstanceId="kst-1", Policy=policy)["KeyMetadata"]["KeyId"]
    assert describe(emu, "nobody", made) == made


@pytest.mark.parametrize("action", ["GetKeyPolicy", "SetKeyPolicy"])
def test_only_keys_in_an_instance_have_a_policy_of_one_name(emu: Harness, action: str) -> None:
    """Source: KMS-policy; when ResourceNotFound is answered: assumed."""
    policy = {"Policy": json.dumps(key_policy("kms:*", NOBODY))} if action == "SetKeyPolicy" else {}
    assert refused(lambda: emu.call("kms", action, KeyId="key-free", **policy)) == (
        400,
        "Forbidden.KeyPolicyUnSupported",
    )
    wish = {"KeyId": "key-bj", "PolicyName": "other", **policy}
    assert refused(lambda: emu.call("kms", action, **wish)) == (404, "Forbidden.ResourceNotFound")


def test_a_policy_name_must_be_possible(emu: Harness) -> None:
    status, body = emu.acs3("kms", "GetKeyPolicy", {"KeyId": "key bj"})
    assert (status, body["Code"]) == (400, "InvalidParameter")


def changed_policy(**changes: Any) -> str:
    policy = key_policy("kms:*", NOBODY)
    policy["Statement"][0].update(changes)
    return json.dumps(policy)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "{}",
        json.dumps({**key_policy("kms:*", NOBODY), "Version": "2"}),
        changed_policy(Effect="Maybe"),
        changed_policy(Action="ecs:*"),
        changed_policy(Resource=KEY_ARN),
        changed_policy(Principal={"Service": ["ecs.aliyuncs.com"]}),
        changed_policy(Principal={"RAM": ["*"]}),
        changed_policy(Principal="*"),
        changed_policy(Sid="no!"),
        changed_policy(NotAction="kms:*"),
        changed_policy(Sid="x" * 33_000),
    ],
)
def test_a_malformed_policy_is_refused(emu: Harness, text: str) -> None:
    status, body = emu.acs3("kms", "SetKeyPolicy", {"KeyId": "key-bj", "Policy": text}, form=True)
    assert (status, body["Code"]) == (400, "InvalidParameter")


def test_a_malformed_policy_in_a_world_is_refused_by_path(emu: Harness) -> None:
    key = {"id": "key-x", "instance": "kst-1", "policy": {"Version": "1"}}
    status, body = emu.control_status("POST", "reset", changed(OWNER, regions={"cn-beijing": {"keys": [key]}}))
    assert (status, body["error"].partition(": ")[0]) == (
        400,
        f"accounts.{OWNER}.regions.cn-beijing.keys[key-x].policy",
    )
