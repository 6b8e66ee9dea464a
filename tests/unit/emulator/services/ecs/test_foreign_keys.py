# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another account's customer master key in ECS.

Source: the vendor's page on cross-account key sharing in ECS: a key of a KMS instance, shared by key policy with the
RAM role of the account that uses it, encrypts disks, snapshots and images, and such images can be shared. How KMSKeyId
names the key is not known (foreign_key_form); codes are assumed unless a test says otherwise.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, SHAREE, STRANGER, changed, key_policy, trust

DISK, SHARE = "AliyunECSDiskEncryptDefaultRole", "AliyunECSShareEncryptImageDefaultRole"
ARN = f"acs:kms:cn-beijing:{SHAREE}:key/key-central"
UNAUTHORIZED = (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
NOT_FOUND = (404, "InvalidParameter.KMSKeyId.NotFound")
ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:TagResource"]


def role(name: str) -> str:
    return f"acs:ram::{OWNER}:role/{name}"


def central(**more: Any) -> dict[str, Any]:
    """The world in which the account SHAREE keeps the keys for all others."""
    policy = key_policy(ACTIONS, role(DISK), role(SHARE))
    key = {"id": "key-central", "instance": "kst-3", "policy": policy, **more}
    free = {"id": "key-uninstanced"}
    regions = {"cn-beijing": {"keys": [key, free]}, "cn-shanghai": {"keys": [{"id": "key-far"}]}}
    return {**changed(SHAREE, regions=regions), "settings": {"copy_seconds": 0}}


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", central())


def key_id(emu: Harness, image_id: str) -> str:
    snapshot = emu.image(image_id)["DiskDeviceMappings"]["DiskDeviceMapping"][0]["SnapshotId"]
    listed = emu.ecs("DescribeSnapshots", SnapshotIds=json.dumps([snapshot]))["Snapshots"]["Snapshot"]
    return str(listed[0]["KMSKeyId"])


def refuse(emu: Harness, name: str = ARN, image_id: str = "m-plain", **more: Any) -> tuple[int, str]:
    return refused(lambda: emu.copy(image_id, KMSKeyId=name, **more))


def test_a_copy_is_encrypted_with_another_accounts_key(emu: Harness) -> None:
    assert key_id(emu, emu.copy(KMSKeyId=ARN)) == ARN
    tags = emu.call("kms", "ListResourceTags", key="sharee", KeyId="key-central")["Tags"]["Tag"]
    assert [tag["TagKey"] for tag in tags] == ["acs:ecs:disk-encryption"]
    assert emu.cloud.accounts[OWNER].region("cn-beijing").keys.keys() & {"key-central"} == set()


def test_an_arn_may_be_longer_than_the_64_characters_of_an_id(emu: Harness) -> None:
    """Source: the parameter's limit is 64; that it does not bind ARNs is assumed."""
    long = "key-" + "c" * 60
    emu.control("POST", "reset", central(id=long))
    arn = f"acs:kms:cn-beijing:{SHAREE}:key/{long}"
    assert key_id(emu, emu.copy(KMSKeyId=arn)) == arn


def test_the_key_may_be_named_by_its_id(emu: Harness) -> None:
    emu.set(foreign_key_form="id")
    assert key_id(emu, emu.copy(KMSKeyId="key-central")) == "key-central"
    assert refuse(emu, ARN) == NOT_FOUND
    emu.set(foreign_key_form="arn")
    assert refuse(emu, "key-central") == NOT_FOUND


@pytest.mark.parametrize(
    "name",
    [
        f"acs:kms:cn-beijing:{SHAREE}:key/key-none", f"acs:kms:cn-shanghai:{SHAREE}:key/key-far",
        f"acs:kms:cn-beijing:{STRANGER}:key/key-central", f"acs:kms:cn-beijing:{SHAREE}:alias/acs/ecs",
    ],
)  # fmt: skip
def test_keys_that_are_not_there(emu: Harness, name: str) -> None:
    assert refuse(emu, name) == NOT_FOUND


def test_a_key_outside_an_instance_has_no_policy_to_share_it_by(emu: Harness) -> None:
    """Source: keys in a KMS instance only (KMS-SDK)."""
    assert refuse(emu, f"acs:kms:cn-beijing:{SHAREE}:key/key-uninstanced") == UNAUTHORIZED


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (None, "KMSUnauthorized"),
        (key_policy(ACTIONS, role(SHARE)), "KMSUnauthorized"),
        (key_policy("kms:TagResource", role(DISK)), "KMSUnauthorized"),
        (key_policy("kms:Decrypt", role(DISK)), "CMKUnauthorized"),
    ],
)
def test_the_key_policy_must_name_the_disk_role_of_the_caller(
    emu: Harness, policy: dict[str, Any] | None, code: str
) -> None:
    emu.control("POST", "reset", central(policy=policy))
    assert refuse(emu) == (403, f"InvalidParameter.KMSKeyId.{code}")


def test_the_role_needs_its_own_policy_too_if_roles_need_policies(emu: Harness) -> None:
    """Source: KMS-policy: a principal of another account needs both (disk_role_needs_policy)."""
    emu.set(disk_role_needs_policy=True)
    emu.copy(KMSKeyId=ARN)
    emu.cloud.accounts[OWNER].roles[DISK].policies.clear()
    assert refuse(emu) == UNAUTHORIZED


def test_a_disabled_key_of_another_account(emu: Harness) -> None:
    emu.control("POST", "reset", central(state="Disabled"))
    assert refuse(emu) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")


def test_such_an_image_is_shared(emu: Harness) -> None:
    """Source: the page; that the key policy names the owner's share role is assumed."""
    made = emu.copy(KMSKeyId=ARN)
    trusted = trust(Service=[f"{STRANGER}@ecs.aliyuncs.com"])
    emu.call("ram", "UpdateRole", RoleName=SHARE, NewAssumeRolePolicyDocument=json.dumps(trusted))
    emu.share(made, STRANGER)
    assert emu.copy(made, key="stranger", KMSKeyId=None) not in ("", made)


def test_it_is_not_shared_if_the_key_policy_leaves_out_the_share_role(emu: Harness) -> None:
    emu.control("POST", "reset", central(policy=key_policy(ACTIONS, role(DISK))))
    made = emu.copy(KMSKeyId=ARN)
    assert refused(lambda: emu.share(made, SHAREE)) == (403, "AssumeRoleError")


def test_such_an_image_is_copied_on_while_the_key_serves(emu: Harness) -> None:
    made = emu.copy(KMSKeyId=ARN)
    assert key_id(emu, emu.copy(made)) == "key-bj"
    assert key_id(emu, emu.copy(made, KMSKeyId=None)) == ARN
    owner = emu.cloud.accounts[SHAREE].region("cn-beijing").keys["key-central"]
    owner.policy = json.dumps(key_policy(ACTIONS, f"acs:ram::{SHAREE}:*"))
    assert refuse(emu, "key-bj", made) == UNAUTHORIZED
    owner.state = "Disabled"
    assert refuse(emu, "key-bj", made) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")


def test_a_snapshot_is_copied_with_it_too(emu: Harness) -> None:
    named = {"DestinationSnapshotName": "copied", "DestinationSnapshotDescription": "a copy"}
    given = {"SnapshotId": "s-plain", "DestinationRegionId": "cn-beijing", "Encrypted": True, **named}
    made = emu.ecs("CopySnapshot", KMSKeyId=ARN, **given)["SnapshotId"]
    listed = emu.ecs("DescribeSnapshots", SnapshotIds=json.dumps([made]))["Snapshots"]["Snapshot"]
    assert listed[0]["KMSKeyId"] == ARN


def test_the_world_keeps_the_arn(emu: Harness) -> None:
    """Source: the emulator's own design."""
    made = emu.copy(KMSKeyId=ARN)
    dumped = emu.control("GET", "world")
    emu.control("POST", "reset", dumped)
    assert emu.control("GET", "world") == dumped
    assert key_id(emu, made) == ARN


def test_a_whole_foreign_account_may_be_named(emu: Harness) -> None:
    """Source: the metadata's example of GetKeyPolicy; the page names users and roles only."""
    emu.control("POST", "reset", central(policy=key_policy("kms:*", f"acs:ram::{OWNER}:*")))
    assert key_id(emu, emu.copy(KMSKeyId=ARN)) == ARN
