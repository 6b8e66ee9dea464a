# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeKey, ListKeys, ListAliases. Source: KMS-SDK and the page of DescribeKey, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, SHAREE


def describe(emu: Harness, key_id: str, **more: Any) -> dict[str, Any]:
    return dict(emu.call("kms", "DescribeKey", KeyId=key_id, **more)["KeyMetadata"])


def names(emu: Harness, *filters: tuple[str, list[str]], **more: Any) -> set[str]:
    text = json.dumps([{"Key": key, "Values": values} for key, values in filters])
    answer = emu.call("kms", "ListKeys", Filters=text, PageSize=100, **more)
    return {key["KeyId"] for key in answer["Keys"]["Key"]}


@pytest.mark.parametrize(
    "name",
    [
        "key-bj", "alias/image-share", f"acs:kms:cn-beijing:{OWNER}:key/key-bj",
        f"acs:kms:cn-beijing:{OWNER}:alias/image-share",
    ],
)  # fmt: skip
def test_a_key_is_found_by_id_alias_and_arn(emu: Harness, name: str) -> None:
    key = describe(emu, name)
    assert (key["KeyId"], key["Creator"], key["DKMSInstanceId"]) == ("key-bj", OWNER, "kst-1")
    assert key["Arn"] == f"acs:kms:cn-beijing:{OWNER}:key/key-bj"


def test_the_creator_tells_the_service_key(emu: Harness) -> None:
    """Source: third-party data."""
    key = describe(emu, "alias/acs/ecs")
    assert (key["Creator"], key["Origin"], key["KeySpec"]) == ("Ecs", "Aliyun_KMS", "Aliyun_AES_256")


def test_the_deletion_date_shows_only_while_pending(emu: Harness) -> None:
    assert describe(emu, "key-going")["DeleteDate"] == "2030-01-01T00:00:00Z"
    assert describe(emu, "key-bj")["DeleteDate"] == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("key-none", "Forbidden.KeyNotFound"),
        ("key-sh", "Forbidden.KeyNotFound"),
        ("key-sharee", "Forbidden.KeyNotFound"),
        (f"acs:kms:cn-beijing:{SHAREE}:key/key-sharee", "Forbidden.KeyNotFound"),
        ("alias/none", "Forbidden.AliasNotFound"),
        (f"acs:kms:cn-beijing:{OWNER}:alias/none", "Forbidden.AliasNotFound"),
    ],
)
def test_other_keys_are_not_found(emu: Harness, name: str, code: str) -> None:
    """Source: other regions and accounts: assumed."""
    assert refused(lambda: describe(emu, name)) == (404, code)


def test_a_key_id_is_required(emu: Harness) -> None:
    status, body = emu.acs3("kms", "DescribeKey", {})
    assert (status, body["Code"]) == (400, "MissingParameter")


def test_keys_are_listed_by_pages_of_ten(emu: Harness) -> None:
    answer = emu.call("kms", "ListKeys", PageSize=4, PageNumber=3)
    assert (len(answer["Keys"]["Key"]), answer["TotalCount"], answer["PageNumber"]) == (1, 9, 3)
    assert emu.call("kms", "ListKeys")["PageSize"] == 10


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([("CreatorType", ["Service"]), ("KeyState", ["Disabled"])], set()),
        ([("KeyState", ["Disabled", "PendingDeletion"])], {"key-off", "key-going"}),
        ([("KeyState", ["Disabled"]), ("KeyState", ["PendingDeletion"])], {"key-off", "key-going"}),
        ([("KeySpec", ["RSA_2048"])], {"key-rsa"}),
        ([("KeyUsage", ["SIGN/VERIFY"])], {"key-sign"}),
        ([("DKMSInstanceId", ["kst-1"]), ("KeySpec", ["Aliyun_SM4"])], {"key-sm4"}),
        ([("ProtectionLevel", ["SOFTWARE"]), ("KeyState", ["Disabled"])], {"key-off"}),
        ([("ProtectionLevel", ["HSM"])], set()),
        ([("keyId", ["key-bj"])], {"key-bj"}),
        ([("AliasName", ["alias/default"])], {"key-free"}),
        ([("TagKey", ["acs:ecs:disk-encryption"])], {"key-bj", "key-free", "key-off"}),
        ([("TagValue", ["nothing"])], set()),
    ],
)
def test_filters_narrow_the_list(emu: Harness, filters: list[tuple[str, list[str]]], found: set[str]) -> None:
    assert names(emu, *filters) == found


def test_the_service_key_is_listed_as_such(emu: Harness) -> None:
    assert names(emu, ("CreatorType", ["Service"])) == names(emu, ("Creator", ["Ecs"]))
    assert len(names(emu, ("CreatorType", ["Service"]))) == 1
    assert len(names(emu, ("CreatorType", ["User"]))) == 8


@pytest.mark.parametrize(
    "text",
    [
        "x", "{}", '[{"Key": "Colour", "Values": []}]', '[{"Key": "KeyState"}]',
        json.dumps([{"Key": "keyId", "Values": []}] * 11),
    ],
)  # fmt: skip
def test_wrong_filters_are_refused(emu: Harness, text: str) -> None:
    assert refused(lambda: emu.call("kms", "ListKeys", Filters=text)) == (400, "InvalidParameter")


@pytest.mark.parametrize(("action", "size"), [("ListKeys", 0), ("ListKeys", 101), ("ListAliases", 101)])
def test_page_limits_are_enforced(emu: Harness, action: str, size: int) -> None:
    assert refused(lambda: emu.call("kms", action, PageSize=size)) == (400, "InvalidParameter")
    assert refused(lambda: emu.call("kms", action, PageNumber=0)) == (400, "InvalidParameter")


def test_aliases_are_listed(emu: Harness) -> None:
    answer = emu.call("kms", "ListAliases")
    found = {alias["AliasName"]: alias for alias in answer["Aliases"]["Alias"]}
    assert set(found) == {"alias/acs/ecs", "alias/image-share", "alias/default"}
    assert found["alias/default"]["KeyId"] == "key-free"
    assert emu.call("kms", "ListAliases", PageSize=0)["TotalCount"] == 3


def test_permission_is_judged_per_key(emu: Harness) -> None:
    assert refused(lambda: describe(emu, "key-bj", key="nobody")) == (403, "Forbidden.NoPermission")
    assert describe(emu, "alias/image-share", key="reader")["KeyId"] == "key-bj"
