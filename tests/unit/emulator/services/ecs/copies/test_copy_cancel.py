# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CancelCopyImage. Source: API-Cancel, unless a test says assumed."""

from __future__ import annotations

import json

import pytest

from ....support import Harness, refused


def cancel(emu: Harness, image_id: str, **more: str) -> None:
    emu.ecs("CancelCopyImage", ImageId=image_id, **more)


def states(emu: Harness, *ids: str) -> list[str]:
    return [str(emu.image(image_id)["Status"]) for image_id in ids]


def test_a_running_copy_is_stopped_and_removed(emu: Harness) -> None:
    made = emu.copy()
    cancel(emu, made)
    assert emu.ecs("DescribeImages", ImageId=made, Status="ALL")["TotalCount"] == 0
    assert emu.image("m-plain")["Status"] == "Available"


def test_a_waiting_copy_is_removed(emu: Harness) -> None:
    emu.set(running_copies_per_region=1)
    emu.copy("m-plain")
    waiting = emu.copy("m-cmk")
    assert states(emu, waiting) == ["Waiting"]
    cancel(emu, waiting)
    assert emu.ecs("DescribeImages", ImageId=waiting, Status="ALL")["TotalCount"] == 0


def test_its_snapshots_go_with_it(emu: Harness) -> None:
    """Source: assumed."""
    made = emu.copy("m-multi")
    ids = [disk["SnapshotId"] for disk in emu.image(made)["DiskDeviceMappings"]["DiskDeviceMapping"]]
    cancel(emu, made)
    assert emu.ecs("DescribeSnapshots", SnapshotIds=json.dumps(ids))["TotalCount"] == 0
    assert emu.ecs("DescribeSnapshots", SnapshotIds='["s-multi-1", "s-multi-2"]')["TotalCount"] == 2


def test_copies_that_wait_move_up(emu: Harness) -> None:
    """Source: assumed."""
    emu.set(running_copies_per_region=1, copy_seconds=100)
    first, second, third = emu.copy("m-plain"), emu.copy("m-cmk"), emu.copy("m-service")
    emu.advance(40)
    cancel(emu, first)
    assert states(emu, second, third) == ["Creating", "Waiting"]
    emu.advance(100)
    assert states(emu, second, third) == ["Available", "Creating"]
    emu.advance(100)
    assert states(emu, third) == ["Available"]


def test_the_source_can_be_copied_again_at_once(emu: Harness) -> None:
    cancel(emu, emu.copy())
    assert emu.copy().startswith("m-")


def test_a_client_token_outlives_the_cancelled_copy(emu: Harness) -> None:
    """Source: ECS-2021 for tokens; that they outlive it: assumed."""
    made = emu.copy(ClientToken="token")
    cancel(emu, made)
    assert emu.copy(ClientToken="token") == made
    assert emu.ecs("DescribeImages", ImageId=made, Status="ALL")["TotalCount"] == 0


def test_a_copy_into_another_region_is_cancelled_there(emu: Harness) -> None:
    made = emu.copy(DestinationRegionId="cn-shanghai", KMSKeyId="key-sh")
    assert refused(lambda: cancel(emu, made)) == (404, "InvalidImageId.NotFound")
    cancel(emu, made, region="cn-shanghai")


@pytest.mark.parametrize("failing", [False, True])
def test_a_copy_that_has_ended_cannot_be_cancelled(emu: Harness, failing: bool) -> None:
    if failing:
        emu.fault(kind="fail_copy")
    emu.set(copy_seconds=1)
    made = emu.copy()
    emu.advance(1)
    assert refused(lambda: cancel(emu, made)) == (400, "IncorrectImageStatus")


def test_an_image_that_is_no_copy_cannot_be_cancelled(emu: Harness) -> None:
    assert refused(lambda: cancel(emu, "m-plain")) == (400, "ImageCreatedNotFromCopy")
