# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DeleteImage and DeleteSnapshot. Source: the API pages and ECS-SDK, unless a test says assumed."""

from __future__ import annotations

from typing import Any

from ....support import Harness, refused
from ....worlds import SHAREE, disk, with_beijing


def delete(emu: Harness, image_id: str, **more: Any) -> None:
    emu.ecs("DeleteImage", ImageId=image_id, **more)


def delete_snapshot(emu: Harness, snapshot_id: str, **more: Any) -> None:
    emu.call("ecs", "DeleteSnapshot", SnapshotId=snapshot_id, **more)


def exists(emu: Harness, image_id: str) -> bool:
    return bool(emu.ecs("DescribeImages", ImageId=image_id, Status="ALL")["TotalCount"])


def snapshots(emu: Harness, *ids: str) -> int:
    names = ", ".join(f'"{snapshot_id}"' for snapshot_id in ids)
    return int(emu.ecs("DescribeSnapshots", SnapshotIds=f"[{names}]")["TotalCount"])


def test_an_image_is_deleted_and_its_snapshots_stay(emu: Harness) -> None:
    delete(emu, "m-multi")
    assert not exists(emu, "m-multi")
    assert snapshots(emu, "s-multi-1", "s-multi-2") == 2


def test_an_unknown_image_is_ignored(emu: Harness) -> None:
    before = emu.ecs("DescribeImages", Status="ALL")["TotalCount"]
    delete(emu, "m-none")
    assert emu.ecs("DescribeImages", Status="ALL")["TotalCount"] == before


def test_a_shared_image_cannot_be_deleted_not_by_force_either(emu: Harness) -> None:
    """Source: UG-share; that Force does not help: assumed."""
    assert refused(lambda: delete(emu, "m-shared", Force=True)) == (403, "ImageUseShared")
    emu.ecs("ModifyImageSharePermission", ImageId="m-shared", RemoveAccount=[SHAREE])
    delete(emu, "m-shared")


def test_a_sharee_cannot_delete_what_is_shared_with_it(emu: Harness) -> None:
    """Source: UG-share; code assumed."""
    assert refused(lambda: delete(emu, "m-shared", key="sharee")) == (404, "InvalidImageId.NotFound")


def test_an_image_that_an_instance_uses_needs_force(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=[{"id": "i-2", "image": "m-cmk"}]))
    assert refused(lambda: delete(emu, "m-cmk")) == (403, "ImageUsingByInstance")
    delete(emu, "m-cmk", Force=True)
    assert not exists(emu, "m-cmk")


def test_neither_source_nor_target_of_a_running_copy_can_be_deleted(emu: Harness) -> None:
    """Source: ECS-2021, API-Cancel."""
    emu.set(copy_seconds=100)
    made = emu.copy("m-plain")
    for image_id in ("m-plain", made):
        assert refused(lambda image_id=image_id: delete(emu, image_id, Force=True)) == (
            403,
            "OperationDenied.ImageCopying",
        )
    emu.advance(100)
    delete(emu, "m-plain")
    delete(emu, made)


def test_a_sharees_copy_holds_the_source_as_well(emu: Harness) -> None:
    """Source: assumed."""
    emu.set(copy_seconds=100)
    emu.copy("m-shared", key="sharee", KMSKeyId="key-sharee")
    emu.ecs("ModifyImageSharePermission", ImageId="m-shared", RemoveAccount=[SHAREE])
    assert refused(lambda: delete(emu, "m-shared")) == (403, "OperationDenied.ImageCopying")


def test_an_image_that_is_being_made_cannot_be_deleted(emu: Harness) -> None:
    made = emu.ecs("CreateImage", SnapshotId="s-loose")["ImageId"]
    assert refused(lambda: delete(emu, made)) == (403, "ImageIsCreating")
    emu.advance(300)
    delete(emu, made)


def test_a_dry_run_deletes_nothing(emu: Harness) -> None:
    assert refused(lambda: delete(emu, "m-cmk", DryRun=True)) == (400, "DryRunOperation")
    assert exists(emu, "m-cmk")


def test_a_client_token_outlives_the_image(emu: Harness) -> None:
    """Source: ECS-2021 for tokens; that they outlive it: assumed."""
    emu.set(copy_seconds=0)
    made = emu.copy(ClientToken="token")
    delete(emu, made)
    assert emu.copy(ClientToken="token") == made
    assert not exists(emu, made)


def test_a_snapshot_can_be_deleted_once_its_image_is_gone(emu: Harness) -> None:
    for force in (False, True):
        assert refused(lambda force=force: delete_snapshot(emu, "s-cmk", Force=force)) == (403, "SnapshotCreatedImage")
    delete(emu, "m-cmk")
    delete_snapshot(emu, "s-cmk")
    assert snapshots(emu, "s-cmk") == 0


def test_a_snapshot_that_a_disk_was_made_from_needs_force(emu: Harness) -> None:
    instance = {"id": "i-2", "disks": [disk(snapshot="s-loose")]}
    emu.control("POST", "reset", with_beijing(instances=[instance]))
    assert refused(lambda: delete_snapshot(emu, "s-loose")) == (403, "SnapshotCreatedDisk")
    delete_snapshot(emu, "s-loose", Force=True)


def test_an_unknown_snapshot_is_ignored(emu: Harness) -> None:
    """Source: ECS-2021, ECS-SDK."""
    before = emu.control("GET", "world")
    delete_snapshot(emu, "s-none")
    assert emu.control("GET", "world") == before


def test_an_unknown_snapshot_may_be_not_found(emu: Harness) -> None:
    """Source: the error table of the API page (unknown_snapshot)."""
    emu.set(unknown_snapshot="refuse")
    assert refused(lambda: delete_snapshot(emu, "s-none")) == (404, "InvalidSnapshotId.NotFound")


def test_deleting_a_snapshot_that_is_being_made_cancels_it(emu: Harness) -> None:
    """Source: ECS-2021, ECS-SDK."""
    emu.control("POST", "reset", with_beijing(instances=[{"id": "i-2", "disks": [disk(id="d-2")]}]))
    made = emu.call("ecs", "CreateSnapshot", DiskId="d-2")["SnapshotId"]
    assert refused(lambda: emu.call("ecs", "CreateSnapshot", DiskId="d-2"))[1] == "IncorrectDiskStatus.CreatingSnapshot"
    delete_snapshot(emu, made)
    assert snapshots(emu, made) == 0
    emu.call("ecs", "CreateSnapshot", DiskId="d-2")


def test_the_region_of_a_snapshot_is_the_endpoints(emu: Harness) -> None:
    delete_snapshot(emu, "s-loose", region="cn-shanghai")
    assert snapshots(emu, "s-loose") == 1
    delete_snapshot(emu, "s-loose")
    assert snapshots(emu, "s-loose") == 0


def test_the_snapshots_of_a_copy_that_failed_stay(emu: Harness) -> None:
    """Source: assumed."""
    emu.set(copy_seconds=0)
    emu.fault(kind="fail_copy")
    made = emu.copy()
    snapshot_id = emu.image(made)["DiskDeviceMappings"]["DiskDeviceMapping"][0]["SnapshotId"]
    delete(emu, made)
    assert snapshots(emu, snapshot_id) == 1
    delete_snapshot(emu, snapshot_id)
