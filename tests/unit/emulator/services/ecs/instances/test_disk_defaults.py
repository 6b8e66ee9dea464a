# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Default encryption: switching it, its key, and what it does to new disks.

Source: UG-defenc and the API pages of the six actions, unless a test says assumed.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, SERVICE_KEY, allow, changed

ON, OFF = "EnableDiskEncryptionByDefault", "DisableDiskEncryptionByDefault"
NAME, RESET = "ModifyDiskDefaultKMSKeyId", "ResetDiskDefaultKMSKeyId"
STATUS, KEY = "DescribeDiskEncryptionByDefaultStatus", "DescribeDiskDefaultKMSKeyId"
CALLS: dict[str, dict[str, str]] = {ON: {}, OFF: {}, NAME: {"KMSKeyId": "key-bj"}, RESET: {}}
LAUNCH = {"ImageId": "m-plain", "InstanceType": "ecs.g7.large", "VSwitchId": "vsw-1"}
COPIED = {
    "SnapshotId": "s-plain",
    "DestinationRegionId": "cn-shanghai",
    "DestinationSnapshotName": "copied",
    "DestinationSnapshotDescription": "a copy",
}


def switch_on(emu: Harness, key: str = "", region: str = "cn-beijing") -> None:
    emu.ecs(ON, region=region)
    if key:
        emu.ecs(NAME, region=region, KMSKeyId=key)


def service_key(emu: Harness, region: str = "cn-beijing") -> str:
    return str(emu.call("kms", "DescribeKey", region=region, KeyId=SERVICE_KEY)["KeyMetadata"]["KeyId"])


def launched(emu: Harness, **parameters: Any) -> tuple[bool, str]:
    """Whether the system disk of a new instance is encrypted, and its key."""
    answer = emu.ecs("RunInstances", **{**LAUNCH, **parameters})
    (instance,) = answer["InstanceIdSets"]["InstanceIdSet"]
    disk = emu.ecs("DescribeDisks", InstanceId=instance)["Disks"]["Disk"][0]
    return disk["Encrypted"], disk.get("KMSKeyId", "")


def test_it_is_switched_on_with_the_service_key(emu: Harness) -> None:
    switch_on(emu)
    assert emu.ecs(STATUS)["Encrypted"] is True
    assert emu.ecs(KEY)["KMSKeyId"] == service_key(emu)


def test_it_is_of_one_region(emu: Harness) -> None:
    switch_on(emu, "key-bj")
    assert emu.ecs(STATUS, region="cn-shanghai")["Encrypted"] is False


def test_a_key_is_named_and_given_up(emu: Harness) -> None:
    switch_on(emu, "key-bj")
    assert emu.ecs(KEY)["KMSKeyId"] == "key-bj"
    emu.ecs(RESET)
    assert emu.ecs(KEY)["KMSKeyId"] == service_key(emu)


def test_it_is_switched_off(emu: Harness) -> None:
    switch_on(emu)
    emu.ecs(OFF)
    assert emu.ecs(STATUS)["Encrypted"] is False


def test_what_is_on_is_not_switched_on(emu: Harness) -> None:
    switch_on(emu)
    assert refused(lambda: emu.ecs(ON)) == (403, "InvalidOperation.DefaultEncryptionAlreadyEnabled")


@pytest.mark.parametrize("action", [OFF, NAME, RESET])
def test_what_is_off_has_no_key_and_is_not_switched_off(emu: Harness, action: str) -> None:
    assert refused(lambda: emu.ecs(action, **CALLS[action])) == (403, "InvalidDefaultEncryption.NotFound")


@pytest.mark.parametrize("action", CALLS)
def test_some_accounts_have_to_ask_for_it(emu: Harness, action: str) -> None:
    emu.set(default_encryption_allowed=False)
    assert refused(lambda: emu.ecs(action, **CALLS[action])) == (403, "UserNotInTheWhiteList")


@pytest.mark.parametrize("action", CALLS)
def test_some_regions_do_not_have_it(emu: Harness, action: str) -> None:
    """Source: the code; which regions is assumed."""
    assert refused(lambda: emu.ecs(action, region="cn-nanjing", **CALLS[action])) == (
        403,
        "Abs.InvalidAction.RegionNotSupport",
    )


@pytest.mark.parametrize("action", [*CALLS, STATUS, KEY])
def test_a_region_has_to_exist(emu: Harness, action: str) -> None:
    given = {**CALLS.get(action, {}), "RegionId": "cn-nowhere"}
    error = refused(lambda: emu.call("ecs", action, region="cn-hangzhou", **given))
    assert error == (403, "InvalidParameter.RegionIdNotExists")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("key-none", "InvalidOperation.KMSKeyIdNotFound"),
        ("key-sh", "InvalidOperation.KMSKeyIdNotFound"),
        (SERVICE_KEY, "InvalidOperation.KMSKeyIdNotFound"),
        ("key-off", "InvalidParameter.KMSKeyId.CMKNotEnabled"),
    ],
)
def test_the_key_has_to_serve(emu: Harness, key: str, code: str) -> None:
    """Source: the codes; that the alias of the service key is not found is assumed."""
    switch_on(emu)
    assert refused(lambda: emu.ecs(NAME, KMSKeyId=key)) == (403, code)


def test_the_role_for_disks_has_to_be_there(emu: Harness) -> None:
    switch_on(emu)
    roles = emu.cloud.accounts[OWNER].roles
    emu.set(disk_role_needs_policy=True)
    roles["AliyunECSDiskEncryptDefaultRole"].policies = {("System", "AliyunKMSCryptoUserAccess"): 0.0}
    assert refused(lambda: emu.ecs(NAME, KMSKeyId="key-bj")) == (403, "InvalidParameter.KMSKeyId.CMKUnauthorized")
    roles.clear()
    assert refused(lambda: emu.ecs(NAME, KMSKeyId="key-bj")) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")


@pytest.mark.parametrize(("kept", "key"), [(True, "key-bj"), (False, "")])
def test_switched_on_again_it_has_its_key_or_not(emu: Harness, kept: bool, key: str) -> None:
    """Source: assumed (default_key_kept)."""
    emu.set(default_key_kept=kept, default_key_unnamed="empty")
    switch_on(emu, "key-bj")
    emu.ecs(OFF)
    switch_on(emu)
    assert emu.ecs(KEY).get("KMSKeyId", "") == key


def test_without_a_key_of_the_account_the_answer_is_a_setting(emu: Harness) -> None:
    """Source: assumed (default_key_unnamed)."""
    switch_on(emu)
    emu.set(default_key_unnamed="empty")
    assert emu.ecs(KEY).get("KMSKeyId", "") == ""
    emu.set(default_key_unnamed="refuse")
    assert refused(lambda: emu.ecs(KEY)) == (403, "InvalidDefaultEncryption.NotFound")


@pytest.mark.parametrize("action", CALLS)
def test_reading_is_not_changing(emu: Harness, action: str) -> None:
    """Source: RAM-ECS."""
    config = f"acs:ecs:cn-beijing:{OWNER}:diskencryptiondefaultconfig/*"
    users = {"operator": {"policies": [allow("ecs:*", config)]}}
    emu.control("POST", "reset", changed(OWNER, users=users, access_keys={"operator": operator()}))
    assert emu.ecs(STATUS)["Encrypted"] is False
    assert "RequestId" in emu.ecs(KEY)
    assert refused(lambda: emu.ecs(action, **CALLS[action])) == (403, "Forbidden.RAM")


def operator() -> dict[str, str]:
    return {"secret": "secret-of-operator", "user": "operator"}


def test_new_system_disks_are_encrypted_under_the_default_key(emu: Harness) -> None:
    assert launched(emu) == (False, "")
    switch_on(emu, "key-bj")
    assert launched(emu) == (True, "key-bj")
    assert launched(emu, SystemDisk={"Encrypted": True}) == (True, "key-bj")
    assert launched(emu, SystemDisk={"Encrypted": True, "KMSKeyId": "key-free"}) == (True, "key-free")
    assert launched(emu, ImageId="m-service") == (True, service_key(emu))


def test_a_plain_system_disk_is_refused(emu: Harness) -> None:
    plain = {"SystemDisk": {"Encrypted": False}}
    assert launched(emu, **plain) == (False, "")
    switch_on(emu)
    error = (403, "InvalidEncrypted.NotMatchDiskDefaultEncryption")
    assert refused(lambda: launched(emu, **plain)) == error
    assert refused(lambda: launched(emu, DryRun=True, **plain)) == error


def test_disks_that_cannot_be_encrypted_are_refused(emu: Harness) -> None:
    old = {"SystemDisk": {"Category": "cloud_efficiency"}}
    assert launched(emu, **old) == (False, "")
    switch_on(emu)
    assert refused(lambda: launched(emu, **old)) == (403, "NotSupportSnapshotEncrypted.DiskCategory")


def test_copies_of_images_are_encrypted_under_the_default_key_of_their_region(emu: Harness) -> None:
    switch_on(emu, "key-sh", "cn-shanghai")
    there = {"DestinationRegionId": "cn-shanghai", "Encrypted": None, "KMSKeyId": None}
    made = emu.copy("m-plain", **there)
    shown = emu.ecs("DescribeSnapshots", region="cn-shanghai")["Snapshots"]["Snapshot"]
    assert made
    assert [(item["Encrypted"], item["KMSKeyId"]) for item in shown if item["SourceSnapshotId"] == "s-plain"] == [
        (True, "key-sh")
    ]


def test_a_default_key_does_not_count_while_it_is_off(emu: Harness) -> None:
    switch_on(emu, "key-sh", "cn-shanghai")
    emu.ecs(OFF, region="cn-shanghai")
    emu.copy("m-plain", DestinationRegionId="cn-shanghai", Encrypted=True, KMSKeyId=None)
    shown = emu.ecs("DescribeSnapshots", region="cn-shanghai")["Snapshots"]["Snapshot"]
    keys = [item["KMSKeyId"] for item in shown if item["SourceSnapshotId"] == "s-plain"]
    assert keys == [service_key(emu, "cn-shanghai")]


@pytest.mark.parametrize(
    ("given", "key"), [({}, "key-sh"), ({"Encrypted": True}, "key-sh"), ({"Encrypted": False}, "")]
)
def test_copies_of_snapshots_are_encrypted_under_it(emu: Harness, given: dict[str, bool], key: str) -> None:
    """Source: that Encrypted=false is taken is assumed."""
    switch_on(emu, "key-sh", "cn-shanghai")
    made = emu.ecs("CopySnapshot", **COPIED, **given)["SnapshotId"]
    found = emu.ecs("DescribeSnapshots", region="cn-shanghai", SnapshotIds=json.dumps([made]))
    assert found["Snapshots"]["Snapshot"][0].get("KMSKeyId", "") == key


def test_it_is_of_one_account(emu: Harness) -> None:
    switch_on(emu, "key-bj")
    assert emu.ecs(STATUS, key="sharee")["Encrypted"] is False
