# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeSnapshots. Source: the page of the action (API-DescSnap) or the vendor's SDK, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, refused


def snapshots(emu: Harness, *, key: str = "operator", **parameters: Any) -> list[dict[str, Any]]:
    answer = emu.ecs("DescribeSnapshots", key=key, **parameters)
    return list(answer["Snapshots"]["Snapshot"])


def ids(emu: Harness, **parameters: Any) -> set[str]:
    return {snapshot["SnapshotId"] for snapshot in snapshots(emu, MaxResults=100, **parameters)}


def one(emu: Harness, snapshot_id: str, **parameters: Any) -> dict[str, Any]:
    return snapshots(emu, SnapshotIds=json.dumps([snapshot_id]), **parameters)[0]


def test_the_key_is_shown_here(emu: Harness) -> None:
    assert (one(emu, "s-cmk")["Encrypted"], one(emu, "s-cmk")["KMSKeyId"]) == (True, "key-bj")
    assert (one(emu, "s-plain")["Encrypted"], one(emu, "s-plain")["KMSKeyId"]) == (False, "")
    assert one(emu, "s-foreign")["KMSKeyId"].startswith("acs:kms:")


def test_a_service_key_shows_its_id_or_nothing(emu: Harness) -> None:
    """Source: both seen in third-party data (service_key_id_empty)."""
    key = one(emu, "s-service")["KMSKeyId"]
    assert emu.call("kms", "DescribeKey", KeyId=key)["KeyMetadata"]["Creator"] == "Ecs"
    emu.set(service_key_id_empty=True)
    assert (one(emu, "s-service")["Encrypted"], one(emu, "s-service")["KMSKeyId"]) == (True, "")
    assert one(emu, "s-cmk")["KMSKeyId"] == "key-bj"


def test_the_size_of_the_disk_is_a_number_or_a_text(emu: Harness) -> None:
    """Source: raw answers in public threads have a number; ECS-SDK has a string (source_disk_size)."""
    status, body = emu.acs3("ecs", "DescribeSnapshots", {"RegionId": "cn-beijing", "SnapshotIds": '["s-cmk"]'})
    assert (status, body["Snapshots"]["Snapshot"][0]["SourceDiskSize"]) == (200, 40)
    emu.set(source_disk_size="string")
    assert one(emu, "s-cmk")["SourceDiskSize"] == "40"


def test_asking_for_many_ids_still_gives_pages_of_ten(emu: Harness) -> None:
    known = [disk["SnapshotId"] for disk in snapshots(emu, MaxResults=100)]
    assert len(known) == 15
    assert len(snapshots(emu, SnapshotIds=json.dumps(known))) == 10
    assert len(snapshots(emu, SnapshotIds=json.dumps(known), MaxResults=100)) == 15


def test_more_than_100_ids_are_refused(emu: Harness) -> None:
    many = [f"s-{number}" for number in range(101)]
    assert snapshots(emu, SnapshotIds=json.dumps(many[:100])) == []
    assert refused(lambda: snapshots(emu, SnapshotIds=json.dumps(many))) == (403, "InvalidSnapshotIds.Malformed")


@pytest.mark.parametrize("text", ["s-plain", "s-plain,s-cmk", "{}", "[1]"])
def test_ids_are_a_json_list(emu: Harness, text: str) -> None:
    assert refused(lambda: snapshots(emu, SnapshotIds=text)) == (403, "InvalidSnapshotIds.Malformed")


def test_counted_pages_have_a_total(emu: Harness) -> None:
    answer = emu.ecs("DescribeSnapshots", PageSize=6, PageNumber=3)
    assert (len(answer["Snapshots"]["Snapshot"]), answer["TotalCount"], answer["PageNumber"]) == (3, 15, 3)
    assert "NextToken" not in answer


def test_tokens_lead_through_all_pages_and_have_no_total(emu: Harness) -> None:
    seen: list[str] = []
    token = ""
    for _page in range(3):
        more = {"NextToken": token} if token else {}
        answer = emu.ecs("DescribeSnapshots", MaxResults=6, **more)
        assert "TotalCount" not in answer
        seen += [snapshot["SnapshotId"] for snapshot in answer["Snapshots"]["Snapshot"]]
        token = answer["NextToken"]
    assert token == ""
    assert (len(seen), len(set(seen))) == (15, 15)


def test_a_wrong_token_is_refused(emu: Harness) -> None:
    assert refused(lambda: snapshots(emu, NextToken="nonsense")) == (400, "InvalidParameter")


@pytest.mark.parametrize(("name", "value"), [("MaxResults", 101), ("PageSize", 101), ("PageNumber", 0)])
def test_page_limits_are_enforced(emu: Harness, name: str, value: int) -> None:
    assert refused(lambda: snapshots(emu, **{name: value})) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"KMSKeyId": "key-free"}, {"s-free"}),
        ({"Usage": "none"}, {"s-loose"}),
        ({"Usage": "disk"}, set()),
        ({"SourceDiskType": "DATA"}, {"s-multi-2"}),
        ({"Status": "progressing"}, set()),
        ({"SnapshotType": "auto"}, set()),
        ({"SnapshotName": "x"}, set()),
        ({"ResourceGroupId": "rg-x"}, set()),
        ({"Tag": [{"Key": "keep", "Value": "yes"}]}, {"s-loose"}),
        ({"Filter": [{"Key": "CreationStartTime", "Value": "2025-01-02T00:00Z"}]}, set()),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert ids(emu, **filters) == found


def test_encrypted_true_filters_and_false_does_not(emu: Harness) -> None:
    """Source: the SDK says default false; that false filters nothing is assumed."""
    assert "s-plain" not in ids(emu, Encrypted=True)
    assert {"s-plain", "s-cmk"} <= ids(emu, Encrypted=False)


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"Usage": "x"}, (404, "InvalidUsage")),
        ({"Status": "x"}, (404, "InvalidStatus.NotFound")),
        ({"SnapshotType": "x"}, (404, "InvalidSnapshotType.NotFound")),
        ({"SourceDiskType": "x"}, (404, "InvalidSourceDiskType")),
        ({"Tag": [{"Value": "x"}]}, (400, "InvalidTag.Mismatch")),
        ({"Tag": [{"Key": str(n)} for n in range(21)]}, (400, "InvalidTagCount")),
        ({"Filter": [{"Key": "x", "Value": "y"}]}, (404, "InvalidFilterKey.NotFound")),
        ({"Filter": [{"Key": "CreationEndTime", "Value": "y"}]}, (404, "InvalidFilterValue")),
        ({"DryRun": True}, (400, "DryRunOperation")),
        ({"DiskId": "d-1"}, (501, "Emulator.NotModelled")),
    ],
)  # fmt: skip
def test_wrong_filters_are_refused(emu: Harness, filters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: snapshots(emu, **filters)) == error


def test_a_sharee_does_not_see_the_owners_snapshots(emu: Harness) -> None:
    """Source: assumed (sharee_sees_snapshots)."""
    assert snapshots(emu, key="sharee", SnapshotIds='["s-shared"]') == []
    emu.set(sharee_sees_snapshots=True)
    assert one(emu, "s-shared", key="sharee")["KMSKeyId"] == "key-bj"
    assert snapshots(emu, key="sharee", SnapshotIds='["s-cmk"]') == []
    assert snapshots(emu, key="stranger", SnapshotIds='["s-shared"]') == []


def test_the_snapshots_of_a_copy_follow_its_progress(emu: Harness) -> None:
    """Source: API-DescSnap for the fields; the pace is assumed."""
    emu.set(copy_seconds=100)
    made = emu.copy("m-multi")
    disks = emu.image(made)["DiskDeviceMappings"]["DiskDeviceMapping"]
    first = disks[0]["SnapshotId"]
    emu.advance(25)
    snapshot = one(emu, first)
    assert (snapshot["Status"], snapshot["Progress"], snapshot["RemainTime"]) == ("progressing", "25%", 75)
    assert (snapshot["SourceSnapshotId"], snapshot["SourceRegionId"]) == ("s-multi-1", "cn-beijing")
    emu.advance(75)
    assert (one(emu, first)["Status"], one(emu, first)["Progress"]) == ("accomplished", "100%")


def test_new_snapshots_appear_late(emu: Harness) -> None:
    """Source: assumed (list_lag_seconds)."""
    emu.set(list_lag_seconds=30)
    emu.copy()
    assert len(snapshots(emu, MaxResults=100)) == 15
    emu.advance(30)
    assert len(snapshots(emu, MaxResults=100)) == 16
