# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making, naming and tagging keys. Source: KMS-SDK and KMS-2021, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, changed


def kms(emu: Harness, action: str, **parameters: Any) -> dict[str, Any]:
    return emu.call("kms", action, **parameters)


def create(emu: Harness, **parameters: Any) -> dict[str, Any]:
    return dict(kms(emu, "CreateKey", **{"DKMSInstanceId": "kst-1", **parameters})["KeyMetadata"])


def tags_text(**tags: str) -> str:
    return json.dumps([{"TagKey": key, "TagValue": value} for key, value in tags.items()])


def test_a_new_key_can_encrypt_at_once(emu: Harness) -> None:
    key = create(emu, Description="for images", Tags=tags_text(team="images"))
    assert (key["KeyState"], key["KeySpec"], key["KeyUsage"]) == ("Enabled", "Aliyun_AES_256", "ENCRYPT/DECRYPT")
    assert (key["Creator"], key["DKMSInstanceId"], key["Description"]) == (OWNER, "kst-1", "for images")
    assert key["Arn"] == f"acs:kms:cn-beijing:{OWNER}:key/{key['KeyId']}"
    assert emu.copy("m-service", KMSKeyId=key["KeyId"]).startswith("m-")
    found = kms(emu, "ListResourceTags", KeyId=key["KeyId"])["Tags"]["Tag"]
    assert {tag["TagKey"] for tag in found} == {"team", "acs:ecs:disk-encryption"}


def test_a_key_with_external_material_waits_for_it(emu: Harness) -> None:
    assert create(emu, Origin="EXTERNAL")["KeyState"] == "PendingImport"


def test_an_instance_exists_if_the_world_says_so(emu: Harness) -> None:
    """Source: the emulator's own design."""
    wish = {"DKMSInstanceId": "kst-new", "region": "cn-hangzhou"}
    assert refused(lambda: create(emu, **wish)) == (403, "Forbidden.DKMSInstanceNotFound")
    emu.control("POST", "reset", changed(OWNER, regions={"cn-hangzhou": {"kms_instances": ["kst-new"]}}))
    assert create(emu, **wish)["DKMSInstanceId"] == "kst-new"


@pytest.mark.parametrize("asked", ["HSM", "SOFTWARE"])
def test_an_instance_decides_the_protection_level(emu: Harness, asked: str) -> None:
    """Source: KMS-SDK: software and hardware key management instances; the parameter is ignored."""
    there = {"kms_instances": ["kst-soft"], "kms_hardware_instances": ["kst-hard"]}
    emu.control("POST", "reset", changed(OWNER, regions={"cn-hangzhou": there}))
    for instance, level in (("kst-soft", "SOFTWARE"), ("kst-hard", "HSM")):
        made = create(emu, DKMSInstanceId=instance, region="cn-hangzhou", ProtectionLevel=asked)
        assert made["ProtectionLevel"] == level
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first


def test_outside_an_instance_managed_hsm_protects_where_it_exists(emu: Harness) -> None:
    """Source: KMS-SDK (managed_hsm); the service key: seen in third-party data."""
    emu.set(managed_hsm=True)
    key = kms(emu, "CreateKey", region="cn-hangzhou")["KeyMetadata"]
    assert key["ProtectionLevel"] == "HSM"
    service = kms(emu, "DescribeKey", KeyId="alias/acs/ecs")["KeyMetadata"]
    assert service["ProtectionLevel"] == "SOFTWARE"


def test_one_key_a_region_outside_instances(emu: Harness) -> None:
    """Source: KMS-over; code and quota are assumed."""
    key = kms(emu, "CreateKey", region="cn-hangzhou")["KeyMetadata"]
    assert (key["DKMSInstanceId"], key["ProtectionLevel"]) == ("", "SOFTWARE")
    assert refused(lambda: kms(emu, "CreateKey", region="cn-hangzhou")) == (400, "Rejected.LimitExceeded")
    emu.cloud.accounts[OWNER].quotas.keys_outside_instances = 0
    assert kms(emu, "CreateKey", region="cn-hangzhou")["KeyMetadata"]["DKMSInstanceId"] == ""


def test_keys_that_products_made_leave_room_for_the_accounts_own(emu: Harness) -> None:
    """Source: KMS-over (service keys are made by the cloud product)."""
    keys = [{"id": "key-rds", "alias": "alias/acs/rds", "creator": "Rds"}]
    emu.control("POST", "reset", changed(OWNER, regions={"cn-hangzhou": {"keys": keys}}))
    made = kms(emu, "CreateKey", region="cn-hangzhou")["KeyMetadata"]
    assert (made["Creator"], made["DKMSInstanceId"]) == (OWNER, "")


@pytest.mark.parametrize("more", [{"KeySpec": "Aliyun_SM4"}, {"Policy": "POLICY"}])
def test_outside_an_instance_there_is_one_kind_of_key(emu: Harness, more: dict[str, str]) -> None:
    """Source: KMS-over; code assumed."""
    statement = {
        "Effect": "Allow",
        "Principal": {"RAM": [f"acs:ram::{OWNER}:root"]},
        "Action": "kms:*",
        "Resource": "*",
    }
    text = json.dumps({"Version": "1", "Statement": [statement]})
    given = {name: text if value == "POLICY" else value for name, value in more.items()}
    assert refused(lambda: kms(emu, "CreateKey", region="cn-hangzhou", **given)) == (400, "UnsupportedOperation")


@pytest.mark.parametrize(
    ("spec", "usage"), [("Aliyun_SM4", "ENCRYPT/DECRYPT"), ("RSA_2048", "SIGN/VERIFY"), ("EC_SM2", "SIGN/VERIFY")]
)
def test_the_usage_follows_the_specification(emu: Harness, spec: str, usage: str) -> None:
    """Source: KMS-SDK: SIGN/VERIFY if the key supports signing."""
    assert create(emu, KeySpec=spec)["KeyUsage"] == usage


@pytest.mark.parametrize(
    "parameters",
    [
        {"KeySpec": "DES"},
        {"KeyUsage": "x"},
        {"KeyUsage": "SIGN/VERIFY"},
        {"Origin": "aliyun_kms"},
        {"ProtectionLevel": "x"},
        {"Description": "x" * 8193},
        {"Policy": "x"},
        {"Tags": "x"},
        {"Tags": "{}"},
        {"Tags": '[{"TagValue": "1"}]'},
        {"Tags": tags_text(**{"acs:x": "1"})},
        {"Tags": tags_text(a="no space")},
        {"Tags": tags_text(**{f"k{n}": "" for n in range(21)})},
        {"Tags": '[{"TagKey": "a"}, {"TagKey": "a"}]'},
    ],
)
def test_wrong_wishes_for_a_key_are_refused(emu: Harness, parameters: dict[str, str]) -> None:
    assert refused(lambda: create(emu, **parameters)) == (400, "InvalidParameter")


def test_the_new_key_is_part_of_a_dump(emu: Harness) -> None:
    create(emu)
    kms(emu, "CreateAlias", KeyId="key-bj", AliasName="alias/second")
    kms(
        emu, "SetDeletionProtection", KeyId="key-bj", EnableDeletionProtection=True, DeletionProtectionDescription="why"
    )
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first


# Names


def test_a_key_may_have_several_names(emu: Harness) -> None:
    kms(emu, "CreateAlias", KeyId="key-bj", AliasName="alias/second")
    found = kms(emu, "ListAliasesByKeyId", KeyId="key-bj")
    assert [alias["AliasName"] for alias in found["Aliases"]["Alias"]] == ["alias/image-share", "alias/second"]
    assert found["Aliases"]["Alias"][1]["AliasArn"] == f"acs:kms:cn-beijing:{OWNER}:alias/second"
    assert kms(emu, "DescribeKey", KeyId="alias/second")["KeyMetadata"]["KeyId"] == "key-bj"
    assert kms(emu, "ListAliases")["TotalCount"] == 4
    page = kms(emu, "ListAliasesByKeyId", KeyId="key-bj", PageSize=1, PageNumber=2)
    assert (len(page["Aliases"]["Alias"]), page["TotalCount"]) == (1, 2)


def test_a_name_is_taken_once_in_account_and_region(emu: Harness) -> None:
    wish = {"KeyId": "key-bj", "AliasName": "alias/default"}
    assert refused(lambda: kms(emu, "CreateAlias", **wish)) == (400, "AliasAlreadyExists")
    kms(emu, "CreateAlias", region="cn-shanghai", KeyId="key-sh", AliasName="alias/default")


@pytest.mark.parametrize("alias", ["mine", "alias/", "alias/acs/ecs2", "alias/" + "x" * 256, "alias/a b"])
def test_names_have_a_form(emu: Harness, alias: str) -> None:
    assert refused(lambda: kms(emu, "CreateAlias", KeyId="key-bj", AliasName=alias)) == (400, "InvalidParameter")


@pytest.mark.parametrize(("counts", "longest"), [(True, 249), (False, 255)])
def test_the_prefix_of_an_alias_may_count(emu: Harness, counts: bool, longest: int) -> None:
    """Source: KMS-SDK: 1 to 255 characters with the prefix (alias_prefix_counts)."""
    emu.set(alias_prefix_counts=counts)
    wish = {"KeyId": "key-bj", "AliasName": "alias/" + "a" * longest}
    assert refused(lambda: kms(emu, "CreateAlias", **{**wish, "AliasName": wish["AliasName"] + "a"}))[0] == 400
    kms(emu, "CreateAlias", **wish)


def test_a_key_that_is_to_go_gets_no_name(emu: Harness) -> None:
    wish = {"KeyId": "key-going", "AliasName": "alias/new"}
    assert refused(lambda: kms(emu, "CreateAlias", **wish)) == (409, "Rejected.StateModifiedFailed")


def test_naming_needs_rights_on_alias_and_key(emu: Harness) -> None:
    """Source: KMS-RAM."""
    key, alias = f"acs:kms:*:{OWNER}:key/*", f"acs:kms:*:{OWNER}:alias/*"
    for resources, allowed in (([key], False), ([alias], False), ([key, alias], True)):
        statement = {"Effect": "Allow", "Action": "kms:CreateAlias", "Resource": resources}
        users = {"nobody": {"policies": [{"Version": "1", "Statement": [statement]}]}}
        keys = {"nobody": {"secret": "secret-of-nobody", "user": "nobody"}}
        emu.control("POST", "reset", changed(OWNER, users=users, access_keys=keys))
        status, _body = emu.acs3("kms", "CreateAlias", {"KeyId": "key-bj", "AliasName": "alias/new"}, key="nobody")
        assert status == (200 if allowed else 403)


# Tags


def test_tags_are_added_and_replaced(emu: Harness) -> None:
    kms(emu, "TagResource", KeyId="key-sm4", Tags=tags_text(a="1", b="2"))
    kms(emu, "TagResource", KeyId="key-sm4", Tags=tags_text(a="3"))
    found = kms(emu, "ListResourceTags", KeyId="key-sm4")["Tags"]["Tag"]
    assert {tag["TagKey"]: tag["TagValue"] for tag in found} == {"a": "3", "b": "2"}
    assert {tag["KeyId"] for tag in found} == {"key-sm4"}


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"KeyId": "key-sm4", "Tags": tags_text(**{f"k{n}": "" for n in range(21)})}, (400, "InvalidParameter")),
        ({"KeyId": "key-sm4", "Tags": tags_text(aliyun="1")}, (400, "InvalidParameter")),
        ({"Tags": tags_text(a="1")}, (400, "MissingParameter")),
        ({"SecretName": "x", "Tags": tags_text(a="1")}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_tags_are_refused(emu: Harness, parameters: dict[str, str], error: tuple[int, str]) -> None:
    status, body = emu.acs3("kms", "TagResource", parameters)
    assert (status, body["Code"]) == error


# UpdateKeyDescription


def test_a_key_is_described_anew(emu: Harness) -> None:
    """Source: KMS-SDK."""
    kms(emu, "UpdateKeyDescription", KeyId="key-bj", Description="for shared images")
    assert kms(emu, "DescribeKey", KeyId="key-bj")["KeyMetadata"]["Description"] == "for shared images"


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        pytest.param({"KeyId": "key-nobody"}, (404, "Forbidden.KeyNotFound"), id="an unknown key"),
        pytest.param({"KeyId": "alias/image-share"}, (400, "Unsupported.Alias"), id="an alias"),
        pytest.param({"Description": "x" * 8193}, (400, "InvalidParameter"), id="too long"),
    ],
)
def test_a_description_that_cannot_be_set_is_refused(
    emu: Harness, wish: dict[str, str], refusal: tuple[int, str]
) -> None:
    """Source: KMS-2021; here: assumed."""
    call = {"KeyId": "key-bj", "Description": "new", **wish}
    assert refused(lambda: kms(emu, "UpdateKeyDescription", **call)) == refusal


def test_the_service_key_keeps_its_description(emu: Harness) -> None:
    """Source: UG-enc; code assumed."""
    service = kms(emu, "DescribeKey", KeyId="alias/acs/ecs")["KeyMetadata"]["KeyId"]
    change = {"KeyId": service, "Description": "mine"}
    assert refused(lambda: kms(emu, "UpdateKeyDescription", **change)) == (400, "UnsupportedOperation")
