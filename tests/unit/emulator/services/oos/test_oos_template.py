# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ACS-ECS-BulkyEncryptSystemDisk. Source: OOS-GH, unless a test says assumed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.state.clock import parse_iso

from ...support import Harness
from ...worlds import SERVICE_KEY, disk, with_beijing
from .oos_support import A_DAY, LONG_ENOUGH, begin, beijing, part, run, shown, stored, tasks

INSTANCES: list[dict[str, Any]] = [
    {
        "id": "i-a",
        "name": "app",
        "image": "m-plain",
        "key_pair": "ops",
        "tags": {"team": "app"},
        "disks": [disk(id="d-a", content=5), disk(id="d-a-data", type="data", size_gib=100)],
    },
    {
        "id": "i-b",
        "image": "m-plain",
        "status": "Stopped",
        "disks": [disk(id="d-b", content=2)],
        "tags": {"team": "app"},
    },
    {"id": "i-service", "disks": [disk(SERVICE_KEY, id="d-service")]},
    {"id": "i-starting", "status": "Pending", "disks": [disk(id="d-starting")]},
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=INSTANCES))


def crowd(emu: Harness, count: int) -> list[str]:
    """So many instances, and no others."""
    ids = [f"i-{number:03d}" for number in range(count)]
    emu.control("POST", "reset", with_beijing(instances=[{"id": name, "disks": [disk()]} for name in ids]))
    return ids


def test_a_plain_system_disk_is_under_the_key_afterwards(emu: Harness) -> None:
    execution = run(emu, "i-a")
    assert (shown(emu, execution)["Status"], shown(emu, execution)["StatusMessage"]) == ("Success", "")
    system, data = stored(emu, "i-a")["disks"]
    assert (system["encrypted"], system["key"], data["encrypted"]) == (True, "key-bj", False)
    assert (stored(emu, "i-a")["status"], stored(emu, "i-a")["key_pair"]) == ("Running", "ops")


def test_it_takes_its_steps_in_this_order(emu: Harness) -> None:
    execution = run(emu, "i-a")
    assert list(reversed(tasks(emu, execution)))[:2] == ["getInstance", "encryptSystemDisk"]
    steps = part(emu, execution, "i-a")
    assert [name for name in reversed(steps) if not name.startswith("m-")] == [
        "waitInstanceReady",
        "describeDisk",
        "whetherToEncrypt",
        "createSnapshot",
        "createImage",
        "untilImageReady",
        "copyImage",
        "untilCopyImageReady",
        "replaceSystemDisk",
        "deleteImage",
        "deleteSnapshot",
    ]
    replacing = tasks(emu, steps["replaceSystemDisk"]["ChildExecutionId"])
    assert list(reversed(replacing)) == [
        "viewInstanceStatus",
        "whetherInstanceStatusIsRunning",
        "stopInstance",
        "untilInstanceReady",
        "replaceSystemDisk",
        "untilNewDiskReady",
        "startInstance",
        "untilInstanceToRunning",
    ]
    assert steps["copyImage"]["TaskAction"] == "ACS::ExecuteAPI"
    assert json.loads(steps["copyImage"]["Properties"])["Parameters"]["KMSKeyId"] == "key-bj"


def test_it_takes_tens_of_minutes(emu: Harness) -> None:
    execution = begin(emu, "i-a")
    emu.advance(2400)
    assert shown(emu, execution)["Status"] == "Running"
    emu.advance(1200)
    assert shown(emu, execution)["Status"] == "Success"


def test_it_goes_the_same_way_whether_somebody_looks_or_not(emu: Harness) -> None:
    """Each step happens at its moment of the clock, not when a request comes."""

    def times(execution: str) -> dict[str, float]:
        begun = parse_iso(shown(emu, execution)["StartDate"])
        return {step: parse_iso(task["EndDate"]) - begun for step, task in part(emu, execution, "i-a").items()}

    unseen = times(run(emu, "i-a"))
    emu.control("POST", "reset", with_beijing(instances=INSTANCES))
    execution = begin(emu, "i-a")
    while shown(emu, execution)["Status"] in ("Started", "Running"):
        emu.advance(97)
    watched = times(execution)
    for step in ("createSnapshot", "untilImageReady", "untilCopyImageReady", "replaceSystemDisk", "deleteSnapshot"):
        # Times are shown in whole seconds.
        assert abs(watched[step] - unseen[step]) <= 2


def test_its_images_and_first_snapshot_are_gone_and_the_copys_snapshot_stays(emu: Harness) -> None:
    before = beijing(emu)
    run(emu, "i-a")
    after = beijing(emu)
    assert [image["id"] for image in after["images"]] == [image["id"] for image in before["images"]]
    left = [item for item in after["snapshots"] if item["id"] not in {one["id"] for one in before["snapshots"]}]
    assert [(item["encrypted"], item["key"]) for item in left] == [(True, "key-bj")]
    assert stored(emu, "i-a")["disks"][0]["snapshot"] == left[0]["id"]


def test_what_a_running_instance_writes_after_the_snapshot_is_lost(emu: Harness) -> None:
    execution = begin(emu, "i-a")
    emu.advance(600)
    assert part(emu, execution, "i-a")["createImage"]["Status"] == "Success"
    assert stored(emu, "i-a")["status"] == "Running"
    emu.control("POST", "instances", {"instance": "i-a", "write": 8})
    emu.advance(LONG_ENOUGH)
    assert shown(emu, execution)["Status"] == "Success"
    assert (stored(emu, "i-a")["disks"][0]["content"], stored(emu, "i-a")["lost_writes"]) == (5, 8)


def test_an_instance_that_writes_all_the_time_loses_what_it_wrote_meanwhile(emu: Harness) -> None:
    emu.set(writes_per_hour=60)
    run(emu, "i-a")
    assert stored(emu, "i-a")["lost_writes"] > 30
    assert stored(emu, "i-b")["lost_writes"] == 0


def test_a_stopped_instance_loses_nothing_and_is_running_afterwards(emu: Harness) -> None:
    execution = run(emu, "i-b")
    steps = tasks(emu, part(emu, execution, "i-b")["replaceSystemDisk"]["ChildExecutionId"])
    assert "stopInstance" not in steps
    assert (stored(emu, "i-b")["status"], stored(emu, "i-b")["lost_writes"]) == ("Running", 0)


def test_a_disk_under_the_service_key_counts_as_encrypted_and_stays(emu: Harness) -> None:
    execution = run(emu, "i-service", seconds=10)
    assert shown(emu, execution)["Status"] == "Success"
    assert stored(emu, "i-service")["disks"][0]["id"] == "d-service"
    assert list(part(emu, execution, "i-service")) == ["whetherToEncrypt", "describeDisk", "waitInstanceReady"]


def test_the_outputs_name_only_what_was_encrypted_before(emu: Harness) -> None:
    execution = run(emu, "i-a", "i-service", "i-b")
    assert json.loads(shown(emu, execution)["Outputs"]) == {"systemDiskEncryptedInstances": ["i-service"]}
    again = run(emu, "i-a", "i-b")
    assert json.loads(shown(emu, again)["Outputs"]) == {"systemDiskEncryptedInstances": ["i-a", "i-b"]}


def test_an_unknown_instance_is_left_out(emu: Harness) -> None:
    """Source: assumed."""
    execution = run(emu, "i-none", seconds=10)
    assert (shown(emu, execution)["Status"], json.loads(shown(emu, execution)["Outputs"])) == (
        "Success",
        {"systemDiskEncryptedInstances": []},
    )
    execution = run(emu, "i-none", "i-a")
    assert tasks(emu, execution)["encryptSystemDisk"]["Loop"]["Items"] == ["i-a"]


def test_tags_or_all_choose_instances(emu: Harness) -> None:
    """Source: assumed."""
    tagged = {"Type": "Tags", "Tags": [{"Key": "team", "Value": "app"}], "RegionId": "cn-beijing"}
    execution = run(emu, targets=tagged, seconds=10)
    assert sorted(tasks(emu, execution)["encryptSystemDisk"]["Loop"]["Items"]) == ["i-a", "i-b"]
    emu.control("POST", "reset", with_beijing(instances=INSTANCES))
    execution = run(emu, targets={"Type": "All"}, seconds=10)
    assert set(tasks(emu, execution)["encryptSystemDisk"]["Loop"]["Items"]) >= {"i-1", "i-a", "i-service"}


def test_more_than_a_page_of_targets_is_found(emu: Harness) -> None:
    ids = crowd(emu, 120)
    for wanted in ({"targets": {"Type": "ResourceIds", "ResourceIds": ids}}, {"targets": {"Type": "All"}}):
        execution = run(emu, seconds=2, **wanted)
        assert set(tasks(emu, execution)["encryptSystemDisk"]["Loop"]["Items"]) >= set(ids)


def test_an_id_counts_once(emu: Harness) -> None:
    execution = run(emu, "i-a", "i-a", seconds=10)
    assert tasks(emu, execution)["encryptSystemDisk"]["Loop"]["Items"] == ["i-a"]


def test_more_than_a_thousand_instances_are_too_many(emu: Harness) -> None:
    """Source: page of the loop; the text is assumed."""
    crowd(emu, 1001)
    execution = run(emu, targets={"Type": "All"}, seconds=2)
    assert (shown(emu, execution)["Status"], shown(emu, execution)["Counters"]["Success"]) == ("Failed", 0)
    assert "more than 1000" in shown(emu, execution)["StatusMessage"]


# What goes wrong


def test_an_instance_that_is_not_ready_is_waited_for_and_then_fails(emu: Harness) -> None:
    """Source: 10 retries with pauses that double are on the page of ACS::WaitFor."""
    execution = begin(emu, "i-starting")
    emu.advance(2000)
    assert shown(emu, execution)["Status"] == "Running"
    emu.advance(100)
    assert shown(emu, execution)["Status"] == "Failed"
    assert "Pending after 10 retries" in part(emu, execution, "i-starting")["waitInstanceReady"]["StatusMessage"]


def test_a_failed_replacement_is_passed_over_and_the_images_are_deleted_all_the_same(emu: Harness) -> None:
    """Source: the status of the execution is assumed."""
    emu.fault(kind="fail_task", match={"task": "replaceSystemDisk", "instance": "i-a"}, message="no stock")
    images = len(beijing(emu)["images"])
    execution = run(emu, "i-a")
    steps = part(emu, execution, "i-a")
    assert (steps["replaceSystemDisk"]["Status"], steps["replaceSystemDisk"]["StatusMessage"]) == ("Failed", "no stock")
    assert (steps["deleteImage"]["Status"], shown(emu, execution)["Status"]) == ("Success", "Success")
    assert (stored(emu, "i-a")["disks"][0]["id"], stored(emu, "i-a")["status"]) == ("d-a", "Running")
    assert len(beijing(emu)["images"]) == images


def test_a_replacement_that_fails_after_the_stop_leaves_the_instance_stopped(emu: Harness) -> None:
    """Source: the status of the execution is assumed."""
    where = {"template": "ACS::ECS::ReplaceSystemDisk", "task": "replaceSystemDisk"}
    emu.fault(kind="fail_task", match=where)
    execution = run(emu, "i-a")
    assert shown(emu, execution)["Status"] == "Success"
    assert (stored(emu, "i-a")["status"], stored(emu, "i-a")["disks"][0]["id"]) == ("Stopped", "d-a")
    assert emu.control("GET", "faults")["faults"][0]["fired"] == 1


def test_a_key_that_is_disabled_after_the_copy_leaves_the_instance_stopped_and_plain(emu: Harness) -> None:
    """Source: assumed; the code too."""
    execution = begin(emu, "i-a")
    emu.advance(2400)
    emu.call("kms", "DisableKey", KeyId="key-bj")
    emu.advance(LONG_ENOUGH)
    assert shown(emu, execution)["Status"] == "Success"
    message = part(emu, execution, "i-a")["replaceSystemDisk"]["StatusMessage"]
    assert message.startswith("InvalidParameter.KMSKeyId.CMKNotEnabled")
    assert (stored(emu, "i-a")["status"], stored(emu, "i-a")["disks"][0]["encrypted"]) == ("Stopped", False)


def test_an_instance_that_is_released_meanwhile_fails_nothing(emu: Harness) -> None:
    """Source: the status of the execution is assumed."""
    execution = begin(emu, "i-a")
    emu.advance(900)
    emu.control("POST", "instances", {"instance": "i-a", "release": True})
    emu.advance(LONG_ENOUGH)
    assert shown(emu, execution)["Status"] == "Success"
    message = part(emu, execution, "i-a")["replaceSystemDisk"]["StatusMessage"]
    assert message == "InvalidInstanceId.NotFound: The specified InstanceId does not exist."


def test_a_copy_that_fails_is_waited_for_a_day_long(emu: Harness) -> None:
    """Nothing is cleaned up then."""
    emu.fault(kind="fail_copy")
    images = len(beijing(emu)["images"])
    execution = run(emu, "i-a", seconds=86_400)
    assert shown(emu, execution)["Status"] == "Running"
    emu.advance(A_DAY - 86_400)
    assert shown(emu, execution)["Status"] == "Failed"
    assert "None after 296 retries" in part(emu, execution, "i-a")["untilCopyImageReady"]["StatusMessage"]
    assert len(beijing(emu)["images"]) == images + 2


def test_a_refusal_of_ecs_is_the_tasks_message(emu: Harness) -> None:
    execution = run(emu, "i-a", KMSKeyId="key-off")
    task = part(emu, execution, "i-a")["copyImage"]
    assert (task["Status"], task["StatusMessage"]) == (
        "Failed",
        "InvalidParameter.KMSKeyId.CMKNotEnabled: The CMK (Customer Master Key) must be in an active state.",
    )
    found = shown(emu, execution)
    assert (found["Status"], found["Counters"]) == ("Failed", {"Total": 1, "Success": 0, "Failed": 1})
    assert "CMKNotEnabled" in found["StatusMessage"]


# How many side by side


def test_so_many_run_side_by_side(emu: Harness) -> None:
    """Source: page of the loop."""
    ids = crowd(emu, 5)
    execution = run(emu, *ids, seconds=10, rateControl={"Mode": "Concurrency", "Concurrency": 2, "MaxErrors": 0})
    assert sorted(set(tasks(emu, execution)) & set(ids)) == ["i-000", "i-001"]
    emu.advance(5 * LONG_ENOUGH)
    assert shown(emu, execution)["Counters"] == {"Total": 5, "Success": 5, "Failed": 0}


def test_percentages_are_of_all_items(emu: Harness) -> None:
    """Source: page of the loop."""
    ids = crowd(emu, 4)
    rate = {"Mode": "Concurrency", "Concurrency": "50%", "MaxErrors": "25%"}
    execution = run(emu, *ids, seconds=10, rateControl=rate)
    assert tasks(emu, execution)["encryptSystemDisk"]["Loop"]["RateControl"] == {
        "Mode": "Concurrency",
        "Concurrency": 2,
        "MaxErrors": 1,
    }


def test_after_too_many_failures_no_other_begins_and_those_that_run_go_on(emu: Harness) -> None:
    """Source: page of the loop; that the others go on is assumed."""
    ids = crowd(emu, 4)
    emu.fault(kind="fail_task", match={"task": "createImage", "instance": "i-000"})
    execution = run(emu, *ids, rateControl={"Mode": "Concurrency", "Concurrency": 2, "MaxErrors": 0})
    found = tasks(emu, execution)
    assert {name: found[name]["Status"] for name in ids if name in found} == {"i-000": "Failed", "i-001": "Success"}
    assert shown(emu, execution)["Status"] == "Failed"
    assert shown(emu, execution)["StatusMessage"] == "1 of 4 failed. A planned fault."


def test_failures_that_are_allowed_do_not_fail_the_execution(emu: Harness) -> None:
    """Source: page of the loop; the status is assumed."""
    ids = crowd(emu, 3)
    emu.fault(kind="fail_task", match={"task": "createImage", "instance": "i-000"})
    execution = run(emu, *ids, rateControl={"Mode": "Concurrency", "Concurrency": 10, "MaxErrors": 1})
    assert shown(emu, execution)["Counters"] == {"Total": 3, "Success": 2, "Failed": 1}
    assert shown(emu, execution)["Status"] == "Success"


def test_copies_of_many_instances_queue_in_the_region(emu: Harness) -> None:
    """Source: API-CopyImage, five at a time."""
    ids = crowd(emu, 10)
    execution = begin(emu, *ids)
    emu.advance(3600)
    assert shown(emu, execution)["Counters"]["Success"] == 5
    emu.advance(3600)
    assert shown(emu, execution)["Status"] == "Success"


def test_a_loop_in_which_all_fail_at_once_ends(emu: Harness) -> None:
    ids = crowd(emu, 50)
    emu.fault(kind="fail_task", match={"task": "describeDisk"}, times=50)
    rate = {"Mode": "Concurrency", "Concurrency": 1, "MaxErrors": 100}
    execution = run(emu, *ids, seconds=2, rateControl=rate)
    assert shown(emu, execution)["Counters"] == {"Total": 50, "Success": 0, "Failed": 50}


def test_a_dump_of_a_running_execution_goes_on_where_it_was(emu: Harness) -> None:
    execution = begin(emu, "i-a", "i-b", rateControl={"Mode": "Concurrency", "Concurrency": 1, "MaxErrors": 0})
    emu.advance(1000)
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    emu.advance(2 * LONG_ENOUGH)
    assert shown(emu, execution)["Status"] == "Success"
    assert [stored(emu, name)["disks"][0]["key"] for name in ("i-a", "i-b")] == ["key-bj", "key-bj"]
