# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateSnapshot and ReplaceSystemDisk. Source: API pages and ECS-SDK, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, SERVICE_KEY, disk, with_beijing

IMAGES: list[dict[str, Any]] = [
    {
        "id": "m-arm",
        "architecture": "arm64",
        "boot_mode": "UEFI",
        "platform": "Ubuntu",
        "os_name": "Ubuntu 24.04",
        "disks": [disk(size_gib=60)],
    },
    {"id": "m-data-only", "disks": [disk(type="data")]},
]
INSTANCES: list[dict[str, Any]] = [
    {
        "id": "i-app",
        "image": "m-arm",
        "status": "Stopped",
        "key_pair": "ops",
        "disks": [
            disk(
                id="d-app",
                size_gib=60,
                category="cloud_auto",
                device="/dev/xvda",
                content=5,
                name="root",
                tags={"a": "1"},
            ),
            disk("key-bj", id="d-data", type="data", size_gib=100),
        ],
    },
    {"id": "i-on", "disks": [disk(SERVICE_KEY, id="d-on")]},
    {"id": "i-starting", "status": "Starting", "disks": [disk(id="d-starting")]},
    {"id": "i-headless", "status": "Stopped", "disks": [disk(type="data", id="d-headless")]},
    {"id": "i-key-off", "disks": [disk("key-off", id="d-key-off")]},
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=INSTANCES, images=IMAGES))


def snap(emu: Harness, disk_id: str = "d-app", **parameters: Any) -> str:
    return str(emu.call("ecs", "CreateSnapshot", DiskId=disk_id, **parameters)["SnapshotId"])


def snapshot(emu: Harness, snapshot_id: str) -> dict[str, Any]:
    return dict(emu.ecs("DescribeSnapshots", SnapshotIds=f'["{snapshot_id}"]')["Snapshots"]["Snapshot"][0])


def image_of(emu: Harness, snapshot_id: str) -> str:
    made = str(emu.ecs("CreateImage", SnapshotId=snapshot_id)["ImageId"])
    emu.advance(300)
    return made


def replace(emu: Harness, image: str = "m-cmk", instance: str = "i-app", **parameters: Any) -> str:
    return str(emu.call("ecs", "ReplaceSystemDisk", InstanceId=instance, ImageId=image, **parameters)["DiskId"])


def system_disk(emu: Harness, instance: str = "i-app") -> dict[str, Any]:
    return dict(emu.ecs("DescribeDisks", InstanceId=instance, DiskType="system")["Disks"]["Disk"][0])


def stored(emu: Harness, instance_id: str = "i-app") -> dict[str, Any]:
    instances = emu.control("GET", "world")["accounts"][OWNER]["regions"]["cn-beijing"]["instances"]
    return dict(next(item for item in instances if item["id"] == instance_id))


# CreateSnapshot


def test_a_snapshot_of_a_disk_takes_its_time(emu: Harness) -> None:
    """Source: states ECS-SDK; the time is assumed (create_snapshot_seconds)."""
    made = snap(emu, SnapshotName="nightly", Description="by hand", ResourceGroupId="rg-1", Tag=[{"Key": "a"}])
    shown = snapshot(emu, made)
    assert (shown["Status"], shown["SnapshotName"], shown["Description"]) == ("progressing", "nightly", "by hand")
    assert (shown["SourceDiskId"], shown["SourceDiskSize"], shown["SourceDiskType"]) == ("d-app", 60, "system")
    assert (shown["ResourceGroupId"], shown["Encrypted"]) == ("rg-1", False)
    emu.advance(300)
    assert snapshot(emu, made)["Status"] == "accomplished"


def test_a_snapshot_is_under_the_key_of_its_disk(emu: Harness) -> None:
    assert snapshot(emu, snap(emu, "d-data"))["KMSKeyId"] == "key-bj"
    assert snapshot(emu, snap(emu, "d-on"))["Encrypted"] is True


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"disk_id": "d-none"}, (404, "InvalidDiskId.NotFound")),
        ({"disk_id": "d-starting"}, (403, "IncorrectInstanceStatus")),
        ({"disk_id": "d-key-off"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({"SnapshotName": "auto-x"}, (400, "InvalidSnapshotName.Malformed")),
        ({"SnapshotName": "1"}, (400, "InvalidSnapshotName.Malformed")),
        ({"Description": "x"}, (404, "InvalidDescription.Malformed")),
        ({"ResourceGroupId": "rg-none"}, (404, "InvalidResourceGroup.NotFound")),
        ({"Tag": [{"Key": "acs:x"}]}, (400, "InvalidTagKey.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "http://x"}]}, (400, "InvalidTagValue.Malformed")),
        ({"Tag": [{"Key": "a"}, {"Key": "a"}]}, (400, "Duplicate.TagKey")),
        ({"Tag": [{"Key": f"k{n}"} for n in range(21)]}, (400, "NumberExceed.Tags")),
        ({"RetentionDays": 7}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_snapshots_are_refused(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    """Source: documented codes; when a key refuses is assumed."""
    assert refused(lambda: snap(emu, **parameters)) == error


def test_one_snapshot_of_a_disk_at_a_time(emu: Harness) -> None:
    snap(emu)
    assert refused(lambda: snap(emu)) == (403, "IncorrectDiskStatus.CreatingSnapshot")
    emu.advance(300)
    snap(emu)


def test_a_snapshot_counts(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].quotas.snapshots = 1
    assert refused(lambda: snap(emu)) == (403, "QuotaExceed.Snapshot")


def test_without_the_disk_role_there_is_no_snapshot_of_an_encrypted_disk(emu: Harness) -> None:
    """Source: the code is documented; when is assumed."""
    del emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    assert refused(lambda: snap(emu, "d-data")) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")


def test_a_token_of_another_snapshot_has_a_status_of_its_own(emu: Harness) -> None:
    made = snap(emu, ClientToken="t")
    assert snap(emu, ClientToken="t") == made
    assert refused(lambda: snap(emu, "d-on", ClientToken="t")) == (403, "IdempotentParameterMismatch")


def test_an_image_of_a_snapshot_is_made_for_what_the_disk_was_made_for(emu: Harness) -> None:
    """Source: ECS-SDK for platform and architecture; the boot mode is assumed."""
    made = snap(emu)
    emu.advance(300)
    image = emu.image(image_of(emu, made))
    assert (image["Architecture"], image["BootMode"], image["Platform"]) == ("arm64", "UEFI", "Ubuntu")
    assert image["OSName"] == "Ubuntu 24.04"


# ReplaceSystemDisk


def test_a_replaced_disk_has_a_new_id_and_the_key_of_the_image(emu: Harness) -> None:
    """Source: API page; that the disk is Creating at first is assumed (replace_disk_seconds)."""
    new = replace(emu)
    shown = system_disk(emu)
    assert (shown["DiskId"], shown["Status"], shown["KMSKeyId"]) == (new, "Creating", "key-bj")
    assert (shown["Category"], shown["Size"], shown["Device"]) == ("cloud_auto", 40, "/dev/xvda")
    assert (shown["SourceSnapshotId"], shown["ImageId"]) == ("s-cmk", "m-cmk")
    emu.advance(60)
    assert system_disk(emu)["Status"] == "In_use"
    assert emu.ecs("DescribeDisks", DiskIds='["d-app"]')["Disks"]["Disk"] == []
    assert len(emu.ecs("DescribeDisks", InstanceId="i-app")["Disks"]["Disk"]) == 2


def test_name_tags_and_key_pair_are_lost_unless_given_again(emu: Harness) -> None:
    """Source: assumed."""
    replace(emu, KeyPairName="ops")
    shown = system_disk(emu)
    assert (shown["DiskName"], shown["Tags"]["Tag"], stored(emu)["key_pair"]) == ("", [], "ops")
    emu.advance(60)
    replace(emu)
    assert stored(emu)["key_pair"] == ""


@pytest.mark.parametrize(
    ("size", "found"),
    [
        (100, 100),
        (60, 60),
        (50, "InvalidSystemDiskSize.LessThanMinSize"),
        (30, "InvalidSystemDiskSize.LessThanImageSize"),
        (3000, "InvalidSystemDiskSize.MoreThanMaxSize"),
    ],
)
def test_a_size_can_be_asked_for(emu: Harness, size: int, found: int | str) -> None:
    if isinstance(found, int):
        replace(emu, SystemDisk={"Size": size})
        assert system_disk(emu)["Size"] == found
    else:
        assert refused(lambda: replace(emu, SystemDisk={"Size": size})) == (404, found)


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"instance": "i-none"}, (404, "InvalidInstanceId.NotFound")),
        ({"instance": "i-on"}, (403, "IncorrectInstanceStatus")),
        ({"instance": "i-headless"}, (400, "InvalidInstance.NotFoundSystemDisk")),
        ({"image": "m-none"}, (404, "InvalidImageId.NotFound")),
        ({"image": "m-failed"}, (403, "OperationDenied.ImageNotValid")),
        ({"image": "m-data-only"}, (403, "OperationDenied.ImageNotValid")),
        ({"image": "m-multi"}, (400, "OperationDenied")),
        ({"image": "m-off"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({"KeyPairName": "other"}, (400, "InvalidKeyPairName.NotFound")),
        ({"Encrypted": True}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_replacements_are_refused_and_change_nothing(
    emu: Harness, parameters: dict[str, Any], error: tuple[int, str]
) -> None:
    """Source: documented codes; those about keys are assumed."""
    assert refused(lambda: replace(emu, **parameters)) == error
    assert (stored(emu)["image"], stored(emu)["key_pair"]) == ("m-arm", "ops")


def test_an_image_is_needed(emu: Harness) -> None:
    status, body = emu.acs3("ecs", "ReplaceSystemDisk", {"InstanceId": "i-app"})
    assert (status, body["Code"]) == (400, "MissingParameter")


def test_the_image_of_another_account_is_not_modelled(emu: Harness) -> None:
    other = {"id": "i-other", "status": "Stopped", "disks": [disk()]}
    world = with_beijing()
    regions = world["accounts"]["2000000000000002"]["regions"]
    regions = {**regions, "cn-beijing": {**regions["cn-beijing"], "instances": [other]}}
    accounts = {**world["accounts"], "2000000000000002": {**world["accounts"]["2000000000000002"], "regions": regions}}
    emu.control("POST", "reset", {**world, "accounts": accounts})
    with_key = {"InstanceId": "i-other", "ImageId": "m-shared"}
    assert refused(lambda: emu.call("ecs", "ReplaceSystemDisk", key="sharee", **with_key))[0] == 501


def test_without_the_disk_role_an_encrypted_image_does_not_serve(emu: Harness) -> None:
    """Source: assumed."""
    del emu.cloud.accounts[OWNER].roles["AliyunECSDiskEncryptDefaultRole"]
    assert refused(lambda: replace(emu)) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")


def test_a_disk_is_not_replaced_during_its_snapshot_or_replacement(emu: Harness) -> None:
    snap(emu)
    assert refused(lambda: replace(emu)) == (403, "DiskCreatingSnapshot")
    emu.advance(300)
    new = replace(emu)
    assert refused(lambda: replace(emu)) == (403, "IncorrectDiskStatus")
    assert refused(lambda: snap(emu, new)) == (403, "IncorrectDiskStatus")
    assert refused(lambda: emu.call("ecs", "StartInstance", InstanceId="i-app")) == (403, "DiskError")
    emu.advance(60)
    emu.call("ecs", "StartInstance", InstanceId="i-app")


def test_what_is_written_after_the_snapshot_is_lost(emu: Harness) -> None:
    """Source: API page."""
    emu.control("POST", "instances", {"instance": "i-on", "write": 4})
    taken = snap(emu, "d-on")
    emu.control("POST", "instances", {"instance": "i-on", "write": 3})
    emu.advance(300)
    image = image_of(emu, taken)
    copy = emu.copy(image)
    emu.advance(1800)
    emu.call("ecs", "StopInstance", InstanceId="i-on")
    emu.advance(30)
    replace(emu, copy, "i-on")
    found = stored(emu, "i-on")
    assert (found["disks"][0]["content"], found["lost_writes"]) == (4, 3)
    assert system_disk(emu, "i-on")["KMSKeyId"] == "key-bj"


def test_a_dump_keeps_snapshots_and_disks_in_the_making(emu: Harness) -> None:
    snap(emu, "d-on")
    replace(emu)
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    assert system_disk(emu)["Status"] == "Creating"
