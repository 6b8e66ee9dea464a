# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluation of policies. Source: RAM's policy pages for the rules; forms of resources from each action's page."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.access.evaluate import Question, Verdict, evaluate, trusted_services

from ..support import Harness, error_of, refused
from ..worlds import OWNER, WORLD, allow, trust

IMAGE = f"acs:ecs:cn-beijing:{OWNER}:image/m-1"


def deny(action: Any, resource: Any = "*") -> dict[str, Any]:
    document = allow(action, resource)
    document["Statement"][0]["Effect"] = "Deny"
    return document


@pytest.mark.parametrize(
    ("documents", "verdict"),
    [
        ([], Verdict.IMPLICIT_DENY),
        ([allow("*")], Verdict.ALLOW),
        ([allow("ecs:*")], Verdict.ALLOW),
        ([allow("ecs:Describe*")], Verdict.ALLOW),
        ([allow("ecs:DescribeImage?")], Verdict.ALLOW),
        ([allow("ecs:DescribeImage")], Verdict.IMPLICIT_DENY),
        ([allow(["kms:*", "ecs:DescribeImages"])], Verdict.ALLOW),
        ([allow("ecs:describeimages")], Verdict.ALLOW),
        ([allow("kms:*")], Verdict.IMPLICIT_DENY),
        ([allow("ecs:*", f"acs:ecs:*:{OWNER}:image/*")], Verdict.ALLOW),
        ([allow("ecs:*", "acs:ecs:*:*:image/m-1")], Verdict.ALLOW),
        ([allow("ecs:*", "acs:ecs:*:*:image/m-2")], Verdict.IMPLICIT_DENY),
        ([allow("ecs:*", ["acs:ecs:*:*:image/m-2", IMAGE])], Verdict.ALLOW),
        ([allow("ecs:*", "acs:ecs:cn-shanghai:*:*")], Verdict.IMPLICIT_DENY),
        ([allow("ecs:*", "acs:ecs:*:*:snapshot/*")], Verdict.IMPLICIT_DENY),
        ([allow("*"), deny("ecs:*")], Verdict.EXPLICIT_DENY),
        ([deny("ecs:DescribeImages", "acs:ecs:*:*:image/m-2"), allow("*")], Verdict.ALLOW),
        ([{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": "kms:*", "Resource": "*"}]}], Verdict.ALLOW),
        (
            [{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "NotResource": IMAGE}]}],
            Verdict.IMPLICIT_DENY,
        ),
    ],
)  # fmt: skip
def test_a_deny_wins_then_an_allow_then_nothing(documents: list[dict[str, Any]], verdict: Verdict) -> None:
    assert evaluate(documents, Question("ecs:DescribeImages", IMAGE)) is verdict


@pytest.mark.parametrize(
    "pattern", ["acs:ram::1:role/x", "acs:ram:*:1:role/x", "acs:ram:*:*:role/*", "acs:ram::*:role/?"]
)
def test_global_resources_are_written_with_and_without_a_star(pattern: str) -> None:
    for resource in ("acs:ram::1:role/x", "acs:ram:*:1:role/x"):
        assert evaluate([allow("ram:GetRole", pattern)], Question("ram:GetRole", resource)) is Verdict.ALLOW


def test_services_are_trusted_unless_denied() -> None:
    document = trust(Service=["ecs.aliyuncs.com", "1@ecs.aliyuncs.com"])
    assert trusted_services(document) == {"ecs.aliyuncs.com", "1@ecs.aliyuncs.com"}
    document["Statement"].append(
        {**document["Statement"][0], "Effect": "Deny", "Principal": {"Service": "1@ecs.aliyuncs.com"}}
    )
    assert trusted_services(document) == {"ecs.aliyuncs.com"}


def with_policies(emu: Harness, *policies: Any) -> None:
    owner = WORLD["accounts"][OWNER]
    users = {**owner["users"], "nobody": {"policies": list(policies)}}
    emu.control("POST", "reset", {**WORLD, "accounts": {**WORLD["accounts"], OWNER: {**owner, "users": users}}})


def test_a_denial_carries_its_details(emu: Harness) -> None:
    """Source: newer gateways' AccessDeniedDetail."""
    error = error_of(lambda: emu.ecs("DescribeSnapshots", key="nobody"))
    assert (error.status_code, error.code) == (403, "Forbidden.RAM")
    assert error.access_denied_detail == {
        "AuthAction": "ecs:DescribeSnapshots",
        "AuthPrincipalType": "SubUser",
        "AuthPrincipalOwnerId": OWNER,
        "AuthPrincipalDisplayName": "nobody",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy",
    }


def test_an_explicit_deny_is_told_apart(emu: Harness) -> None:
    with_policies(emu, "AdministratorAccess", deny("ecs:DescribeSnapshots"))
    error = error_of(lambda: emu.ecs("DescribeSnapshots", key="nobody"))
    assert error.access_denied_detail["NoPermissionType"] == "ExplicitDeny"


def test_one_image_may_be_allowed(emu: Harness) -> None:
    with_policies(emu, allow("ecs:DescribeImages", f"acs:ecs:*:{OWNER}:image/m-cmk"))
    emu.image("m-cmk", key="nobody")
    assert refused(lambda: emu.image("m-plain", key="nobody")) == (403, "Forbidden.RAM")
    assert refused(lambda: emu.ecs("DescribeImages", key="nobody", ImageOwnerAlias="self")) == (403, "Forbidden.RAM")


@pytest.mark.parametrize("alias", ["system", "others"])
def test_public_and_shared_images_need_no_permission(emu: Harness, alias: str) -> None:
    """Source: API-DescImages."""
    answer = emu.ecs("DescribeImages", key="nobody", ImageOwnerAlias=alias)
    assert {image["ImageOwnerAlias"] for image in answer["Images"]["Image"]} <= {alias}


def test_the_main_account_may_do_everything(emu: Harness) -> None:
    assert emu.ecs("DescribeSnapshots", key="root")["TotalCount"] > 0


def test_a_condition_that_would_decide_is_not_modelled(emu: Harness) -> None:
    document = allow("ecs:*")
    document["Statement"][0]["Condition"] = {"Bool": {"acs:MFAPresent": "true"}}
    with_policies(emu, document)
    assert refused(lambda: emu.ecs("DescribeSnapshots", key="nobody")) == (501, "Emulator.NotModelled")
    assert refused(lambda: emu.call("kms", "ListKeys", key="nobody"))[1] == "Forbidden.NoPermission"


@pytest.mark.parametrize(
    ("policy", "works", "denied"),
    [
        ("AliyunECSReadOnlyAccess", ("ecs", "DescribeSnapshots"), ("ecs", "CopyImage")),
        ("AliyunECSFullAccess", ("ecs", "DescribeSnapshots"), ("kms", "ListKeys")),
        ("AliyunKMSReadOnlyAccess", ("kms", "ListKeys"), ("ecs", "DescribeSnapshots")),
        ("AliyunRAMFullAccess", ("ram", "GetRole"), ("kms", "ListKeys")),
        ("AliyunSTSAssumeRoleAccess", ("sts", "GetCallerIdentity"), ("ram", "GetRole")),
        ("AdministratorAccess", ("ram", "GetRole"), None),
    ],
)
def test_system_policies_allow_what_their_names_say(
    emu: Harness, policy: str, works: tuple[str, str], denied: tuple[str, str] | None
) -> None:
    """Source: names documented; documents assumed."""
    parameters = {
        "GetRole": {"RoleName": "auditor"},
        "CopyImage": {"RegionId": "cn-beijing", "ImageId": "m-plain"},
        "DescribeSnapshots": {"RegionId": "cn-beijing"},
    }
    with_policies(emu, policy)
    emu.call(*works, key="nobody", **parameters.get(works[1], {}))
    if denied:
        status, _code = refused(lambda: emu.call(*denied, key="nobody", **parameters.get(denied[1], {})))
        assert status == 403
