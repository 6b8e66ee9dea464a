# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RunInstances for real, signs of life, DeleteInstances. Source: ECS-SDK, UG-enc, unless a test says assumed."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from emulator.state.clock import iso

from ....support import Harness, refused
from ....worlds import OWNER, SHAREE

OWN_KEY = {"Encrypted": True, "KMSKeyId": "key-sharee"}


def launch(emu: Harness, image_id: str = "m-shared", *, key: str = "sharee", **parameters: Any) -> list[str]:
    wish = {"InstanceType": "ecs.g7.large", "VSwitchId": "vsw-1", "SystemDisk": {"Encrypted": True}, **parameters}
    answer = emu.ecs("RunInstances", key=key, ImageId=image_id, **wish)
    return list(answer["InstanceIdSets"]["InstanceIdSet"])


def shown(emu: Harness, key: str = "sharee") -> dict[str, dict[str, Any]]:
    found = emu.ecs("DescribeInstances", key=key)["Instances"]["Instance"]
    return {item["InstanceId"]: item for item in found}


def disk_of(emu: Harness, instance: str, key: str = "sharee") -> dict[str, Any]:
    return dict(emu.ecs("DescribeDisks", key=key, InstanceId=instance)["Disks"]["Disk"][0])


def assistant(emu: Harness, instance: str, key: str = "sharee") -> str:
    answer = emu.ecs("DescribeCloudAssistantStatus", key=key, InstanceId=[instance])
    return str(answer["InstanceCloudAssistantStatusSet"]["InstanceCloudAssistantStatus"][0]["CloudAssistantStatus"])


def console(emu: Harness, instance: str, key: str = "sharee") -> str:
    answer = emu.ecs("GetInstanceConsoleOutput", key=key, InstanceId=instance)
    return base64.b64decode(answer["ConsoleOutput"]).decode()


def lose_role(emu: Harness) -> None:
    del emu.cloud.accounts[OWNER].roles["AliyunECSShareEncryptImageDefaultRole"]


def lose_trust(emu: Harness) -> None:
    role = emu.cloud.accounts[OWNER].roles["AliyunECSShareEncryptImageDefaultRole"]
    role.trust = role.trust.replace(SHAREE, "2999999999999999")


def lose_policy(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].roles["AliyunECSShareEncryptImageDefaultRole"].policies = {}


def disable_key(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].regions["cn-beijing"].keys["key-bj"].state = "Disabled"


def test_an_instance_is_pending_then_running_and_lives(emu: Harness) -> None:
    """Source: states ECS-SDK; times assumed."""
    (instance,) = launch(emu, InstanceName="canary", Tag=[{"Key": "why", "Value": "canary"}])
    first = shown(emu)[instance]
    assert (first["Status"], first["InstanceName"], first["ImageId"]) == ("Pending", "canary", "m-shared")
    assert first["Tags"]["Tag"] == [{"TagKey": "why", "TagValue": "canary"}]
    assert (assistant(emu, instance), console(emu, instance)) == ("false", "")
    emu.advance(60)
    assert shown(emu)[instance]["Status"] == "Running"
    assert (assistant(emu, instance), "Linux" in console(emu, instance)) == ("false", False)
    emu.advance(30)
    assert (assistant(emu, instance), "Linux version" in console(emu, instance)) == ("true", True)


@pytest.mark.parametrize(("signs", "seen"), [("console", ("false", True)), ("none", ("false", False))])
def test_signs_of_life_are_a_setting(emu: Harness, signs: str, seen: tuple[str, bool]) -> None:
    """Source: assumed."""
    emu.set(signs_of_life=signs)
    (instance,) = launch(emu)
    emu.advance(90)
    assert (assistant(emu, instance), "login" in console(emu, instance)) == seen


def test_the_disks_key_is_the_consumers(emu: Harness) -> None:
    """Source: NOTE-2024, UG-enc."""
    (under_service,) = launch(emu)
    (under_own,) = launch(emu, SystemDisk=OWN_KEY)
    service = emu.cloud.accounts[SHAREE].regions["cn-beijing"].key_by_alias("alias/acs/ecs")
    assert service is not None
    assert (disk_of(emu, under_service)["Encrypted"], disk_of(emu, under_service)["KMSKeyId"]) == (True, service.id)
    assert disk_of(emu, under_own)["KMSKeyId"] == "key-sharee"


def test_an_own_encrypted_image_keeps_its_key_and_its_data_disks(emu: Harness) -> None:
    """Source: UG-copy."""
    (instance,) = launch(emu, "m-multi", key="operator", SystemDisk={"Size": 60})
    disks = emu.ecs("DescribeDisks", InstanceId=instance)["Disks"]["Disk"]
    assert [(disk["Type"], disk["Size"], disk["KMSKeyId"]) for disk in disks] == [
        ("system", 60, "key-bj"),
        ("data", 100, "key-bj"),
    ]


def test_default_encryption_gives_its_key(emu: Harness) -> None:
    region = emu.cloud.accounts[OWNER].regions["cn-beijing"]
    (plain,) = launch(emu, "m-plain", key="operator", SystemDisk={"Size": 40})
    region.default_encryption.enabled, region.default_encryption.key = True, "key-bj"
    (encrypted,) = launch(emu, "m-plain", key="operator", SystemDisk={"Size": 40})
    assert disk_of(emu, plain, "operator")["Encrypted"] is False
    assert disk_of(emu, encrypted, "operator")["KMSKeyId"] == "key-bj"


@pytest.mark.parametrize("harm", [lose_role, lose_trust, lose_policy, disable_key])
def test_what_cannot_be_decrypted_never_runs(emu: Harness, harm: Any) -> None:
    """Source: assumed; the setting has the three readings."""
    harm(emu)
    (vanishing,) = launch(emu)
    assert shown(emu)[vanishing]["Status"] == "Pending"
    emu.advance(60)
    assert vanishing not in shown(emu)
    emu.set(undecryptable_launch="refuse")
    assert refused(lambda: launch(emu)) == (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    emu.set(undecryptable_launch="dead")
    (dead,) = launch(emu)
    emu.advance(1000)
    assert shown(emu)[dead]["Status"] == "Running"
    assert (assistant(emu, dead), "Linux" in console(emu, dead)) == ("false", False)
    world = emu.control("GET", "world")
    emu.control("POST", "reset", world)
    assert assistant(emu, dead) == "false"


def test_an_own_image_under_a_disabled_key_cannot_be_decrypted(emu: Harness) -> None:
    """Source: assumed."""
    (instance,) = launch(emu, "m-off", key="operator", SystemDisk={"Size": 40})
    emu.advance(60)
    assert instance not in shown(emu, "operator")


def test_auto_release_comes_at_its_minute(emu: Harness) -> None:
    """Source: ECS-SDK; as far ahead on the cloud's clock as of real time: the emulator's own design."""
    (instance,) = launch(emu, AutoReleaseTime=iso(emu.real() + 1950))
    assert shown(emu)[instance]["AutoReleaseTime"].endswith("Z")
    emu.advance(1830)
    assert instance in shown(emu)
    emu.advance(150)
    assert instance not in shown(emu)


def test_a_client_token_starts_one_instance(emu: Harness) -> None:
    assert refused(lambda: launch(emu, ClientToken="one", DryRun=True)) == (400, "DryRunOperation")
    first = launch(emu, ClientToken="one")
    assert launch(emu, ClientToken="one") == first
    assert refused(lambda: launch(emu, ClientToken="one", Amount=2)) == (400, "IdempotentParameterMismatch")
    assert len(launch(emu, ClientToken="two", Amount=2)) == 2
    assert len(shown(emu)) == 3


def test_instances_are_released(emu: Harness) -> None:
    def delete(*instances: str, **parameters: Any) -> None:
        emu.ecs("DeleteInstances", key="sharee", InstanceId=list(instances), **parameters)

    (instance,) = launch(emu)
    assert refused(lambda: delete(instance, Force=True)) == (403, "IncorrectInstanceStatus.Initializing")
    emu.advance(60)
    assert refused(lambda: delete(instance)) == (403, "IncorrectInstanceStatus")
    assert refused(lambda: delete(instance, DryRun=True)) == (400, "DRYRUN.SUCCESS")
    assert refused(lambda: delete(instance, "i-none", Force=True)) == (404, "InvalidInstanceId.NotFound")
    assert refused(lambda: delete(*[f"i-{n}" for n in range(101)])) == (403, "InvalidParameter.TooManyInstanceIds")
    assert list(shown(emu)) == [instance]
    delete(instance, Force=True)
    assert shown(emu) == {}
    assert emu.ecs("DescribeDisks", key="sharee")["TotalCount"] == 0


def test_an_instance_that_is_not_there_has_no_console(emu: Harness) -> None:
    """Source: assumed."""
    assert refused(lambda: console(emu, "i-none")) == (404, "InvalidInstanceId.NotFound")
    answer = emu.ecs("DescribeCloudAssistantStatus", key="sharee", InstanceId=["i-none"])
    assert (answer["TotalCount"], answer["InstanceCloudAssistantStatusSet"]) == (
        0,
        {"InstanceCloudAssistantStatus": []},
    )


def test_cloud_assistant_is_listed_by_system(emu: Harness) -> None:
    answer = emu.ecs("DescribeCloudAssistantStatus", OSType="Windows")
    assert answer["TotalCount"] == 0
    assert json.dumps(emu.ecs("DescribeCloudAssistantStatus", OSType="Linux")).count("InstanceId") == 1
