# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an instance that was started says of its image."""

from __future__ import annotations

import pytest

from plugins.module_utils._launches.values import Seen, Sign, TrialRequest
from plugins.module_utils._launches.verdict import console_sign, cost, launch_of, unsent
from plugins.module_utils._model.errors import ApiError, ConnectionFailed, Denied, ImageopsError
from plugins.module_utils._model.instance import InstanceDisk

from ..support import HOME

KERNEL = "Booting from Hard Disk...\nLinux version 5.10"


def request(kms_key_id: str = "", images: tuple[str, ...] = ("m-1",)) -> TrialRequest:
    return TrialRequest(
        region=HOME,
        image_ids=images,
        instance_type="ecs.t6-c1m1.large",
        vswitch_id="vsw-1",
        security_group_id="sg-1",
        kms_key_id=kms_key_id,
        wait_timeout=600,
    )


def refusal(code: str, kind: type[ApiError] = ApiError) -> ApiError:
    error = kind(code, "So it is.", action="RunInstances", region=HOME, request_id="r-1")
    if isinstance(error, Denied):
        error.permission = "ecs:RunInstances"
    return error


def disk(key: str = "key-own", *, encrypted: bool = True) -> InstanceDisk:
    return InstanceDisk(
        disk_id="d-1",
        instance_id="i-1",
        device="/dev/xvda",
        type="system",
        category="cloud_essd",
        size_gib=40,
        status="In_use",
        encrypted=encrypted,
        kms_key_id=key,
    )


LOST = ConnectionFailed("RunInstances", service="ECS", region=HOME, via="", detail="it timed out")


@pytest.mark.parametrize(
    ("error", "result", "code", "says"),
    [
        pytest.param(
            refusal("Forbidden.RAM", Denied), "not_proven", "Forbidden.RAM", "Allow ecs:RunInstances", id="RAM"
        ),
        pytest.param(
            refusal("OperationDenied.NoStock"), "not_proven", "OperationDenied.NoStock", "another", id="stock"
        ),
        pytest.param(LOST, "not_proven", "ConnectionFailed", "it timed out", id="no answer"),
        pytest.param(
            refusal("InvalidParameter.KMSKeyId.KMSUnauthorized"),
            "refused",
            "InvalidParameter.KMSKeyId.KMSUnauthorized",
            "AliyunECSShareEncryptImageDefaultRole",
            id="the owner's role",
        ),
        pytest.param(refusal("Odd"), "refused", "Odd", "ECS does not start an instance: Odd: So it is.", id="unknown"),
    ],
)
def test_a_refusal_says_something_of_the_image_or_nothing(
    error: ImageopsError, result: str, code: str, says: str
) -> None:
    launch = launch_of(request(), Seen(image_id="m-1", error=error))

    assert (str(launch.result), launch.code, launch.instance_id) == (result, code, "")
    assert says in launch.reason


@pytest.mark.parametrize(
    ("status", "sign", "denied", "result", "code", "says"),
    [
        ("", "", "", "refused", "instance_vanished", "AliyunECSShareEncryptImageDefaultRole"),
        ("Pending", "", "", "not_proven", "instance_not_running", "was Pending for 61 s"),
        ("Running", "", "", "running_unproven", "running_unproven", "may say Running, too"),
        ("Running", "", "ecs:X", "running_unproven", "running_unproven", "Allow ecs:X in RAM"),
        ("Running", "cloud_assistant", "", "launched", "launched", "Cloud Assistant answered from inside 61 s after"),
        ("Running", "console", "ecs:X", "launched", "launched", "its console shows a system (ecs:X is not allowed)"),
    ],
)
def test_an_instance_is_judged_by_what_was_seen_of_it(
    status: str, sign: str, denied: str, result: str, code: str, says: str
) -> None:
    seen = Seen(
        image_id="m-1",
        instance_id="i-1",
        status=status,
        seconds=61.2,
        sign=Sign(sign),
        denied=denied,
        was_listed=True,
    )

    launch = launch_of(request(), seen)

    assert (str(launch.result), launch.code, launch.instance_id) == (result, code, "i-1")
    assert says in launch.reason


@pytest.mark.parametrize(
    ("wanted", "found", "result", "says"),
    [
        ("key-own", disk(), "launched", "encrypted with key-own"),
        ("key-own", disk("key-other"), "not_proven", "encrypted with key-other, not with key-own"),
        ("key-own", disk(""), "launched", "encrypted with the service key"),
        ("", disk("key-service"), "launched", "encrypted with key-service"),
        ("", disk("", encrypted=False), "launched", "not encrypted"),
        ("key-own", None, "launched", "its disk was not listed"),
    ],
)
def test_the_disks_key_is_part_of_the_answer(wanted: str, found: InstanceDisk | None, result: str, says: str) -> None:
    seen = Seen(image_id="m-1", instance_id="i-1", status="Running", sign=Sign.CONSOLE, disk=found)

    launch = launch_of(request(wanted), seen)

    assert str(launch.result) == result
    assert says in launch.reason


def test_an_instance_that_no_list_shows_proves_nothing_of_the_image() -> None:
    launch = launch_of(request(), Seen(image_id="m-1", instance_id="i-1", status="Pending", seconds=20.0))

    assert (str(launch.result), launch.code) == ("not_proven", "instance_not_listed")
    assert "wait_timeout to more than 60" in launch.reason


def test_a_disk_that_may_not_be_read_is_said() -> None:
    seen = Seen(image_id="m-1", instance_id="i-1", status="Running", sign=Sign.CONSOLE, disk_denied="ecs:DescribeDisks")

    assert "its disk may not be read (ecs:DescribeDisks is not allowed)" in launch_of(request(), seen).reason


@pytest.mark.parametrize(
    ("text", "sign"),
    [("", ""), ("Booting from Hard Disk...", ""), (KERNEL, "console"), ("localhost login: ", "console")],
)
def test_firmware_on_the_console_is_no_sign_of_life(text: str, sign: str) -> None:
    assert console_sign(text) == sign


def test_nothing_is_started_in_check_mode_or_without_the_right_to_release() -> None:
    assert unsent(request(), "m-1").to_result()["code"] == "check_mode"
    assert "Allow ecs:DeleteInstances in RAM" in unsent(request(), "m-1", "ecs:DeleteInstances").reason


def test_the_cost_is_said_in_a_sentence() -> None:
    one = "1 instance of ecs.t6-c1m1.large is started in cn-beijing without a public address and released again"
    assert cost(request(), 5) == f"{one}, after at most 10 min"
    seven = request(images=tuple(f"m-{number}" for number in range(7)))
    assert cost(seven, 5).startswith("7 instances of ecs.t6-c1m1.large are started, at most 5 at once in cn-beijing")
