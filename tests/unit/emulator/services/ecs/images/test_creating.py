# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateImage. Source: ECS-SDK and the API page's error table, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, SERVICE_KEY, disk, with_beijing

INSTANCES = [
    {
        "id": "i-full",
        "image": "m-service",
        "disks": [disk("key-bj"), disk(SERVICE_KEY, type="data", size_gib=100), disk(type="data", size_gib=20)],
    },
    {"id": "i-off", "status": "Stopped", "disks": [disk("key-off")]},
    {"id": "i-starting", "status": "Starting", "disks": [disk()]},
    {"id": "i-headless", "disks": [disk(type="data")]},
    {"id": "i-gone", "disks": [disk("key-deleted")]},
]
DATA = [{"id": "s-data", "type": "data", "size_gib": 50}, {"id": "s-system", "size_gib": 40}]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=INSTANCES, snapshots=DATA))


def create(emu: Harness, **parameters: Any) -> str:
    given = (
        parameters if {"InstanceId", "DiskDeviceMapping"} & set(parameters) else {"SnapshotId": "s-loose", **parameters}
    )
    return str(emu.ecs("CreateImage", **given)["ImageId"])


def mappings(emu: Harness, image_id: str) -> list[dict[str, Any]]:
    return list(emu.image(image_id)["DiskDeviceMappings"]["DiskDeviceMapping"])


def snapshots(emu: Harness, ids: list[str]) -> dict[str, dict[str, Any]]:
    found = emu.ecs("DescribeSnapshots", SnapshotIds=json.dumps(ids))["Snapshots"]["Snapshot"]
    return {snapshot["SnapshotId"]: snapshot for snapshot in found}


def test_an_image_is_made_from_a_snapshot_and_takes_its_time(emu: Harness) -> None:
    """Source: states ECS-SDK; the time is assumed (create_image_seconds)."""
    made = create(emu, ImageName="made", ImageFamily="web", Tag=[{"Key": "a", "Value": "1"}])
    image = emu.image(made)
    assert (image["Status"], image["IsCopied"], image["ImageName"], image["ImageFamily"]) == (
        "Creating",
        False,
        "made",
        "web",
    )
    assert mappings(emu, made)[0]["SnapshotId"] == "s-loose"
    assert snapshots(emu, ["s-loose"])["s-loose"]["Status"] == "accomplished"
    emu.advance(300)
    assert emu.image(made)["Status"] == "Available"


def test_an_image_in_the_making_does_not_hold_up_copies(emu: Harness) -> None:
    emu.set(running_copies_per_region=1)
    create(emu)
    assert emu.image(emu.copy())["Status"] == "Creating"


def test_an_image_of_an_instance_has_new_snapshots_under_the_disks_keys(emu: Harness) -> None:
    """Source: keys assumed."""
    made = create(emu, InstanceId="i-full")
    ids = [mapping["SnapshotId"] for mapping in mappings(emu, made)]
    found = [snapshots(emu, ids)[snapshot_id] for snapshot_id in ids]
    assert [item["KMSKeyId"] == "key-bj" for item in found] == [True, False, False]
    assert [item["Encrypted"] for item in found] == [True, True, False]
    assert {item["Status"] for item in found} == {"progressing"}
    emu.advance(300)
    assert {item["Status"] for item in snapshots(emu, ids).values()} == {"accomplished"}
    assert [mapping["Type"] for mapping in mappings(emu, made)] == ["system", "data", "data"]


def test_an_image_of_an_instance_takes_after_the_instances_image(emu: Harness) -> None:
    image = emu.image(create(emu, InstanceId="i-full"))
    assert (image["BootMode"], image["Features"]["NvmeSupport"]) == ("UEFI", "supported")


def test_an_image_is_made_from_a_list_of_snapshots(emu: Harness) -> None:
    disks = [{"SnapshotId": "s-system"}, {"SnapshotId": "s-data", "Size": 60, "Device": "/dev/xvdc"}]
    made = create(emu, DiskDeviceMapping=disks)
    assert [(item["Device"], item["Type"], item["Size"]) for item in mappings(emu, made)] == [
        ("/dev/xvda", "system", "40"),
        ("/dev/xvdc", "data", "60"),
    ]


def test_a_data_snapshot_can_become_the_system_disk(emu: Harness) -> None:
    made = create(emu, DiskDeviceMapping=[{"SnapshotId": "s-data", "DiskType": "system"}], Platform="Ubuntu")
    assert (mappings(emu, made)[0]["Type"], emu.image(made)["Platform"]) == ("system", "Ubuntu")


def test_what_is_asked_for_shows(emu: Harness) -> None:
    made = create(
        emu,
        Architecture="arm64",
        BootMode="UEFI",
        Platform="Windows Server 2022",
        Description="golden image",
        Features={"ImdsSupport": "v2"},
        ResourceGroupId="rg-1",
    )
    image = emu.image(made)
    assert (image["Architecture"], image["BootMode"], image["OSType"]) == ("arm64", "UEFI", "windows")
    assert (image["Description"], image["ResourceGroupId"]) == ("golden image", "rg-1")
    assert image["Features"]["ImdsSupport"] == "v2"


def test_a_client_token_gives_the_same_image_or_the_older_code(emu: Harness) -> None:
    made = create(emu, ClientToken="token")
    assert create(emu, ClientToken="token") == made
    assert refused(lambda: create(emu, ClientToken="token", ImageName="other")) == (400, "IdempotenceParamNotMatch")


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"SnapshotId": "s-none"}, (404, "InvalidSnapshotId.NotFound")),
        ({"InstanceId": "i-none"}, (404, "InvalidInstanceId.NotFound")),
        ({"InstanceId": "i-starting"}, (400, "IncorrectInstanceStatus")),
        ({"InstanceId": "i-headless"}, (400, "InvalidInstance.NotFoundSystemDisk")),
        ({"InstanceId": "i-off"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({"InstanceId": "i-gone"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({"SnapshotId": "s-off"}, (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")),
        ({"ImageName": "1"}, (400, "InvalidImageName.Malformed")),
        ({"ImageName": "plain"}, (400, "InvalidImageName.Duplicated")),
        ({"Description": "x"}, (400, "InvalidDescription.Malformed")),
        ({"ImageFamily": "1"}, (400, "InvalidImageFamily.Malformed")),
        ({"BootMode": "x"}, (400, "InvalidBootMode.Malformed")),
        ({"Architecture": "x"}, (400, "InvalidArchitecture.Malformed")),
        ({"Platform": "x"}, (400, "InvalidPlatform.Malformed")),
        ({"Features": {"ImdsSupport": "v3"}}, (400, "InvalidParameter.FeaturesImdsSupport")),
        ({"ResourceGroupId": "rg-none"}, (404, "InvalidResourceGroup.NotFound")),
        ({"Tag": [{"Key": "acs:x", "Value": "1"}]}, (400, "InvalidTagKey.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "http://x"}]}, (400, "InvalidTagValue.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "1"}] * 2}, (400, "Duplicate.TagKey")),
        ({"Tag": [{"Key": f"k{n}", "Value": ""} for n in range(21)]}, (400, "NumberExceed.Tags")),
        ({"DiskDeviceMapping": [{"SnapshotId": "s-data"}]}, (400, "OperationDenied")),
        ({"DiskDeviceMapping": [{"SnapshotId": "s-system"}] * 2}, (400, "InvalidDevice.InUse")),
        ({"DiskDeviceMapping": [{"SnapshotId": "s-system", "Device": "/dev/sda"}]}, (400, "InvalidDevice.Malformed")),
        ({"DiskDeviceMapping": [{"SnapshotId": "s-system", "Size": 10}]}, (400, "InvalidSize.ValueNotSupported")),
        (
            {"DiskDeviceMapping": [{"SnapshotId": "s-system", "DiskType": "x"}]},
            (400, "InvalidDiskType.ValueNotSupported"),
        ),
        ({"DiskDeviceMapping": [{"Size": 40}]}, (501, "Emulator.NotModelled")),
        ({"ImageVersion": "1"}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_wishes_are_refused(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: create(emu, **parameters)) == error


def test_a_source_is_needed(emu: Harness) -> None:
    assert refused(lambda: emu.ecs("CreateImage")) == (400, "MissingParameter")


def test_the_snapshot_must_be_complete(emu: Harness) -> None:
    made = emu.copy()
    snapshot_id = mappings(emu, made)[0]["SnapshotId"]
    assert refused(lambda: create(emu, SnapshotId=snapshot_id)) == (403, "InvalidSnapshotId.NotReady")


def test_quotas_count_images_and_snapshots(emu: Harness) -> None:
    quotas = emu.cloud.accounts[OWNER].quotas
    quotas.snapshots = len(emu.cloud.accounts[OWNER].regions["cn-beijing"].snapshots) + 2
    assert refused(lambda: create(emu, InstanceId="i-full")) == (403, "QuotaExceed.Snapshot")
    quotas.images = 1
    assert refused(lambda: create(emu)) == (403, "QuotaExceed.Image")


def test_a_size_must_be_a_number(emu: Harness) -> None:
    wrong = {"RegionId": "cn-beijing", "DiskDeviceMapping.1.SnapshotId": "s-data", "DiskDeviceMapping.1.Size": "big"}
    status, body = emu.acs3("ecs", "CreateImage", wrong)
    assert (status, body["Code"]) == (400, "InvalidParameter")
    assert "DiskDeviceMapping.Size" in body["Message"]


def test_a_dump_keeps_an_image_in_the_making(emu: Harness) -> None:
    made = create(emu)
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    assert emu.image(made)["Status"] == "Creating"
