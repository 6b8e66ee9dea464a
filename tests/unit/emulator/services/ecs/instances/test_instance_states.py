# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""StopInstance, StartInstance, release and writes. Source: API pages and ECS-SDK, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.state.clock import iso

from ....support import Harness, refused
from ....worlds import OWNER, SERVICE_KEY, allow, changed, disk, trust, with_beijing

INSTANCES: list[dict[str, Any]] = [
    {"id": "i-on", "image": "m-service", "key_pair": "ops", "disks": [disk("key-bj", id="d-on", content=7)]},
    {"id": "i-off", "status": "Stopped", "disks": [disk(id="d-off")]},
    {"id": "i-service", "status": "Stopped", "disks": [disk(SERVICE_KEY)]},
    {"id": "i-cmk", "status": "Stopped", "disks": [disk("key-bj")]},
    {"id": "i-key-off", "status": "Stopped", "disks": [disk("key-off")]},
    {"id": "i-key-gone", "status": "Stopped", "disks": [disk("key-deleted")]},
    {"id": "i-bare"},
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(instances=INSTANCES))


def send(emu: Harness, action: str, instance: str = "i-on", **parameters: Any) -> None:
    """These actions have no RegionId."""
    emu.call("ecs", action, InstanceId=instance, **parameters)


def instance(emu: Harness, instance_id: str = "i-on") -> dict[str, Any]:
    found = emu.ecs("DescribeInstances", InstanceIds=f'["{instance_id}"]')["Instances"]["Instance"]
    return dict(found[0])


def stored(emu: Harness, instance_id: str = "i-on") -> dict[str, Any]:
    instances = emu.control("GET", "world")["accounts"][OWNER]["regions"]["cn-beijing"]["instances"]
    return dict(next(item for item in instances if item["id"] == instance_id))


def test_an_instance_stops_and_starts_after_some_time(emu: Harness) -> None:
    """Source: states API pages; the times are assumed (stop_instance_seconds, start_instance_seconds)."""
    assert (instance(emu)["Status"], instance(emu)["StoppedMode"]) == ("Running", "Not-applicable")
    send(emu, "StopInstance")
    assert (instance(emu)["Status"], instance(emu)["StoppedMode"]) == ("Stopping", "Not-applicable")
    emu.advance(30)
    assert (instance(emu)["Status"], instance(emu)["StoppedMode"]) == ("Stopped", "KeepCharging")
    send(emu, "StartInstance")
    assert instance(emu)["Status"] == "Starting"
    emu.advance(30)
    assert (instance(emu)["Status"], instance(emu)["StoppedMode"]) == ("Running", "Not-applicable")


def test_filters_follow_the_status(emu: Harness) -> None:
    send(emu, "StopInstance")
    found = emu.ecs("DescribeInstances", Status="Stopping")["Instances"]["Instance"]
    assert [item["InstanceId"] for item in found] == ["i-on"]


@pytest.mark.parametrize("mode", ["KeepCharging", "StopCharging"])
def test_the_stop_mode_shows(emu: Harness, mode: str) -> None:
    send(emu, "StopInstance", StoppedMode=mode, ForceStop=True, ConfirmStop=True)
    emu.advance(30)
    assert instance(emu)["StoppedMode"] == mode


@pytest.mark.parametrize(
    ("action", "instance_id", "more", "error"),
    [
        ("StopInstance", "i-none", {}, (404, "InvalidInstanceId.NotFound")),
        ("StopInstance", "i-off", {}, (403, "IncorrectInstanceStatus")),
        ("StopInstance", "i-on", {"StoppedMode": "x"}, (400, "InvalidParameter")),
        ("StopInstance", "i-on", {"DryRun": True}, (400, "DryRunOperation")),
        ("StartInstance", "i-none", {}, (404, "InvalidInstanceId.NotFound")),
        ("StartInstance", "i-on", {}, (403, "IncorrectInstanceStatus")),
        ("StartInstance", "i-key-off", {}, (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")),
        ("StartInstance", "i-key-gone", {}, (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")),
        ("StartInstance", "i-off", {"DryRun": True}, (400, "DryRunOperation")),
    ],
)
def test_wrong_stops_and_starts_are_refused(
    emu: Harness, action: str, instance_id: str, more: dict[str, Any], error: tuple[int, str]
) -> None:
    """Source: when a key stops a start is assumed."""
    assert refused(lambda: send(emu, action, instance_id, **more)) == error


@pytest.mark.parametrize("instance_id", ["i-off", "i-service", "i-cmk"])
def test_an_instance_starts_if_ecs_can_use_its_keys(emu: Harness, instance_id: str) -> None:
    send(emu, "StartInstance", instance_id)
    assert instance(emu, instance_id)["Status"] == "Starting"


@pytest.mark.parametrize(
    "role",
    [
        None,
        {"trust": trust(Service="oss.aliyuncs.com")},
        {"policies": [{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}]}]},
    ],
)
def test_without_a_serving_disk_role_an_encrypted_instance_does_not_start(
    emu: Harness, role: dict[str, Any] | None
) -> None:
    """Source: the code is on the page; when it comes is assumed."""
    world = with_beijing(instances=INSTANCES)
    roles = {} if role is None else {"AliyunECSDiskEncryptDefaultRole": role}
    emu.control("POST", "reset", changed(OWNER, regions=world["accounts"][OWNER]["regions"], roles=roles))
    assert refused(lambda: send(emu, "StartInstance", "i-cmk")) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    send(emu, "StartInstance", "i-service")


def test_the_instance_decides_about_permission(emu: Harness) -> None:
    only = allow("ecs:StopInstance", f"acs:ecs:cn-beijing:{OWNER}:instance/i-other")
    regions = with_beijing(instances=INSTANCES)["accounts"][OWNER]["regions"]
    emu.control(
        "POST",
        "reset",
        changed(
            OWNER,
            regions=regions,
            users={"operator": {"policies": [only]}},
            access_keys={"operator": {"secret": "secret-of-operator", "user": "operator"}},
        ),
    )
    assert refused(lambda: send(emu, "StopInstance")) == (403, "Forbidden.RAM")


def test_auto_release_shows_and_comes(emu: Harness) -> None:
    """Source: ECS-SDK; that the disks go with the instance is assumed."""
    moment = iso(emu.cloud.now() + 3600)
    soon = {"id": "i-soon", "auto_release_time": moment, "disks": [disk(id="d-soon")]}
    emu.control("POST", "reset", with_beijing(instances=[soon]))
    assert instance(emu, "i-soon")["AutoReleaseTime"] == f"{moment[:-4]}Z"
    assert instance(emu, "i-1")["AutoReleaseTime"] == ""
    emu.advance(3600)
    assert emu.ecs("DescribeInstances", InstanceIds='["i-soon"]')["Instances"]["Instance"] == []
    assert emu.ecs("DescribeDisks", DiskIds='["d-soon"]')["Disks"]["Disk"] == []


def test_auto_scaling_marks_its_instances(emu: Harness) -> None:
    """Source: examples of ECS-2021."""
    emu.control("POST", "reset", with_beijing(instances=[{"id": "i-scaled", "scaling_group": "asg-1"}]))
    tag = {"TagKey": "acs:autoscaling:scalingGroupId", "TagValue": "asg-1"}
    assert instance(emu, "i-scaled")["Tags"]["Tag"] == [tag]
    assert stored(emu, "i-scaled")["scaling_group"] == "asg-1"


def test_a_key_pair_and_the_system_of_a_deleted_image_show(emu: Harness) -> None:
    assert instance(emu)["KeyPairName"] == "ops"
    emu.ecs("DeleteImage", ImageId="m-service", Force=True)
    assert instance(emu)["OSName"].startswith("Alibaba Cloud Linux")


# Writes


def test_the_outside_can_write_to_a_running_instance(emu: Harness) -> None:
    assert emu.control("POST", "instances", {"instance": "i-on", "write": 3}) == {"disk": "d-on", "content": 10}
    assert stored(emu)["disks"][0]["content"] == 10


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"instance": "i-none", "write": 1}, "there is no instance i-none"),
        ({"instance": "i-off", "write": 1}, "only a Running instance"),
        ({"instance": "i-bare", "write": 1}, "only a Running instance"),
        ({"instance": "i-on", "write": 0}, "whole number"),
        ({"instance": "i-on", "release": False}, "release can only be true"),
        ({"instance": "i-on"}, "needs instance"),
        ({"instance": "i-on", "write": 1, "release": True}, "needs instance"),
    ],
)
def test_wrong_writes_are_refused(emu: Harness, body: dict[str, Any], message: str) -> None:
    status, answer = emu.control_status("POST", "instances", body)
    assert status == 400
    assert message in answer["error"]


def test_an_instance_can_be_released_from_outside(emu: Harness) -> None:
    assert emu.control("POST", "instances", {"instance": "i-on", "release": True}) == {"released": "i-on"}
    assert emu.ecs("DescribeInstances", InstanceIds='["i-on"]')["Instances"]["Instance"] == []


def test_a_running_instance_writes_as_time_goes_by_and_a_stopped_one_does_not(emu: Harness) -> None:
    emu.set(writes_per_hour=60)
    assert stored(emu)["disks"][0]["content"] == 7
    emu.advance(150)
    assert stored(emu)["disks"][0]["content"] == 9
    emu.advance(30)
    send(emu, "StopInstance")
    assert stored(emu)["disks"][0]["content"] == 10
    emu.advance(3600)
    assert stored(emu)["disks"][0]["content"] == 10
    send(emu, "StartInstance")
    emu.advance(30 + 60)
    assert stored(emu)["disks"][0]["content"] == 11
    assert stored(emu, "i-off")["disks"][0]["content"] == 0


def test_a_dump_keeps_changes_under_way(emu: Harness) -> None:
    emu.set(writes_per_hour=60)
    send(emu, "StopInstance")
    send(emu, "StartInstance", "i-off")
    emu.advance(10)
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    emu.advance(20)
    assert (instance(emu)["Status"], instance(emu, "i-off")["Status"]) == ("Stopped", "Running")
