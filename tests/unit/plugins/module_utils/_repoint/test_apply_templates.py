# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Launch templates of the emulator move to a new image and back, whatever goes wrong."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ImageopsError
from plugins.module_utils._repoint.apply_templates import TemplateWriter
from plugins.module_utils._repoint.observe_templates import observe_templates
from plugins.module_utils._repoint.request import read_templates
from plugins.module_utils._repoint.templates import plan_templates
from plugins.module_utils._repoint.values import Moved

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD

FULL: dict[str, Any] = {
    "ImageId": "m-web",
    "InstanceType": "ecs.g7.large",
    "SecurityGroupIds": ["sg-1", "sg-2"],
    "VSwitchId": "vsw-1",
    "UserData": "SGVsbG8=",
    "SystemDisk": {"Category": "cloud_essd", "Size": 40, "Encrypted": "true", "KMSKeyId": "key-2"},
    "DataDisk": [{"Size": 100, "Category": "cloud_essd", "Encrypted": "true", "KMSKeyId": "key-2"}],
    "NetworkInterface": [{"VSwitchId": "vsw-1", "SecurityGroupIds": ["sg-1"]}],
    "Tag": [{"Key": "team", "Value": "web"}],
    "SpotPriceLimit": 0.98,
    "DeletionProtection": False,
}


def reset(emu: Harness, **parts: Any) -> None:
    account = WORLD["accounts"][OWNER]
    templates = [{"id": "lt-1", "name": "web", "versions": [{"data": FULL}]}]
    region = {**account["regions"][HOME], "launch_templates": templates, **parts}
    changed = {**account, "regions": {**account["regions"], HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def move(session: Session, **more: Any) -> Moved:
    given = {
        "region": HOME,
        "image_map": {"m-web": "m-cmk"},
        "launch_templates": [],
        "kms_key_id": "",
        "state": "present",
    }
    request = read_templates({**given, **more})
    plan = plan_templates(request, observe_templates(session, request))
    return TemplateWriter(session=session, sleep=lambda _seconds: None).carry_out(plan)


def states(done: Moved) -> list[str]:
    return [str(item.state) for item in done.moves]


def template(emu: Harness, place: int = 0) -> dict[str, Any]:
    world = emu.control("GET", "world")
    found: dict[str, Any] = world["accounts"][OWNER]["regions"][HOME]["launch_templates"][place]
    return found


def versions(emu: Harness) -> dict[int, dict[str, Any]]:
    return {item["number"]: item for item in template(emu)["versions"]}


@pytest.mark.parametrize("form", ["flat", "nested"])
def test_a_new_version_has_every_field_of_the_old_one(emu: Harness, connect: Connect, form: str) -> None:
    reset(emu)
    emu.set(launch_template_disk=form)
    done = move(connect())
    assert (states(done), done.failures, done.changed) == (["changed"], {}, True)
    assert template(emu)["default"] == 2
    assert versions(emu)[2]["data"] == {**FULL, "ImageId": "m-cmk"}
    assert versions(emu)[1]["data"] == FULL
    assert versions(emu)[2]["description"] == "imageops: m-cmk in place of m-web, from version 1"
    assert done.moves[0].after["default_version"] == {"version": 2, "image_id": "m-cmk", "kms_key_id": "key-2"}


def test_a_key_is_set_as_asked(emu: Harness, connect: Connect) -> None:
    reset(emu)
    move(connect(), kms_key_id="key-bj")
    assert versions(emu)[2]["data"]["SystemDisk"]["KMSKeyId"] == "key-bj"


def test_a_second_run_sends_no_write(emu: Harness, connect: Connect) -> None:
    reset(emu)
    move(connect())
    session = connect()
    done = move(session)
    assert (states(done), done.changed) == (["unchanged"], False)
    assert set(session.api_calls) == {"DescribeImages", "DescribeLaunchTemplateVersions", "DescribeLaunchTemplates"}


def test_a_lost_answer_leads_to_no_second_version(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="CreateLaunchTemplateVersion", kind="drop_after", times=1)
    done = move(connect())
    assert (states(done), template(emu)["default"]) == (["changed"], 2)
    assert sorted(versions(emu)) == [1, 2]


def test_a_call_that_never_arrived_fails_and_the_next_run_makes_the_version(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="CreateLaunchTemplateVersion", kind="drop_before", times=1)
    done = move(connect())
    assert states(done) == ["failed"]
    assert list(done.failures) == ["web (lt-1)"]
    assert states(move(connect())) == ["changed"]
    assert sorted(versions(emu)) == [1, 2]


def test_a_run_that_ended_before_the_default_goes_on(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="ModifyLaunchTemplateDefaultVersion", kind="error", code="Odd", status=403, times=1)
    done = move(connect())
    assert (states(done), template(emu)["default"], done.changed) == (["failed"], 1, True)
    assert states(move(connect())) == ["changed"]
    assert (sorted(versions(emu)), template(emu)["default"]) == ([1, 2], 2)


def test_a_full_template_fails_with_its_oldest_version_and_the_others_move(emu: Harness, connect: Connect) -> None:
    full = {"id": "lt-full", "name": "full", "default": 30, "versions": [{"data": FULL}] * 30}
    reset(emu, launch_templates=[full, {"id": "lt-1", "name": "web", "versions": [{"data": FULL}]}])
    done = move(connect())
    assert states(done) == ["failed", "changed"]
    assert done.moves[0].reasons[0].code == "template_full"
    assert "30 versions" in str(done.failures["full (lt-full)"])
    assert "besides the default is 1" in str(done.failures["full (lt-full)"])


def test_a_default_and_a_latest_of_old_images_both_move(emu: Harness, connect: Connect) -> None:
    latest = {**FULL, "InstanceType": "ecs.g8.large"}
    reset(emu, launch_templates=[{"id": "lt-1", "versions": [{"data": FULL}, {"data": latest}]}])
    assert states(move(connect())) == ["changed"]
    assert template(emu)["default"] == 3
    assert versions(emu)[3]["data"] == {**FULL, "ImageId": "m-cmk"}
    assert versions(emu)[4]["data"] == {**latest, "ImageId": "m-cmk"}
    assert states(move(connect())) == ["unchanged"]
    assert sorted(versions(emu)) == [1, 2, 3, 4]


def test_a_change_is_taken_back_and_again_there_is_nothing_to_do(emu: Harness, connect: Connect) -> None:
    reset(emu)
    before = template(emu)
    move(connect())
    done = move(connect(), state="absent")
    assert (states(done), done.changed) == (["changed"], True)
    after = template(emu)
    assert (after["default"], after["versions"]) == (before["default"], before["versions"])
    assert move(connect(), state="absent").moves == []


def test_a_version_that_a_group_launches_from_is_not_removed(emu: Harness, connect: Connect) -> None:
    group = {"id": "asg-1", "name": "shop", "template": "lt-1", "template_version": "1"}
    reset(emu, scaling_groups=[group])
    move(connect())
    emu.call("ess", "ModifyScalingGroup", ScalingGroupId="asg-1", LaunchTemplateId="lt-1", LaunchTemplateVersion="2")
    done = move(connect(), state="absent")
    assert states(done) == ["changed"]
    assert (template(emu)["default"], sorted(versions(emu))) == (1, [1, 2])


@pytest.mark.parametrize("reading", ["ignore", "refuse"])
def test_a_version_that_goes_meanwhile_does_not_stop_taking_back(emu: Harness, connect: Connect, reading: str) -> None:
    reset(emu)
    move(connect())
    emu.set(unknown_template_version=reading)
    request = read_templates(
        {"region": HOME, "image_map": {"m-web": "m-cmk"}, "launch_templates": [], "kms_key_id": "", "state": "absent"}
    )
    session = connect()
    plan = plan_templates(request, observe_templates(session, request))
    emu.ecs("ModifyLaunchTemplateDefaultVersion", LaunchTemplateId="lt-1", DefaultVersionNumber=1)
    emu.ecs("DeleteLaunchTemplateVersion", LaunchTemplateId="lt-1", DeleteVersion=[2])
    assert states(TemplateWriter(session=session).carry_out(plan)) == ["changed"]


def test_a_name_that_is_no_template_is_refused_before_a_write(emu: Harness, connect: Connect) -> None:
    reset(emu)
    with pytest.raises(Exception, match="is not a launch template in cn-beijing"):
        move(connect(), launch_templates=["webb"])


LATEST = {**FULL, "InstanceType": "ecs.g8.large"}


def assert_launchable(emu: Harness) -> None:
    """The template launches from whole versions by default and by latest, and none was made twice."""
    found = versions(emu)
    for number in (template(emu)["default"], max(found)):
        assert {**found[number]["data"], "ImageId": "", "InstanceType": ""} == {
            **FULL,
            "ImageId": "",
            "InstanceType": "",
        }
    made = [item["description"] for item in found.values() if item["description"]]
    assert len(made) == len(set(made))


def interrupted(emu: Harness, connect: Connect, kind: str, calls: int, **more: Any) -> None:
    """Run until the answer of one call is missing, then again to the end."""
    emu.fault(kind=kind, skip=calls, times=1)
    with contextlib.suppress(ImageopsError):
        move(connect(max_attempts=1), **more)
    assert_launchable(emu)
    emu.control("DELETE", "faults")
    move(connect(), **more)
    assert_launchable(emu)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("calls", range(10))
def test_a_run_that_ends_at_any_call_leaves_whole_versions_and_the_next_one_finishes(
    emu: Harness, connect: Connect, kind: str, calls: int
) -> None:
    reset(emu, launch_templates=[{"id": "lt-1", "versions": [{"data": FULL}, {"data": LATEST}]}])
    interrupted(emu, connect, kind, calls)
    assert (template(emu)["default"], versions(emu)[3]["data"]) == (3, {**FULL, "ImageId": "m-cmk"})
    assert (max(versions(emu)), versions(emu)[4]["data"]) == (4, {**LATEST, "ImageId": "m-cmk"})
    interrupted(emu, connect, kind, calls, state="absent")
    assert (template(emu)["default"], sorted(versions(emu))) == (1, [1, 2])


def test_a_thousand_templates_are_looked_at_within_the_floor_of_calls(emu: Harness, connect: Connect) -> None:
    reset(
        emu,
        launch_templates=[
            {"id": f"lt-{number}", "versions": [{"data": {"ImageId": f"m-{number % 20}"}}]} for number in range(1000)
        ],
    )
    session = connect()
    request = read_templates(
        {"region": HOME, "image_map": {"m-1": "m-cmk"}, "launch_templates": [], "kms_key_id": "", "state": "present"}
    )
    plan = plan_templates(request, observe_templates(session, request))
    assert len(plan.before) == 50
    assert session.api_calls == {
        "DescribeImages": 1,
        "DescribeLaunchTemplates": 20,
        "DescribeLaunchTemplateVersions": 1000,
    }
