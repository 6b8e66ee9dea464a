# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CopyImage.

Source: the page of the action (API-CopyImage), the vendor's SDK or guide; `assumed` where a test says so.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, error_of, refused
from ....worlds import OWNER


def keys_of(emu: Harness, image_id: str, region: str = "cn-beijing") -> list[tuple[bool, str]]:
    disks = next(image["DiskDeviceMappings"]["DiskDeviceMapping"] for image in [emu.image(image_id, region=region)])
    ids = json.dumps([disk["SnapshotId"] for disk in disks])
    answer = emu.ecs("DescribeSnapshots", region=region, SnapshotIds=ids)
    return [(snapshot["Encrypted"], snapshot["KMSKeyId"]) for snapshot in answer["Snapshots"]["Snapshot"]]


def refuse(emu: Harness, image_id: str = "m-plain", **parameters: Any) -> tuple[int, str]:
    return refused(lambda: emu.copy(image_id, **parameters))


def test_a_copy_has_all_its_snapshots_under_the_one_key(emu: Harness) -> None:
    """Source: one KMSKeyId parameter; that it covers every snapshot is assumed."""
    assert keys_of(emu, emu.copy("m-multi")) == [(True, "key-bj")] * 2


def test_a_copy_goes_from_creating_to_available(emu: Harness) -> None:
    emu.set(copy_seconds=200)
    made = emu.copy("m-service")
    image = emu.image(made)
    assert (image["Status"], image["Progress"], image["IsCopied"]) == ("Creating", "0%", True)
    emu.advance(50)
    disk = emu.image(made)["DiskDeviceMappings"]["DiskDeviceMapping"][0]
    assert (emu.image(made)["Progress"], disk["Progress"], disk["RemainTime"]) == ("25%", "25%", 150)
    emu.advance(150)
    assert (emu.image(made)["Status"], emu.image(made)["Progress"]) == ("Available", "100%")


def test_copies_can_be_instant(emu: Harness) -> None:
    emu.set(copy_seconds=0)
    assert emu.image(emu.copy())["Status"] == "Available"


def test_time_may_depend_on_size(emu: Harness) -> None:
    emu.set(copy_seconds=10, copy_seconds_per_gib=2)
    made = emu.copy("m-multi")
    emu.advance(289)
    assert emu.image(made)["Status"] == "Creating"
    emu.advance(1)
    assert emu.image(made)["Status"] == "Available"


def test_five_copies_run_and_the_others_wait(emu: Harness) -> None:
    emu.set(copy_seconds=100)
    sources = ["m-plain", "m-service", "m-cmk", "m-free", "m-multi", "m-shared", "m-shared-old-rule"]
    made = [emu.copy(source) for source in sources]
    assert [emu.image(image)["Status"] for image in made] == ["Creating"] * 5 + ["Waiting"] * 2
    emu.advance(100)
    assert [emu.image(image)["Status"] for image in made] == ["Available"] * 5 + ["Creating"] * 2
    emu.advance(100)
    assert {emu.image(image)["Status"] for image in made} == {"Available"}


def test_each_region_has_a_queue_of_its_own(emu: Harness) -> None:
    """Source: "per region"; that the destination counts is assumed."""
    emu.set(running_copies_per_region=1)
    emu.copy("m-plain")
    assert emu.image(emu.copy("m-service"))["Status"] == "Waiting"
    far = emu.copy("m-cmk", DestinationRegionId="cn-shanghai", KMSKeyId="key-sh")
    assert emu.image(far, region="cn-shanghai")["Status"] == "Creating"


def test_one_image_is_not_copied_twice_at_once(emu: Harness) -> None:
    emu.copy()
    assert refuse(emu) == (400, "OperationDenied.ImageCopyConflict")
    assert refuse(emu, DestinationRegionId="cn-shanghai", KMSKeyId="key-sh")[1] == "OperationDenied.ImageCopyConflict"
    emu.advance(1800)
    emu.copy()


def test_the_conflict_may_be_limited_to_one_destination(emu: Harness) -> None:
    """Source: the console copies to five regions at once (copy_conflict_scope)."""
    emu.set(copy_conflict_scope="destination")
    emu.copy()
    emu.copy(DestinationRegionId="cn-shanghai", KMSKeyId="key-sh")
    assert refuse(emu)[1] == "OperationDenied.ImageCopyConflict"


def test_a_name_is_used_once_in_the_target_region(emu: Harness) -> None:
    assert refuse(emu, DestinationImageName="service") == (400, "InvalidImageName.Duplicated")
    emu.copy(DestinationImageName="service", DestinationRegionId="cn-shanghai", KMSKeyId="key-sh")


@pytest.mark.parametrize(
    "name", ["a", "1abc", "-abc", "aliyun-x", "Aliyunx", "acs:x", "has space", "see http://x", "a" * 129]
)
def test_malformed_names_are_refused(emu: Harness, name: str) -> None:
    assert refuse(emu, DestinationImageName=name) == (400, "InvalidImageName.Malformed")


@pytest.mark.parametrize("name", ["Äpfel", "имя", "caféine", "web\uff11"])
def test_names_have_english_and_chinese_letters_only(emu: Harness, name: str) -> None:
    """Source: the error table of 2026-01: "using either English or Chinese characters"."""
    assert refuse(emu, DestinationImageName=name) == (400, "InvalidImageName.Malformed")


@pytest.mark.parametrize("name", ["ab", "a.b:c_d-e", "镜像1", "a" * 128])
def test_well_formed_names_are_taken(emu: Harness, name: str) -> None:
    assert emu.image(emu.copy(DestinationImageName=name))["ImageName"] == name


@pytest.mark.parametrize("text", ["a", "http://x", "https://x", "a" * 257])
def test_malformed_descriptions_are_refused(emu: Harness, text: str) -> None:
    assert refuse(emu, DestinationDescription=text) == (400, "InvalidDescription.Malformed")


def test_a_key_needs_encrypted_true(emu: Harness) -> None:
    assert refuse(emu, Encrypted=None) == (400, "InvalidParameter.EncryptedIllegal")
    assert refuse(emu, Encrypted=False) == (400, "InvalidEncrypted.NotMatchKmsKeyId")


def test_encrypted_without_a_key_takes_the_service_key(emu: Harness) -> None:
    """Source: UG-encimg's rule for disks."""
    made = emu.copy(DestinationRegionId="cn-shanghai", KMSKeyId=None)
    encrypted, key = keys_of(emu, made, "cn-shanghai")[0]
    found = emu.call("kms", "DescribeKey", region="cn-shanghai", KeyId="alias/acs/ecs")["KeyMetadata"]
    assert (encrypted, found["KeyId"], found["Creator"]) == (True, key, "Ecs")


@pytest.mark.parametrize("image", ["m-cmk", "m-service", "m-multi"])
def test_encrypted_without_a_key_keeps_the_key_of_an_encrypted_source(emu: Harness, image: str) -> None:
    """Source: ECS-2021, "Encrypt a system disk" (copy_without_key); one key for all disks: the same page."""
    before = keys_of(emu, image)
    assert keys_of(emu, emu.copy(image, KMSKeyId=None)) == before


def test_encrypted_without_a_key_may_take_the_service_key_for_an_encrypted_source(emu: Harness) -> None:
    """Source: the page is silent (copy_without_key)."""
    emu.set(copy_without_key="service")
    assert keys_of(emu, emu.copy("m-cmk", KMSKeyId=None)) == keys_of(emu, "m-service")


def test_the_key_of_a_source_is_not_kept_in_another_region_nor_of_a_shared_image(emu: Harness) -> None:
    """Source: UG-enc for disks; for images assumed."""
    far = emu.copy("m-cmk", KMSKeyId=None, DestinationRegionId="cn-shanghai")
    found = emu.call("kms", "DescribeKey", region="cn-shanghai", KeyId="alias/acs/ecs")["KeyMetadata"]
    assert keys_of(emu, far, "cn-shanghai") == [(True, found["KeyId"])]
    near = emu.copy("m-shared", key="sharee", KMSKeyId=None)
    disk = emu.image(near, key="sharee")["DiskDeviceMappings"]["DiskDeviceMapping"][0]
    listed = emu.ecs("DescribeSnapshots", key="sharee", SnapshotIds=json.dumps([disk["SnapshotId"]]))
    own = emu.call("kms", "DescribeKey", key="sharee", KeyId="alias/acs/ecs")["KeyMetadata"]
    assert listed["Snapshots"]["Snapshot"][0]["KMSKeyId"] == own["KeyId"]


def test_a_kept_key_must_serve(emu: Harness) -> None:
    """Source: assumed."""
    del emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    assert refuse(emu, "m-cmk", KMSKeyId=None) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    assert refuse(emu, "m-gone", KMSKeyId=None) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")
    emu.copy("m-service", KMSKeyId=None)


def test_the_service_key_does_not_exist_before_its_first_use(emu: Harness) -> None:
    assert refused(lambda: emu.call("kms", "DescribeKey", region="cn-shanghai", KeyId="alias/acs/ecs")) == (
        404,
        "Forbidden.AliasNotFound",
    )
    emu.copy(DestinationRegionId="cn-shanghai", KMSKeyId=None)
    assert (
        emu.call("kms", "DescribeKey", region="cn-shanghai", KeyId="alias/acs/ecs")["KeyMetadata"]["KeyState"]
        == "Enabled"
    )


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("key-none", (404, "InvalidParameter.KMSKeyId.NotFound")),
        ("key-sh", (404, "InvalidParameter.KMSKeyId.NotFound")),
        ("key-sharee", (404, "InvalidParameter.KMSKeyId.NotFound")),
        ("alias/acs/ecs", (404, "InvalidParameter.KMSKeyId.NotFound")),
        ("alias/image-share", (404, "InvalidParameter.KMSKeyId.NotFound")),
        (f"acs:kms:cn-beijing:{OWNER}:key/key-bj", (404, "InvalidParameter.KMSKeyId.NotFound")),
        ("key-off", (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ("key-going", (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ("key-rsa", (400, "InvalidParameter")),
        ("key-sign", (400, "InvalidParameter")),
        ("k" * 65, (400, "InvalidParameter")),
    ],
)  # fmt: skip
def test_keys_that_ecs_does_not_take(emu: Harness, key: str, error: tuple[int, str]) -> None:
    """Source: UG-encdata, API-CopyImage; alias, ARN, unsupported spec and length: the code is assumed."""
    assert refuse(emu, KMSKeyId=key) == error


@pytest.mark.parametrize("key", ["key-bj", "key-sm4", "key-free"])
def test_keys_that_ecs_takes_are_tagged(emu: Harness, key: str) -> None:
    emu.copy(KMSKeyId=key)
    filters = json.dumps([{"Key": "TagKey", "Values": ["acs:ecs:disk-encryption"]}, {"Key": "keyId", "Values": [key]}])
    assert emu.call("kms", "ListKeys", Filters=filters)["TotalCount"] == 1


@pytest.mark.parametrize(
    ("setting", "name"),
    [("key_alias_taken", "alias/image-share"), ("key_arn_taken", f"acs:kms:cn-beijing:{OWNER}:key/key-bj")],
)
def test_the_forms_of_an_own_key_are_settings(emu: Harness, setting: str, name: str) -> None:
    """Source: none, which is why they are settings."""
    assert refuse(emu, KMSKeyId=name) == (404, "InvalidParameter.KMSKeyId.NotFound")
    emu.set(**{setting: True})
    assert keys_of(emu, emu.copy(KMSKeyId=name)) == [(True, "key-bj")]


def test_the_key_belongs_to_the_destination_region(emu: Harness) -> None:
    assert refuse(emu, DestinationRegionId="cn-shanghai") == (404, "InvalidParameter.KMSKeyId.NotFound")
    made = emu.copy(DestinationRegionId="cn-shanghai", KMSKeyId="key-sh")
    assert keys_of(emu, made, "cn-shanghai") == [(True, "key-sh")]


def test_the_service_role_must_exist_and_trust_ecs(emu: Harness) -> None:
    role = emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    role.trust = role.trust.replace("ecs.aliyuncs.com", "oos.aliyuncs.com")
    assert refuse(emu) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    del emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    assert refuse(emu) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    emu.copy(KMSKeyId=None)


def test_the_service_role_may_need_its_policy(emu: Harness) -> None:
    """Source: assumed (disk_role_needs_policy); the code for tagging is documented."""
    emu.set(disk_role_needs_policy=True)
    role = emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    role.policies = {("System", "AliyunKMSCryptoUserAccess"): 0.0}
    assert refuse(emu) == (403, "InvalidParameter.KMSKeyId.CMKUnauthorized")
    role.policies = {}
    assert refuse(emu) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    role.policies = {("System", "AliyunECSDiskEncryptRolePolicy"): 0.0}
    emu.copy()


def test_regions_without_customer_keys_or_without_encryption(emu: Harness) -> None:
    """Source: UG-enc."""
    assert refuse(emu, DestinationRegionId="ap-southeast-7", KMSKeyId="key-th") == (403, "InvalidRegion.NotSupport")
    assert refuse(emu, DestinationRegionId="ap-northeast-2", KMSKeyId=None) == (403, "InvalidRegion.NotSupport")


@pytest.mark.parametrize("image", ["m-old", "m-failed"])
def test_only_available_images_are_copied(emu: Harness, image: str) -> None:
    assert refuse(emu, image) == (400, "IncorrectImageStatus")


def test_an_image_still_being_made_is_not_copied(emu: Harness) -> None:
    assert refuse(emu, emu.copy()) == (400, "IncorrectImageStatus")


def test_vhd_images_are_refused(emu: Harness) -> None:
    assert refuse(emu, "m-vhd") == (403, "InvalidOperation.VhdImageUnsupported")


def test_a_plain_copy_goes_to_another_region_only(emu: Harness) -> None:
    plain = {"Encrypted": None, "KMSKeyId": None}
    assert refuse(emu, **plain) == (403, "IncorrectDestinationRegion")
    assert refuse(emu, **plain, DestinationRegionId=None) == (403, "IncorrectDestinationRegion")
    made = emu.copy(**plain, DestinationRegionId="cn-shanghai")
    assert keys_of(emu, made, "cn-shanghai") == [(False, "")]


@pytest.mark.parametrize("encrypted", [None, False])
def test_an_encrypted_image_is_not_copied_to_a_plain_one(emu: Harness, encrypted: bool | None) -> None:
    plain = {"Encrypted": encrypted, "KMSKeyId": None, "DestinationRegionId": "cn-shanghai"}
    error = error_of(lambda: emu.copy("m-cmk", **plain))
    assert (error.status_code, error.code) == (403, "OperationDeined.EncryptedSnapshot")
    assert "do not support copying to non-encrypted ones" in error.message


def test_encryption_may_be_kept_when_nothing_is_said(emu: Harness) -> None:
    """Source: ECS-2021 (copy_encrypted_default)."""
    emu.set(copy_encrypted_default="keep")
    assert keys_of(emu, emu.copy("m-cmk", Encrypted=None, KMSKeyId=None)) == [(True, "key-bj")]


def test_default_encryption_of_the_region_counts(emu: Harness) -> None:
    """Source: code documented; the rest assumed."""
    there = {"DestinationRegionId": "cn-chengdu", "KMSKeyId": None}
    made = emu.copy(Encrypted=None, **there)
    assert keys_of(emu, made, "cn-chengdu")[0][0]
    assert refuse(emu, "m-cmk", Encrypted=False, **there) == (403, "InvalidEncrypted.NotMatchDiskDefaultEncryption")


@pytest.mark.parametrize("image", ["m-none", "m-shared"])
def test_images_one_does_not_have_are_not_found(emu: Harness, image: str) -> None:
    assert refused(lambda: emu.copy(image, key="stranger", KMSKeyId=None)) == (404, "InvalidImageId.NotFound")


def test_an_image_of_another_region_is_not_found(emu: Harness) -> None:
    assert refused(
        lambda: emu.ecs("CopyImage", region="cn-shanghai", ImageId="m-plain", DestinationRegionId="cn-beijing")
    ) == (404, "InvalidImageId.NotFound")


def test_unknown_regions(emu: Harness) -> None:
    assert refuse(emu, DestinationRegionId="cn-nowhere") == (400, "DestinationRegion.NotFound")
    status, body = emu.acs3(
        "ecs", "CopyImage", {"RegionId": "cn-nowhere", "ImageId": "m-plain"}, host="ecs.aliyuncs.com"
    )
    assert (status, body["Code"]) == (400, "SourceRegion.NotFound")


def test_a_sharee_copies_within_the_region_with_its_own_key(emu: Harness) -> None:
    made = emu.copy("m-shared", key="sharee", KMSKeyId="key-sharee")
    image = emu.image(made, key="sharee")
    assert (image["ImageOwnerAlias"], image["Tags"]["Tag"]) == ("self", [])
    assert refused(lambda: emu.copy("m-shared", key="sharee", DestinationRegionId="cn-shanghai", KMSKeyId=None)) == (
        403,
        "OperationDenied.SameRegionOnly",
    )


def test_a_sharee_needs_the_owners_share_role_and_key(emu: Harness) -> None:
    """Source: assumed from what the owner must keep."""
    sharee = {"key": "sharee", "KMSKeyId": "key-sharee"}
    emu.cloud.accounts[OWNER].region("cn-beijing").keys["key-bj"].state = "Disabled"
    assert refuse(emu, "m-shared", **sharee) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")
    emu.cloud.accounts[OWNER].region("cn-beijing").keys["key-bj"].state = "Enabled"
    del emu.cloud.accounts[OWNER].roles["AliyunECSShareEncryptImageDefaultRole"]
    assert refuse(emu, "m-shared", **sharee) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")


@pytest.mark.parametrize("image", ["m-off", "m-gone"])
def test_a_source_whose_key_does_not_work_is_not_copied(emu: Harness, image: str) -> None:
    """Source: assumed."""
    assert refuse(emu, image) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")


def test_tags_given_are_carried_and_the_sources_are_not(emu: Harness) -> None:
    """Source: UG-copy contradicts itself (copy_keeps_tags)."""
    given = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
    assert tags(emu, emu.copy("m-service", Tag=given)) == {"a": "1", "b": ""}


def test_the_sources_tags_may_be_kept(emu: Harness) -> None:
    """Source: UG-copy contradicts itself (copy_keeps_tags)."""
    emu.set(copy_keeps_tags=True)
    assert tags(emu, emu.copy("m-service", Tag=[{"Key": "a", "Value": "1"}])) == {"team": "web", "a": "1"}


def tags(emu: Harness, image_id: str) -> dict[str, str]:
    return {tag["TagKey"]: tag["TagValue"] for tag in emu.image(image_id)["Tags"]["Tag"]}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([{"Key": f"k{n}", "Value": "v"} for n in range(21)], "NumberExceed.Tags"),
        ([{"Key": "aliyun-x", "Value": "v"}], "InvalidTagKey.Malformed"),
        ([{"Key": "acs:x", "Value": "v"}], "InvalidTagKey.Malformed"),
        ([{"Key": "x" * 129, "Value": "v"}], "InvalidTagKey.Malformed"),
        ([{"Key": "x", "Value": "see https://x"}], "InvalidTagValue.Malformed"),
        ([{"Key": "x", "Value": "1"}, {"Key": "x", "Value": "2"}], "Duplicate.TagKey"),
    ],
)  # fmt: skip
def test_malformed_tags_are_refused(emu: Harness, given: list[dict[str, str]], code: str) -> None:
    """Source: ECS-SDK for the rules; the codes are those of TagResources (assumed)."""
    assert refuse(emu, Tag=given) == (400, code)


def test_neither_family_nor_shares_nor_resource_group_are_carried(emu: Harness) -> None:
    image = emu.image(emu.copy("m-service"))
    assert (image["ImageFamily"], image["ResourceGroupId"], image["IsSelfShared"]) == ("", "", "False")
    assert emu.image(emu.copy("m-shared"))["ResourceGroupId"] == ""


@pytest.mark.parametrize("keep", [False, True])
def test_description_boot_mode_and_features_are_settings(emu: Harness, keep: bool) -> None:
    """Source: not documented (copy_keeps_description, copy_keeps_boot_mode, copy_keeps_features)."""
    emu.set(copy_keeps_description=keep, copy_keeps_boot_mode=keep, copy_keeps_features=keep)
    image = emu.image(emu.copy("m-service"))
    assert image["Description"] == ("from the golden pipeline" if keep else "")
    assert image["BootMode"] == ("UEFI" if keep else "BIOS")
    assert image["Features"]["NvmeSupport"] == ("supported" if keep else "unsupported")


@pytest.mark.parametrize("keep", [False, True])
def test_whether_a_copys_snapshots_name_the_sources_disk_is_a_setting(emu: Harness, keep: bool) -> None:
    """Source: not documented (copy_keeps_source_disk)."""
    emu.set(copy_keeps_source_disk=keep)
    region = emu.cloud.accounts[OWNER].regions["cn-beijing"]
    region.images["m-service"].disks[0].snapshot.source_disk = "d-golden"
    copy = region.images[emu.copy("m-service")]
    assert copy.disks[0].snapshot.source_disk == ("d-golden" if keep else "")


def test_features_are_not_carried(emu: Harness) -> None:
    """Source: an end-to-end test of another project, 2026-06-10 (copy_keeps_features)."""
    assert emu.image("m-service")["Features"]["NvmeSupport"] == "supported"
    assert emu.image(emu.copy("m-service"))["Features"]["NvmeSupport"] == "unsupported"


def test_the_texts_are_those_of_the_newest_error_table(emu: Harness) -> None:
    """Source: API-CopyImage, 2026-01."""
    emu.copy()
    assert error_of(emu.copy).message.startswith("code: 400, The same image cannot be copied concurrently.")
    named = error_of(lambda: emu.copy("m-cmk", DestinationImageName="plain"))
    assert "already in use in the target region" in named.message
    emu.cloud.accounts[OWNER].quotas.images = 1
    assert "exceeds the limit (1)" in error_of(lambda: emu.copy("m-cmk")).message


def test_the_resource_group_must_exist(emu: Harness) -> None:
    assert refuse(emu, ResourceGroupId="rg-none") == (404, "InvalidResourceGroup.NotFound")
    assert emu.image(emu.copy(ResourceGroupId="rg-1"))["ResourceGroupId"] == "rg-1"


def test_without_a_name_the_id_is_the_name(emu: Harness) -> None:
    """Source: assumed."""
    made = emu.copy()
    assert emu.image(made)["ImageName"] == made


def test_quotas_of_images_and_snapshots(emu: Harness) -> None:
    quotas = emu.cloud.accounts[OWNER].quotas
    quotas.images = 13
    assert refuse(emu) == (403, "QuotaExceed.Image")
    quotas.images, quotas.snapshots = 0, 15
    assert refuse(emu) == (403, "QuotaExceed.Snapshot")


def test_dry_run_answers_an_error_and_copies_nothing(emu: Harness) -> None:
    assert refuse(emu, DryRun=True) == (400, "DryRunOperation")
    assert refuse(emu, DryRun=True, KMSKeyId="key-none") == (400, "DryRunOperation")
    assert emu.ecs("DescribeImages", Status="Creating,Waiting")["TotalCount"] == 0


def test_dry_run_may_be_ignored_and_copies_for_real(emu: Harness) -> None:
    """Source: the setting dry_run_ignored."""
    emu.set(dry_run_ignored=True)
    assert emu.image(emu.copy(DryRun=True))["Status"] == "Creating"


def test_a_client_token_gives_the_same_copy_again(emu: Harness) -> None:
    first = emu.copy(ClientToken="token-1", DestinationImageName="once")
    emu.advance(5000)
    del emu.cloud.accounts[OWNER].region("cn-beijing").images[first]
    assert emu.copy(ClientToken="token-1", DestinationImageName="once") == first


def test_a_client_token_may_be_forgotten_after_a_while(emu: Harness) -> None:
    """Source: assumed (client_token_seconds)."""
    emu.set(client_token_seconds=100)
    first = emu.copy(ClientToken="token-1")
    emu.advance(99)
    assert emu.copy(ClientToken="token-1") == first
    emu.advance(1)
    emu.ecs("CancelCopyImage", ImageId=first)
    assert emu.copy(ClientToken="token-1") != first


def test_a_client_token_is_not_for_other_parameters(emu: Harness) -> None:
    emu.copy(ClientToken="token-1")
    assert refuse(emu, "m-service", ClientToken="token-1") == (400, "IdempotentParameterMismatch")


def test_a_refused_call_leaves_its_token_free(emu: Harness) -> None:
    """Source: assumed."""
    assert refuse(emu, ClientToken="token-1", DestinationImageName="service")[1] == "InvalidImageName.Duplicated"
    emu.copy(ClientToken="token-1", DestinationImageName="other")


@pytest.mark.parametrize("token", ["x" * 65, "tökën"])
def test_a_client_token_is_short_ascii(emu: Harness, token: str) -> None:
    assert refuse(emu, ClientToken=token) == (400, "InvalidParameter")


def test_accounts_do_not_share_client_tokens(emu: Harness) -> None:
    first = emu.copy(ClientToken="token-1")
    assert emu.copy("m-shared", key="sharee", KMSKeyId="key-sharee", ClientToken="token-1") != first


def test_a_planned_failure_ends_create_failed_and_leaves_snapshots(emu: Harness) -> None:
    """Source: documented states; left snapshots ECS-2021; their status is assumed."""
    emu.fault(action="CopyImage", kind="fail_copy")
    made = emu.copy()
    assert emu.image(made)["Status"] == "Creating"
    emu.advance(1800)
    image = emu.image(made)
    assert (image["Status"], image["Progress"]) == ("CreateFailed", "50%")
    ids = json.dumps([image["DiskDeviceMappings"]["DiskDeviceMapping"][0]["SnapshotId"]])
    assert emu.ecs("DescribeSnapshots", SnapshotIds=ids)["Snapshots"]["Snapshot"][0]["Status"] == "failed"
    assert refuse(emu, made) == (400, "IncorrectImageStatus")


def test_both_regions_need_permission(emu: Harness) -> None:
    """Source: ECS-2021's authorisation table."""
    policy = emu.cloud.accounts[OWNER].policies
    here = {"Effect": "Allow", "Action": "ecs:CopyImage", "Resource": "acs:ecs:cn-beijing:*:image/*"}
    policy["here"] = type(next(iter(policy.values())))("here", json.dumps({"Version": "1", "Statement": [here]}))
    emu.cloud.accounts[OWNER].users["nobody"].policies = {("Custom", "here"): 0.0}
    there = {"key": "nobody", "DestinationRegionId": "cn-shanghai", "KMSKeyId": "key-sh"}
    assert refuse(emu, **there) == (403, "Forbidden.RAM")
    emu.copy(key="nobody")
