# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RunInstances as a dry run. Source: NOTE-2024, ECS-SDK, ECS-2021's error table, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused

PASSED = (400, "DryRunOperation")


def run(emu: Harness, image_id: str | None = "m-cmk", *, key: str = "operator", **parameters: Any) -> None:
    given: dict[str, Any] = {"DryRun": True, "InstanceType": "ecs.g7.large", **parameters}
    if image_id is not None:
        given["ImageId"] = image_id
    emu.ecs("RunInstances", key=key, **{name: value for name, value in given.items() if value is not None})


def test_a_dry_run_that_passes_answers_so_and_starts_nothing(emu: Harness) -> None:
    wish = {
        "VSwitchId": "vsw-1",
        "SecurityGroupId": "sg-1",
        "ZoneId": "cn-beijing-a",
        "Amount": 1,
        "InstanceName": "try",
    }
    assert refused(lambda: run(emu, **wish)) == PASSED
    assert emu.ecs("DescribeInstances")["TotalCount"] == 1
    assert (emu.log()[-2]["mutating"], emu.log()[-2]["dry_run"]) == (True, True)


def test_a_dry_run_that_is_ignored_starts_an_instance(emu: Harness) -> None:
    """Source: the emulator's own design."""
    emu.set(dry_run_ignored=True)
    run(emu, VSwitchId="vsw-1")
    assert emu.ecs("DescribeInstances")["TotalCount"] == 2


def test_a_shared_encrypted_image_must_be_encrypted_with_an_own_key(emu: Harness) -> None:
    """Source: NOTE-2024; the code is assumed."""
    assert refused(lambda: run(emu, "m-shared", key="sharee")) == (400, "InvalidParameter.EncryptedNotSupported")
    assert refused(lambda: run(emu, "m-shared", key="sharee", SystemDisk={"Encrypted": True})) == PASSED
    own = {"Encrypted": True, "KMSKeyId": "key-sharee"}
    assert refused(lambda: run(emu, "m-shared", key="sharee", SystemDisk=own)) == PASSED
    owners = {"Encrypted": True, "KMSKeyId": "key-bj"}
    assert refused(lambda: run(emu, "m-shared", key="sharee", SystemDisk=owners)) == (
        404,
        "InvalidParameter.KMSKeyId.NotFound",
    )


def test_the_owner_needs_no_key_for_its_own_image(emu: Harness) -> None:
    assert refused(lambda: run(emu, "m-service")) == PASSED
    assert refused(lambda: run(emu, "m-plain", SystemDisk={"Encrypted": True, "KMSKeyId": "key-bj"})) == PASSED


def test_the_owners_role_is_not_looked_at(emu: Harness) -> None:
    """Source: assumed."""
    emu.cloud.accounts["1000000000000001"].roles.clear()
    assert refused(lambda: run(emu, "m-shared", key="sharee", SystemDisk={"Encrypted": True})) == PASSED


def test_a_family_stands_for_its_newest_image(emu: Harness) -> None:
    assert refused(lambda: run(emu, None, ImageFamily="web")) == PASSED
    assert refused(lambda: run(emu, None, ImageFamily="none")) == (404, "InvalidImageId.NotFound")


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"image_id": "m-none"}, (404, "InvalidImageId.NotFound")),
        ({"image_id": None}, (400, "MissingParameter")),
        ({"InstanceType": None}, (400, "MissingParameter")),
        ({"ImageFamily": "web"}, (400, "InvalidParameter.Conflict")),
        ({"SystemDisk": {"KMSKeyId": "key-bj"}}, (400, "InvalidParameter.EncryptedIllegal")),
        ({"SystemDisk": {"Encrypted": True, "KMSKeyId": "key-off"}}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({"SystemDisk": {"Encrypted": True, "KMSKeyId": "key-none"}}, (404, "InvalidParameter.KMSKeyId.NotFound")),
        ({"SystemDisk": {"Size": 20}}, (404, "InvalidSystemDiskSize.LessThanImageSize")),
        ({"SystemDisk": {"ProvisionedIops": 1}}, (501, "Emulator.NotModelled")),
        (
            {"SystemDisk": {"Encrypted": True, "Category": "cloud_efficiency"}},
            (403, "NotSupportSnapshotEncrypted.DiskCategory"),
        ),
        ({"AutoReleaseTime": "tomorrow"}, (400, "InvalidAutoReleaseTime.Malformed")),
        ({"AutoReleaseTime": "2025-01-01T00:00:00Z"}, (400, "InvalidAutoReleaseTime.Malformed")),
        ({"AutoReleaseTime": "2525-01-01T00:00:00Z"}, (400, "InvalidAutoReleaseTime.Malformed")),
        ({"InternetMaxBandwidthOut": 1}, (501, "Emulator.NotModelled")),
        ({"InstanceChargeType": "PrePaid"}, (501, "Emulator.NotModelled")),
        ({"DryRun": None}, (400, "InvalidVSwitchId.Necessary")),
        ({"InstanceName": "x"}, (400, "InvalidInstanceName.Malformed")),
        ({"ResourceGroupId": "rg-none"}, (404, "InvalidResourceGroup.NotFound")),
        ({"Tag": [{"Key": "acs:x", "Value": "1"}]}, (400, "InvalidTagKey.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "http://x"}]}, (400, "InvalidTagValue.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "1"}] * 2}, (400, "Duplicate.TagKey")),
        ({"Tag": [{"Key": f"k{n}", "Value": ""} for n in range(21)]}, (400, "NumberExceed.Tags")),
        ({"key": "stranger", "image_id": "m-shared"}, (404, "InvalidImageId.NotFound")),
    ],
)
def test_what_would_fail_is_told(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: run(emu, **parameters)) == error


def test_an_image_must_be_ready(emu: Harness) -> None:
    made = emu.copy()
    assert refused(lambda: run(emu, made)) == (403, "OperationDenied.ImageNotValid")
    emu.ecs("ModifyImageAttribute", ImageId="m-cmk", Status="Deprecated")
    assert refused(lambda: run(emu, "m-cmk")) == PASSED


def test_the_key_is_judged_as_for_copies(emu: Harness) -> None:
    account = emu.cloud.accounts["1000000000000001"]
    emu.set(disk_role_needs_policy=True)
    account.roles["AliyunECSDiskEncryptDefaultRole"].policies = {("System", "AliyunKMSCryptoUserAccess"): 0.0}
    disk = {"Encrypted": True, "KMSKeyId": "key-bj"}
    assert refused(lambda: run(emu, SystemDisk=disk)) == (403, "InvalidParameter.KMSKeyId.CMKUnauthorized")
    account.roles.clear()
    assert refused(lambda: run(emu, SystemDisk=disk)) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")


def test_some_regions_take_no_own_keys(emu: Harness) -> None:
    made = emu.copy(DestinationRegionId="ap-southeast-7", KMSKeyId=None, Encrypted=True)
    emu.advance(3600)
    wish = {
        "DryRun": True,
        "InstanceType": "x",
        "ImageId": made,
        "SystemDisk": {"Encrypted": True, "KMSKeyId": "key-th"},
    }
    assert refused(lambda: emu.ecs("RunInstances", region="ap-southeast-7", **wish)) == (
        403,
        "InvalidRegion.NotSupport",
    )
