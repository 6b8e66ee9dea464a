# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CopySnapshot. Source: ECS-SDK, UG-sharesnap and the API page's error table, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER

NAMED = {"DestinationSnapshotName": "copied", "DestinationSnapshotDescription": "a copy"}


def copy(emu: Harness, snapshot_id: str = "s-plain", **parameters: Any) -> str:
    given = {"SnapshotId": snapshot_id, "DestinationRegionId": "cn-shanghai", **NAMED, **parameters}
    return str(emu.ecs("CopySnapshot", **given)["SnapshotId"])


def one(emu: Harness, snapshot_id: str, region: str = "cn-shanghai") -> dict[str, Any]:
    found = emu.ecs("DescribeSnapshots", region=region, SnapshotIds=json.dumps([snapshot_id]))
    return dict(found["Snapshots"]["Snapshot"][0])


def test_a_plain_snapshot_is_copied_into_another_region(emu: Harness) -> None:
    """Source: the pace is assumed."""
    emu.set(copy_seconds=100)
    made = copy(emu, Tag=[{"Key": "a", "Value": "1"}])
    shown = one(emu, made)
    assert (shown["Status"], shown["Encrypted"], shown["SnapshotName"]) == ("progressing", False, "copied")
    assert (shown["SourceSnapshotId"], shown["SourceRegionId"], shown["Usage"]) == ("s-plain", "cn-beijing", "none")
    assert shown["Tags"]["Tag"] == [{"TagKey": "a", "TagValue": "1"}]
    emu.advance(100)
    assert one(emu, made)["Status"] == "accomplished"


def test_an_encrypted_copy_gets_the_named_key_which_gets_ecs_tag(emu: Harness) -> None:
    made = copy(emu, "s-service", Encrypted=True, KMSKeyId="key-sh")
    assert one(emu, made)["KMSKeyId"] == "key-sh"
    tags = emu.call("kms", "ListResourceTags", region="cn-shanghai", KeyId="key-sh")["Tags"]["Tag"]
    assert [tag["TagKey"] for tag in tags] == ["acs:ecs:disk-encryption"]


def test_without_a_key_it_is_the_service_key(emu: Harness) -> None:
    made = copy(emu, Encrypted=True)
    service = emu.call("kms", "DescribeKey", region="cn-shanghai", KeyId="alias/acs/ecs")["KeyMetadata"]["KeyId"]
    assert one(emu, made)["KMSKeyId"] == service


def test_without_a_key_an_encrypted_snapshot_keeps_its_own_within_the_region(emu: Harness) -> None:
    """Source: ECS-2021 (copy_without_key)."""
    here = {"DestinationRegionId": "cn-beijing", "Encrypted": True}
    assert one(emu, copy(emu, "s-cmk", **here), "cn-beijing")["KMSKeyId"] == "key-bj"
    emu.set(copy_without_key="service")
    assert one(emu, copy(emu, "s-loose", **here), "cn-beijing")["KMSKeyId"] != "key-bj"


def test_within_a_region_only_encrypted(emu: Harness) -> None:
    assert refused(lambda: copy(emu, DestinationRegionId="cn-beijing")) == (
        403,
        "InvalidOperation.NotSupportCopyInSameRegion",
    )
    made = copy(emu, "s-service", DestinationRegionId="cn-beijing", Encrypted=True, KMSKeyId="key-bj")
    assert one(emu, made, "cn-beijing")["KMSKeyId"] == "key-bj"


def test_one_snapshot_is_copied_once_at_a_time_into_a_region(emu: Harness) -> None:
    """Source: API page, which says disk; per snapshot is assumed."""
    copy(emu)
    assert refused(lambda: copy(emu)) == (403, "InvalidOperation.UnfinishedCrossRegionCopy")
    copy(emu, DestinationRegionId="cn-hangzhou")
    copy(emu, DestinationRegionId="cn-beijing", Encrypted=True)
    assert refused(lambda: copy(emu, DestinationRegionId="cn-beijing", Encrypted=True)) == (
        403,
        "InvalidOperation.UnfinishedEncryptedSnapshotCopy",
    )


def test_a_client_token_gives_the_same_copy(emu: Harness) -> None:
    made = copy(emu, ClientToken="token")
    assert copy(emu, ClientToken="token") == made
    assert refused(lambda: copy(emu, "s-cmk", ClientToken="token")) == (400, "IdempotentParameterMismatch")


BEIJING = {"DestinationRegionId": "cn-beijing", "Encrypted": True}


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"DestinationRegionId": "cn-nowhere"}, (403, "InvalidRegionId.NotExists")),
        ({"SnapshotId": "s-none"}, (403, "InvalidSnapshotId.NotFound")),
        ({"SnapshotId": "s-cmk"}, (403, "InvalidEncrypted.NotSupportDecrypt")),
        ({"KMSKeyId": "key-sh"}, (403, "InvalidEncrypted.NotMatchKmsKeyId")),
        ({"Encrypted": True, "KMSKeyId": "key-bj"}, (403, "InvalidParameter.KMSKeyId.NotFound")),
        ({**BEIJING, "KMSKeyId": "key-off"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({**BEIJING, "SnapshotId": "s-off"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({**BEIJING, "KMSKeyId": "key-rsa"}, (403, "InvalidKMSKeyId.NotSymmetric")),
        (
            {"DestinationRegionId": "ap-southeast-7", "Encrypted": True, "KMSKeyId": "key-th"},
            (403, "InvalidRegion.NotSupport"),
        ),
        ({"DestinationSnapshotName": "1"}, (403, "InvalidSnapshotName.Malformed")),
        ({"DestinationSnapshotDescription": "x"}, (403, "InvalidDescription.Malformed")),
        ({"Tag": [{"Key": "acs:x", "Value": "1"}]}, (400, "InvalidTagKey.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "http://x"}]}, (400, "InvalidTagValue.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "1"}] * 2}, (400, "Duplicate.TagKey")),
        ({"Tag": [{"Key": f"k{n}", "Value": ""} for n in range(21)]}, (400, "NumberExceed.Tags")),
        ({"RetentionDays": 1}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_wishes_are_refused(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: copy(emu, **{"snapshot_id": parameters.pop("SnapshotId", "s-plain"), **parameters})) == error


def test_a_snapshot_must_be_complete(emu: Harness) -> None:
    made = copy(emu)
    given = {"SnapshotId": made, "DestinationRegionId": "cn-beijing", **NAMED}
    assert refused(lambda: emu.ecs("CopySnapshot", region="cn-shanghai", **given)) == (
        403,
        "InvalidSnapshotId.NotReady",
    )


def test_ecs_needs_its_role_for_a_key(emu: Harness) -> None:
    account = emu.cloud.accounts[OWNER]
    emu.set(disk_role_needs_policy=True)
    role = account.roles["AliyunECSDiskEncryptDefaultRole"]
    role.policies = {("System", "AliyunKMSCryptoUserAccess"): 0.0}
    wish = {**BEIJING, "KMSKeyId": "key-bj"}
    assert refused(lambda: copy(emu, **wish)) == (403, "InvalidParameter.KMSKeyId.CMKUnauthorized")
    del account.roles["AliyunECSDiskEncryptDefaultRole"]
    assert refused(lambda: copy(emu, **wish)) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")


def test_a_quota_counts_snapshots(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].quotas.snapshots = 1
    copy(emu)
    assert refused(lambda: copy(emu, "s-plain", DestinationRegionId="cn-beijing", Encrypted=True)) == (
        403,
        "QuotaExceed.SnapshotQuota",
    )
