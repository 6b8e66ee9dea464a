# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeInstances, DescribeDisks and default encryption. Source: ECS-SDK, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, SERVICE_KEY, changed, disk, with_beijing

INSTANCES = [
    {
        "id": f"i-{number:02d}",
        "name": f"web-{number:02d}",
        "image": "m-cmk",
        "status": "Running" if number % 2 else "Stopped",
        "type": "ecs.g7.large",
        "created": f"2025-03-{number + 1:02d}T00:00:00Z",
        "resource_group": "rg-1",
        "tags": {"number": str(number)},
        "disks": [
            disk("key-bj", id=f"d-{number:02d}-s", name="root", tags={"disk": "system"}),
            disk(SERVICE_KEY, id=f"d-{number:02d}-d", type="data", size_gib=100, snapshot="s-loose"),
        ],
    }
    for number in range(12)
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=INSTANCES))


def instances(emu: Harness, **filters: Any) -> set[str]:
    found = emu.ecs("DescribeInstances", MaxResults=100, **filters)
    return {item["InstanceId"] for item in found["Instances"]["Instance"]}


def disks(emu: Harness, **filters: Any) -> set[str]:
    return {item["DiskId"] for item in emu.ecs("DescribeDisks", MaxResults=500, **filters)["Disks"]["Disk"]}


ALL = {f"i-{number:02d}" for number in range(12)} | {"i-1"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"InstanceIds": '["i-01", "i-02", "i-none"]'}, {"i-01", "i-02"}),
        ({"InstanceName": "web-0*"}, {f"i-{number:02d}" for number in range(10)}),
        ({"InstanceName": "web-0"}, set()),
        ({"ImageId": "m-old"}, {"i-1"}),
        ({"Status": "Stopped"}, {f"i-{number:02d}" for number in range(0, 12, 2)}),
        ({"Tag": [{"Key": "number", "Value": "3"}]}, {"i-03"}),
        ({"InstanceType": "ecs.g7.large", "ZoneId": "cn-beijing-b"}, set()),
        ({"ResourceGroupId": "rg-1", "InstanceIds": '["i-1", "i-01"]'}, {"i-01"}),
        ({"Filter": [{"Key": "CreationStartTime", "Value": "2025-03-12T00:00Z"}]}, {"i-11"}),
        ({"InstanceChargeType": "PrePaid"}, set()),
        ({"InstanceNetworkType": "classic"}, set()),
        ({"InternetChargeType": "PayByBandwidth"}, set()),
        ({"LockReason": "security"}, set()),
        ({"InstanceChargeType": "PostPaid", "InstanceNetworkType": "vpc", "InternetChargeType": "PayByTraffic"}, ALL),
    ],
)
def test_filters_narrow_the_list_of_instances(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert instances(emu, **filters) == found


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"InstanceIds": "i-01"}, (403, "InvalidInstanceIds.Malformed")),
        ({"InstanceIds": json.dumps(["i"] * 101)}, (403, "InvalidInstanceIds.Malformed")),
        ({"Status": "x"}, (404, "InvalidStatus.NotFound")),
        ({"Tag": [{"Value": "x"}]}, (400, "InvalidTag.Mismatch")),
        ({"Tag": [{"Key": str(n)} for n in range(21)]}, (400, "InvalidTagCount")),
        ({"Filter": [{"Key": "x", "Value": "y"}]}, (404, "InvalidFilterKey.NotFound")),
        ({"Filter": [{"Key": "CreationStartTime", "Value": "y"}]}, (404, "InvalidFilterValue")),
        ({"InstanceChargeType": "x"}, (404, "InvalidInstanceChargeType.NotFound")),
        ({"InstanceNetworkType": "x"}, (404, "InvalidNetworkType.NotFound")),
        ({"InternetChargeType": "x"}, (404, "InvalidInternetChargeType.ValueNotSupported")),
        ({"LockReason": "x"}, (404, "InvalidLockReason.NotFound")),
        ({"DryRun": True}, (400, "DryRunOperation")),
    ],
)
def test_wrong_filters_of_instances_are_refused(emu: Harness, filters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: instances(emu, **filters)) == error


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"DiskIds": '["d-01-s", "d-02-d", "d-none"]'}, {"d-01-s", "d-02-d"}),
        ({"InstanceId": "i-03"}, {"d-03-s", "d-03-d"}),
        ({"InstanceId": "i-03", "DiskType": "system"}, {"d-03-s"}),
        ({"InstanceId": "i-03", "DiskType": "all", "Category": "all", "Status": "All"}, {"d-03-s", "d-03-d"}),
        ({"InstanceId": "i-03", "DiskName": "root"}, {"d-03-s"}),
        ({"InstanceId": "i-03", "KMSKeyId": "key-bj"}, {"d-03-s"}),
        ({"InstanceId": "i-03", "SnapshotId": "s-loose"}, {"d-03-d"}),
        ({"InstanceId": "i-03", "Encrypted": True, "Tag": [{"Key": "disk"}]}, {"d-03-s"}),
        ({"InstanceId": "i-03", "Category": "cloud_ssd"}, set()),
        ({"Status": "Available"}, set()),
        ({"DiskChargeType": "PrePaid"}, set()),
        ({"LockReason": "financial"}, set()),
        ({"MultiAttach": "Enabled"}, set()),
        ({"ZoneId": "cn-beijing-c"}, set()),
        ({"ResourceGroupId": "rg-none"}, set()),
        (
            {"Filter": [{"Key": "CreationStartTime", "Value": "2025-03-12T00:00Z"}], "ZoneId": "cn-beijing-a"},
            {"d-11-s", "d-11-d"},
        ),
    ],
)
def test_filters_narrow_the_list_of_disks(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert disks(emu, **filters) == found


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"DiskIds": "x"}, (400, "InvalidParameter.DiskIds")),
        ({"DiskIds": json.dumps(["d"] * 101)}, (403, "InvalidDiskIds.Malformed")),
        ({"Category": "x"}, (400, "InvalidCategory.ValueNotSupported")),
        ({"DiskType": "x"}, (400, "InvalidDiskType.ValueNotSupported")),
        ({"Status": "x"}, (400, "InvalidStatus.ValueNotSupported")),
        ({"DiskChargeType": "x"}, (404, "InvalidDiskChargeType.NotFound")),
        ({"LockReason": "x"}, (404, "InvalidLockReason.NotFound")),
        ({"MultiAttach": "x"}, (403, "InvalidParameter.MultiAttach")),
        ({"ZoneId": "us-west-1a"}, (400, "InvalidZoneId.NotFound")),
        ({"Tag": [{"Value": "x"}]}, (400, "InvalidTag.Mismatch")),
        ({"Tag": [{"Key": str(n)} for n in range(21)]}, (400, "InvalidTagCount")),
        ({"Filter": [{"Key": "CreationEndTime", "Value": "y"}]}, (404, "InvalidFilterKey.NotFound")),
        ({"Filter": [{"Key": "CreationStartTime", "Value": "y"}]}, (404, "InvalidFilterValue")),
        ({"DryRun": True}, (400, "DryRunOperation")),
    ],
)
def test_wrong_filters_of_disks_are_refused(emu: Harness, filters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: disks(emu, **filters)) == error


@pytest.mark.parametrize(
    ("action", "part", "total"), [("DescribeInstances", "Instance", 13), ("DescribeDisks", "Disk", 24)]
)
def test_counted_pages_have_a_total(emu: Harness, action: str, part: str, total: int) -> None:
    answer = emu.ecs(action, PageSize=5, PageNumber=2)
    assert (len(answer[f"{part}s"][part]), answer["TotalCount"], answer["PageNumber"]) == (5, total, 2)
    assert len(emu.ecs(action)[f"{part}s"][part]) == 10


@pytest.mark.parametrize(
    ("action", "part", "total"), [("DescribeInstances", "Instance", 13), ("DescribeDisks", "Disk", 24)]
)
def test_tokens_lead_through_all_pages_and_small_pages_have_ten(
    emu: Harness, action: str, part: str, total: int
) -> None:
    seen: list[str] = []
    token: str | None = None
    while token != "":
        answer = emu.ecs(action, MaxResults=1, **({"NextToken": token} if token else {}))
        assert "TotalCount" not in answer
        items = answer[f"{part}s"][part]
        assert len(items) <= 10
        seen += [item[f"{part}Id"] for item in items]
        token = answer["NextToken"]
    assert (len(seen), len(set(seen))) == (total, total)
    assert len(emu.ecs(action, MaxResults=1000)[f"{part}s"][part]) == total
    assert refused(lambda: emu.ecs(action, NextToken="none")) == (400, "InvalidParameter")


def test_a_disk_shows_its_key_or_hides_it(emu: Harness) -> None:
    """Source: third-party data shows both for the service key."""
    shown = {item["DiskId"]: item for item in emu.ecs("DescribeDisks", InstanceId="i-01")["Disks"]["Disk"]}
    assert shown["d-01-s"]["KMSKeyId"] == "key-bj"
    assert shown["d-01-d"]["KMSKeyId"] != ""
    emu.set(service_key_id_empty=True)
    shown = {item["DiskId"]: item for item in emu.ecs("DescribeDisks", InstanceId="i-01")["Disks"]["Disk"]}
    assert (shown["d-01-d"]["Encrypted"], shown["d-01-d"]["KMSKeyId"]) == (True, "")
    hidden = {"id": "i-hidden", "disks": [disk("", encrypted=True)]}
    emu.control("POST", "reset", with_beijing(instances=[hidden]))
    found = emu.ecs("DescribeDisks", InstanceId="i-hidden")["Disks"]["Disk"][0]
    assert (found["Encrypted"], found["KMSKeyId"]) == (True, "")


def test_disks_and_instances_take_tags(emu: Harness) -> None:
    tags = [{"Key": "team", "Value": "web"}]
    emu.ecs("TagResources", ResourceType="disk", ResourceId=["d-01-s"], Tag=tags)
    emu.ecs("TagResources", ResourceType="instance", ResourceId=["i-01"], Tag=tags)
    assert disks(emu, Tag=tags) == {"d-01-s"}
    assert instances(emu, Tag=tags) == {"i-01"}


def test_who_may_not_list_instances_sees_none_and_a_dry_run_says_why(emu: Harness) -> None:
    """Source: API page; the code of the dry run: as of other denials."""
    assert instances(emu, key="nobody") == set()
    assert emu.ecs("DescribeInstances", key="nobody", InstanceIds='["i-01"]')["TotalCount"] == 0
    assert refused(lambda: instances(emu, key="nobody", DryRun=True)) == (403, "Forbidden.RAM")
    assert refused(lambda: instances(emu, key="reader", DryRun=True)) == (400, "DryRunOperation")
    emu.set(denied_instances="refuse")
    assert refused(lambda: instances(emu, key="nobody")) == (403, "Forbidden.RAM")


def test_a_dump_keeps_instances_and_disks(emu: Harness) -> None:
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    assert first["accounts"][OWNER]["regions"]["cn-beijing"]["instances"][1]["disks"][1]["snapshot"] == "s-loose"


def test_two_instances_of_one_id_are_a_wrong_world(emu: Harness) -> None:
    status, body = emu.control_status("POST", "reset", with_beijing(instances=[{"id": "i-1"}]))
    assert (status, body["error"].rpartition(": ")[2]) == (400, "this instance id is already taken")


def test_default_encryption_is_told(emu: Harness) -> None:
    status, key = "DescribeDiskEncryptionByDefaultStatus", "DescribeDiskDefaultKMSKeyId"
    assert emu.ecs(status, region="cn-chengdu")["Encrypted"] is True
    assert emu.ecs(status)["Encrypted"] is False
    default = {"cn-beijing": {"keys": [{"id": "key-d"}], "encryption_by_default": {"enabled": True, "key": "key-d"}}}
    emu.control("POST", "reset", changed(OWNER, regions=default))
    assert emu.ecs(key)["KMSKeyId"] == "key-d"


def test_without_a_default_key_it_is_the_service_key(emu: Harness) -> None:
    """Source: assumed."""
    service = emu.call("kms", "DescribeKey", KeyId=SERVICE_KEY)["KeyMetadata"]["KeyId"]
    assert emu.ecs("DescribeDiskDefaultKMSKeyId")["KMSKeyId"] == service
    assert emu.ecs("DescribeDiskDefaultKMSKeyId", region="cn-shanghai").get("KMSKeyId", "") == ""
