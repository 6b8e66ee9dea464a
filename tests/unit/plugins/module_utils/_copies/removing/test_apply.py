# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A pass over copies that are to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError, Denied, InvalidInput
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_SOURCE, TAG_SYSTEM_DISK_OF

from ...conftest import Connect
from ...support import AWAY, CONSUMER, HOME, OWNER
from ..driving import Driver

GONE = ("absent", "removed")
NOTHING = ("absent", "none")
READS = ("Describe", "List", "Get")


def share(drive: Driver, image_id: str, region: str = HOME) -> None:
    drive.emu.ecs("ModifyImageSharePermission", region=region, ImageId=image_id, AddAccount=[CONSUMER])


def put(drive: Driver, kind: str, **item: Any) -> None:
    """Add something to the owner's part of the world."""
    world = drive.emu.control("GET", "world")
    world["accounts"][OWNER]["regions"][HOME].setdefault(kind, []).append(item)
    drive.emu.control("POST", "reset", world)


def forget(drive: Driver, kind: str, **item: Any) -> None:
    """Take something from it."""
    world = drive.emu.control("GET", "world")
    world["accounts"][OWNER]["regions"][HOME][kind].remove(item)


def stand_in(drive: Driver, original: str) -> str:
    """Have a copy of m-web stand for one of an image of a system disk that is gone; return the copy's id."""
    (copy_id,) = drive.run("m-web").ids
    tags = [{"Key": TAG_SOURCE, "Value": "m-between"}, {"Key": TAG_SYSTEM_DISK_OF, "Value": original}]
    drive.emu.ecs("TagResources", ResourceType="image", ResourceId=[copy_id], Tag=tags)
    return copy_id


# What goes


def test_a_system_disks_copy_goes_though_its_snapshot_is_that_of_the_image_with_data_disks(drive: Driver) -> None:
    stand_in(drive, "m-web")
    assert drive.remove("m-between").brief == [GONE]
    assert (drive.made(), drive.snapshots()) == ({}, set())


def test_it_stays_if_its_snapshot_is_that_of_another_image(drive: Driver) -> None:
    copy_id = stand_in(drive, "m-base")
    (kept,) = drive.remove("m-between").copies
    assert [reason["code"] for reason in kept["reasons"]] == ["copy_of_copy"]
    assert kept["image_id"] == copy_id


def test_what_is_left_of_a_system_disks_copy_is_found_by_the_image_with_data_disks(drive: Driver) -> None:
    copy_id = stand_in(drive, "m-web")
    drive.emu.fault(kind="error", action="DeleteSnapshot", code="Operation.Conflict", status=403, times=99)
    drive.remove("m-between")
    assert copy_id not in drive.made()
    drive.emu.control("DELETE", "faults")
    assert drive.remove("m-web").brief == [GONE]
    assert drive.snapshots() == set()


def test_a_copy_goes_with_its_snapshots_after_it_was_unshared(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    share(drive, copy_id)
    (snapshot_id,) = drive.snapshots()
    result = drive.remove("m-web")

    assert (result.brief, result.failures, result.changed) == ([GONE], {}, True)
    assert result.copies[0]["image_id"] == copy_id
    assert (result.copies[0]["snapshot_ids"], result.copies[0]["unshared"]) == ([snapshot_id], [CONSUMER])
    assert (drive.made(), drive.snapshots()) == ({}, set())
    written = [entry["action"] for entry in drive.emu.log() if entry["mutating"]]
    assert written[-4:] == ["ModifyImageSharePermission", "TagResources", "DeleteImage", "DeleteSnapshot"]
    assert not any("Force" in entry["parameters"] for entry in drive.emu.log())
    assert drive.time.passed < 61 + 10


def test_a_second_run_finds_nothing_and_writes_nothing(drive: Driver) -> None:
    drive.run("m-web", "m-00")
    drive.remove("m-web", "m-00")
    writes = sum(entry["mutating"] for entry in drive.emu.log())
    result = drive.remove("m-web", "m-00")

    assert (result.brief, result.changed) == ([NOTHING, NOTHING], False)
    assert sum(entry["mutating"] for entry in drive.emu.log()) == writes


def test_only_the_copies_that_were_named_go(drive: Driver) -> None:
    first = drive.run("m-web", "m-00", to=[HOME])
    drive.run("m-00", to=[AWAY])
    drive.remove("m-00", to=[HOME])

    assert drive.made() == {first.ids[0]: "Available"}
    assert len(drive.made(AWAY)) == 1


def test_copies_in_another_region_go(drive: Driver) -> None:
    drive.run("m-web", to=[AWAY])
    result = drive.remove("m-web", to=[HOME, AWAY])

    assert result.brief == [NOTHING, GONE]
    assert (drive.made(AWAY), drive.snapshots(AWAY)) == ({}, set())


def test_all_disks_snapshots_go(drive: Driver) -> None:
    disks = [{"type": "system", "size_gib": 40}, {"type": "data", "size_gib": 100}]
    put(drive, "images", id="m-two", name="two", disks=disks)
    drive.run("m-two")
    result = drive.remove("m-two")

    assert len(result.copies[0]["snapshot_ids"]) == 2
    assert drive.snapshots() == set()


def test_every_attempt_goes_the_failed_ones_included(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=1)
    drive.run("m-web")
    assert sorted(drive.made().values()) == ["Available", "CreateFailed"]

    assert drive.remove("m-web").brief == [GONE, GONE]
    assert (drive.made(), drive.snapshots()) == ({}, set())


def test_without_a_key_the_copies_under_all_keys_go(drive: Driver) -> None:
    drive.run("m-web", keys={HOME: "key-bj"})
    drive.run("m-web", keys={HOME: "key-2"}, name_template="{name}-2")

    assert drive.remove("m-web", keys={HOME: "key-2"}).brief == [GONE]
    assert len(drive.made()) == 1
    assert drive.remove("m-web", keys={}).brief == [GONE]


def test_copies_go_although_source_and_key_are_gone(drive: Driver) -> None:
    drive.run("m-web")
    drive.emu.ecs("DeleteImage", ImageId="m-web")
    del drive.emu.cloud.accounts[OWNER].regions[HOME].keys["key-bj"]

    assert drive.remove("m-web", keys={HOME: "key-bj"}).brief == [GONE]


def test_a_disabled_key_hinders_nothing(drive: Driver) -> None:
    drive.run("m-web")
    drive.emu.call("kms", "DisableKey", KeyId="key-bj", region=HOME)

    assert drive.remove("m-web").brief == [GONE]


def test_copies_can_be_made_again_after_they_were_removed(drive: Driver) -> None:
    """ECS remembers the client tokens of removed copies, which costs two minutes each, however short a pass is."""
    for _round in range(5):
        made = [drive.run("m-web", pass_seconds=60) for _pass in range(2)][-1]
        assert (made.brief[0][0], made.failures) == ("available", {})
        drive.remove("m-web")

    assert (drive.made(), drive.snapshots()) == ({}, set())


# In flight


def test_a_copy_in_flight_is_cancelled(drive: Driver) -> None:
    drive.run(*(f"m-{number:02}" for number in range(7)), wait=False)
    result = drive.remove("m-00", "m-06")

    assert result.brief == [GONE, GONE]
    assert drive.count("CancelCopyImage") == 2
    assert drive.count("DeleteImage") == 0
    assert (len(drive.made()), len(drive.snapshots())) == (5, 5)
    assert drive.emu.image("m-00")["Status"] == "Available"


def test_a_copy_that_ends_while_it_is_cancelled_is_deleted(drive: Driver) -> None:
    drive.run("m-web", wait=False)
    drive.emu.fault(kind="error", action="CancelCopyImage", code="IncorrectImageStatus", status=400, times=1)
    drive.time.watch = lambda: drive.emu.advance(60)
    result = drive.remove("m-web")

    assert result.brief == [GONE]
    assert drive.count("DeleteImage") == 1
    assert (drive.made(), drive.snapshots()) == ({}, set())


def test_a_copy_that_cannot_be_cancelled_is_waited_for_and_deleted(drive: Driver) -> None:
    drive.run("m-web", wait=False)
    drive.emu.fault(kind="error", action="CancelCopyImage", code="CancelNotSupported", status=400, times=99)
    result = drive.remove("m-web")

    assert result.brief == [GONE]
    assert (drive.made(), drive.snapshots()) == ({}, set())
    assert 50 <= drive.time.passed <= 80


def test_a_copy_that_is_waited_for_when_the_pass_ends_is_queued_with_the_reason(drive: Driver) -> None:
    drive.run("m-web", wait=False)
    drive.emu.fault(kind="error", action="CancelCopyImage", code="CancelNotSupported", status=400, times=99)
    result = drive.remove("m-web", pass_seconds=20)

    assert (result.brief, result.failures) == ([("queued", "none")], {})
    assert result.codes == [["CancelNotSupported"]]
    assert result.changed, "its snapshots were tagged"


def test_a_copy_that_is_being_copied_is_waited_for(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    drive.emu.copy(copy_id, DestinationRegionId=AWAY, KMSKeyId="key-sh")
    result = drive.remove("m-web")

    assert result.brief == [GONE]
    assert drive.count("DeleteImage", "OperationDenied.ImageCopying") > 0
    assert len(drive.made(AWAY)) == 1


def test_without_waiting_it_is_tried_once(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    drive.emu.copy(copy_id, DestinationRegionId=AWAY, KMSKeyId="key-sh")
    drive.time.slept.clear()

    assert drive.remove("m-web", wait=False).brief == [("queued", "none")]
    assert drive.time.slept == []


def test_what_was_shared_since_the_decision_is_unshared_too(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    drive.emu.set(list_lag_seconds=30)
    share(drive, copy_id)

    assert drive.remove("m-web").brief == [GONE]


@pytest.mark.parametrize("lag", [5, 40])
def test_lists_that_lag_hinder_nothing(drive: Driver, lag: int) -> None:
    drive.run("m-web")
    drive.emu.set(list_lag_seconds=lag)
    drive.remove("m-web")
    result = drive.remove("m-web")

    assert result.failures == {}
    assert (drive.made(), drive.snapshots()) == ({}, set())


# What cannot be removed


def test_a_copy_that_instances_use_is_left_as_it_is_and_fails_alone(drive: Driver) -> None:
    used, _free = drive.run("m-web", "m-00").ids
    share(drive, used)
    put(
        drive,
        "instances",
        id="i-1",
        name="one",
        status="Running",
        image=used,
        disks=[{"type": "system", "size_gib": 40}],
    )
    result = drive.remove("m-web", "m-00")

    assert result.brief == [("failed", "none"), GONE]
    assert result.codes[0] == ["copy_in_use"]
    (error,) = result.failures.values()
    assert "instances" in str(error)
    assert drive.made() == {used: "Available"}
    accounts = drive.emu.ecs("DescribeImageSharePermission", ImageId=used)["Accounts"]["Account"]
    assert [str(account["AliyunId"]) for account in accounts] == [CONSUMER]


def test_a_copy_that_an_instance_began_to_use_fails_with_the_clouds_code(drive: Driver) -> None:
    drive.run("m-web")
    drive.emu.fault(kind="error", action="DeleteImage", code="ImageUsingByInstance", status=403)
    result = drive.remove("m-web")

    assert result.brief == [("failed", "none")]
    assert result.codes == [["ImageUsingByInstance"]]
    assert len(drive.snapshots()) == 1


def test_a_snapshot_that_a_disk_is_made_of_stays_and_fails_alone(drive: Driver) -> None:
    drive.run("m-web", "m-00")
    snapshot_id = next(iter(drive.snapshots()))
    disks = [{"id": "d-1", "type": "data", "size_gib": 40, "snapshot": snapshot_id}]
    system = {"id": "d-0", "type": "system", "size_gib": 40}
    put(drive, "instances", id="i-1", name="one", status="Running", image="m-plain", disks=[system, *disks])
    result = drive.remove("m-web", "m-00")

    assert sorted(result.brief) == [GONE, ("failed", "removed")]
    (error,) = result.failures.values()
    assert isinstance(error, ApiError)
    assert error.code == "SnapshotCreatedDisk"
    assert (drive.made(), drive.snapshots()) == ({}, {snapshot_id})

    again = drive.remove("m-web", "m-00")

    assert again.changed is False
    assert [type(error) for error in again.failures.values()] == [ApiError]
    drive.emu.cloud.accounts[OWNER].regions[HOME].instances.clear()
    assert sorted(drive.remove("m-web", "m-00").brief) == [NOTHING, GONE]
    assert drive.snapshots() == set()


def test_a_snapshot_that_does_not_know_yet_that_its_image_is_gone_is_tried_again(drive: Driver) -> None:
    drive.run("m-web")
    drive.emu.fault(kind="error", action="DeleteSnapshot", code="SnapshotCreatedImage", status=403, times=3)
    result = drive.remove("m-web", pass_seconds=1)

    assert (result.brief, result.failures) == ([GONE], {})
    assert result.copies[0]["image_id"]
    assert drive.snapshots() == set()


def test_a_held_snapshot_whose_tags_are_not_listed_yet_is_not_forgotten(drive: Driver) -> None:
    drive.run("m-web")
    drive.emu.fault(kind="error", action="DeleteSnapshot", code="SnapshotCreatedImage", status=403, times=1)
    drive.emu.fault(kind="alter", action="ListTagResources", answer={"TagResources": {"TagResource": []}}, times=9)
    result = drive.remove("m-web")

    assert (result.brief, result.failures) == ([GONE], {})
    assert drive.snapshots() == set()


def test_a_snapshot_is_held_from_when_it_is_seen_to_be_and_not_from_when_the_pass_began(drive: Driver) -> None:
    drive.run("m-web")
    drive.emu.fault(kind="error", action="DeleteImage", code="OperationDenied.ImageCopying", status=403, times=40)
    drive.emu.fault(kind="error", action="DeleteSnapshot", code="SnapshotCreatedImage", status=403, times=3)
    result = drive.remove("m-web", visibility_timeout=30)

    assert (result.brief, result.failures) == ([GONE], {})
    assert drive.snapshots() == set()


def test_a_snapshot_that_is_held_for_good_fails_after_two_minutes_whatever_a_pass_takes(drive: Driver) -> None:
    drive.run("m-web")
    drive.time.slept.clear()
    drive.emu.fault(kind="error", action="DeleteSnapshot", code="SnapshotCreatedImage", status=403, times=999)
    result = drive.remove("m-web", pass_seconds=60)

    assert result.brief == [("failed", "removed")]
    assert result.codes == [["SnapshotCreatedImage"]]
    assert 120 <= drive.time.passed <= 140


def test_a_deletion_that_ecs_only_says_it_made_is_made_again(drive: Driver) -> None:
    drive.run("m-web")
    (snapshot_id,) = drive.snapshots()
    drive.emu.fault(kind="misread", action="DeleteSnapshot", parameters={"SnapshotId": "s-none"}, times=2)
    result = drive.remove("m-web")

    assert (result.brief, result.failures) == ([GONE], {})
    assert result.copies[0]["snapshot_ids"] == [snapshot_id]
    assert drive.snapshots() == set()


def test_a_snapshot_that_stays_listed_does_not_count_as_removed(drive: Driver) -> None:
    drive.run("m-web")
    drive.time.slept.clear()
    drive.emu.fault(kind="misread", action="DeleteSnapshot", parameters={"SnapshotId": "s-none"}, times=999)
    result = drive.remove("m-web")

    assert (result.brief, result.codes) == ([("failed", "removed")], [["snapshot_not_deleted"]])
    assert result.copies[0]["snapshot_ids"] == []
    assert len(drive.snapshots()) == 1
    assert 120 <= drive.time.passed <= 140


def test_deleted_snapshots_that_cannot_be_read_back_are_looked_at_again(drive: Driver, connect: Connect) -> None:
    drive.run("m-web")
    drive.emu.fault(kind="error", action="DescribeSnapshots", code="ServiceUnavailable", status=503, times=2, skip=1)
    result = replace(drive, session=connect(max_attempts=1)).remove("m-web")

    assert (result.brief, result.failures) == ([GONE], {})
    assert drive.snapshots() == set()
    written = [entry["action"] for entry in drive.emu.log() if entry["mutating"]]
    assert written[-2:] == ["DeleteSnapshot", "DeleteSnapshot"]


@pytest.mark.parametrize(
    ("key", "permission", "left"),
    [
        pytest.param("no-image-deletion", "ecs:DeleteImage", (1, 1), id="image"),
        pytest.param("no-snapshot-deletion", "ecs:DeleteSnapshot", (0, 1), id="snapshot"),
        pytest.param("no-tags", "ecs:TagResources", (1, 1), id="tags"),
    ],
)
def test_a_missing_right_is_told_and_a_later_run_goes_on(
    drive: Driver, connect: Connect, key: str, permission: str, left: tuple[int, int]
) -> None:
    drive.run("m-web")
    result = replace(drive, session=connect(key)).remove("m-web")

    (error,) = result.failures.values()
    assert isinstance(error, Denied)
    assert error.permission == permission
    assert (len(drive.made()), len(drive.snapshots())) == left
    assert drive.remove("m-web").brief == [GONE]
    assert (drive.made(), drive.snapshots()) == ({}, set())


def test_what_only_looks_like_ours_is_left_with_the_reason(drive: Driver) -> None:
    tags = [{"Key": TAG_SOURCE, "Value": "m-web"}, {"Key": TAG_COPY, "Value": f"{OWNER}/{HOME}>{HOME}/key-bj/1"}]
    other = drive.emu.copy("m-web", KMSKeyId="key-2", DestinationImageName="wrong", Tag=tags)
    drive.emu.advance(61)
    result = drive.remove("m-web")

    assert (result.brief, result.codes) == ([("available", "none")], [["copy_wrong_key"]])
    assert result.changed is False
    assert drive.made() == {other: "Available"}


def test_a_copy_of_our_copy_stays_when_ours_goes(drive: Driver) -> None:
    drive.emu.set(copy_keeps_tags=True)
    (ours,) = drive.run("m-web").ids
    theirs = drive.emu.copy(ours, DestinationImageName="theirs", KMSKeyId="key-bj")
    drive.emu.advance(61)
    result = drive.remove("m-web")

    assert {copy["image_id"]: copy["state"] for copy in result.copies} == {ours: "absent", theirs: "available"}
    assert drive.made() == {theirs: "Available"}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        pytest.param("alias/none", f"kms_key_id: 'alias/none' is not found in {HOME}", id="alias"),
        pytest.param("alias/acs/ecs", "is the ECS service key", id="service key"),
        pytest.param(f"acs:kms:{HOME}:{CONSUMER}:alias/k", f"is an alias of account {CONSUMER}", id="others' alias"),
        pytest.param(f"acs:kms:{AWAY}:{OWNER}:key/k", f"is in {AWAY}", id="another region's"),
    ],
)
def test_a_key_that_cannot_be_meant_is_refused(drive: Driver, key: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        drive.remove("m-web", keys={HOME: key})

    assert message in str(caught.value)


# Cut off


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Dying(Session):
    """A session whose process is killed at its nth write, before or after the cloud has done it."""

    inner: Session
    writes_left: int
    after: bool
    action: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def call(self, service: Any, region: str, action: str, query: Mapping[str, Any], *more: Any, **most: Any) -> Any:
        if action.startswith(READS):
            return self.inner.call(service, region, action, query, *more, **most)
        self.writes_left -= 1
        if self.writes_left == 0 and not self.after:
            raise Killed
        answer = self.inner.call(service, region, action, query, *more, **most)
        if self.writes_left == 0:
            raise Killed
        return answer


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("image_id", "in_flight", "writes"),
    [
        *(("m-web", False, number) for number in range(1, 5)),
        *(("m-two", False, number) for number in range(1, 5)),
        *(("m-two", True, number) for number in range(1, 3)),
    ],
)
def test_a_removal_that_was_killed_at_any_write_is_finished_by_the_next_run(
    drive: Driver, image_id: str, in_flight: bool, writes: int, after: bool
) -> None:
    """One disk: unshare, tag, delete image and snapshot. Two: tag, delete image and both snapshots, or tag, cancel."""
    disks = [{"type": "system", "size_gib": 40}, {"type": "data", "size_gib": 9}]
    put(drive, "images", id="m-two", name="two", disks=disks)
    (copy_id,) = drive.run(image_id, wait=not in_flight).ids
    if image_id == "m-web":
        share(drive, copy_id)
    with pytest.raises(Killed):
        replace(drive, session=Dying(drive.session, writes, after)).remove(image_id)
    drive.remove(image_id)

    assert (drive.made(), drive.snapshots()) == ({}, set())
    assert drive.remove(image_id).brief == [NOTHING]


@pytest.mark.parametrize("names_disk", [False, True], ids=["names no disk", "names the source's disk"])
@pytest.mark.parametrize("disk_exists", [False, True], ids=["disk gone", "disk exists"])
def test_forged_tags_take_no_snapshot_from_a_disk_and_orphans_still_go(
    drive: Driver, names_disk: bool, disk_exists: bool
) -> None:
    """Whether a copy's snapshots name a disk is not documented; the one of the source may be gone or not."""
    drive.emu.set(copy_keeps_source_disk=names_disk)
    disks = [{"id": "d-golden", "type": "system", "size_gib": 40}]
    put(drive, "instances", id="i-golden", name="golden", status="Running", image="m-plain", disks=disks)
    region = drive.emu.cloud.accounts[OWNER].regions[HOME]
    (source,) = region.images["m-web"].disks
    source.snapshot.source_disk = "d-golden" if disk_exists else "d-old"
    (copy_id,) = drive.run("m-web").ids
    (orphan,) = drive.snapshots()
    copy = region.images[copy_id]
    tags = {name: copy.tags[name] for name in (TAG_SOURCE, TAG_COPY)}
    forged = replace(copy.disks[0].snapshot, id="s-forged", source_snapshot="", source_disk="d-golden", tags=dict(tags))
    region.snapshots[forged.id] = forged
    with pytest.raises(Killed):
        replace(drive, session=Dying(drive.session, 2, after=True)).remove("m-web")
    drive.remove("m-web")
    stays = {orphan} if names_disk and disk_exists else set()

    assert (drive.snapshots(), "s-forged" in region.snapshots) == (stays, True)


def test_a_copy_of_our_copy_stays_when_all_that_it_came_from_is_gone(drive: Driver) -> None:
    drive.emu.set(copy_keeps_tags=True)
    (ours,) = drive.run("m-web").ids
    theirs = drive.emu.copy(ours, DestinationImageName="theirs", KMSKeyId="key-bj")
    drive.emu.advance(61)
    drive.emu.ecs("DeleteImage", ImageId="m-web")
    drive.emu.call("ecs", "DeleteSnapshot", region=HOME, SnapshotId="s-web")

    for _run in range(3):
        drive.remove("m-web")

    assert drive.made() == {theirs: "Available"}
    assert len(drive.snapshots()) == 1


def test_a_copy_that_ends_while_it_is_cancelled_is_waited_for_until_its_snapshots_are_listed(drive: Driver) -> None:
    drive.run("m-web", wait=False)
    drive.emu.fault(kind="error", action="CancelCopyImage", code="IncorrectImageStatus", status=400, times=1)
    drive.emu.fault(kind="alter", action="DescribeSnapshots", skip=1, times=2, answer={"Snapshots": {"Snapshot": []}})
    drive.time.watch = lambda: drive.emu.advance(60)

    assert drive.remove("m-web").brief == [GONE]
    assert (drive.made(), drive.snapshots()) == ({}, set())


@pytest.mark.parametrize("action", ["CancelCopyImage", "DeleteImage", "DeleteSnapshot"])
def test_an_outage_of_a_removal_is_waited_out(drive: Driver, connect: Connect, action: str) -> None:
    drive.run("m-web", wait=action != "CancelCopyImage")
    drive.emu.fault(kind="error", action=action, code="ServiceUnavailable", status=503, times=3)
    result = replace(drive, session=connect(max_attempts=1)).remove("m-web")

    assert (result.brief, result.failures) == ([GONE], {})
    assert (drive.made(), drive.snapshots()) == ({}, set())
