# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What shows that a system inside of an instance works: DescribeCloudAssistantStatus, GetInstanceConsoleOutput."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from ....actions.declare import Answer, Call, Note, action
from ....actions.paging import either_page
from ....state.clock import iso
from ....state.instances import Instance
from ..arns import arn

_CHINA = timezone(timedelta(hours=8))
_FIRMWARE = "Booting from Hard Disk...\n"
_SYSTEM = f"{_FIRMWARE}Linux version 5.10.134 (emulated)\nlocalhost login: "


def _is_up(call: Call, instance: Instance) -> bool:
    """Whether the system has started by now; that of a disk which cannot be decrypted never does."""
    now, change = call.cloud.now(), instance.change
    if instance.unreadable or instance.status_at(now) != "Running":
        return False
    return now >= (0.0 if change is None else change.until) + call.cloud.settings.boot_seconds


@action(
    "ecs",
    "DescribeCloudAssistantStatus",
    resources=lambda call: [arn(call, "instance", name) for name in call.parameters.texts("InstanceId") or ["*"]],
    models=("InstanceId", "MaxResults", "NextToken", "OSType", "PageNumber", "PageSize", "RegionId"),
    notes=(
        Note("CloudAssistantStatus is the text true or false; both ways of paging", "ECS-SDK, API page"),
        Note(
            "true boot_seconds after the instance is Running, if signs_of_life is cloud_assistant (setting)", "assumed"
        ),
        Note("an id that is not there is left out; so is a system of another OSType", "assumed"),
        Note("RAM: each instance", "API page"),
    ),
)
def describe_cloud_assistant_status(call: Call) -> Answer:
    """Say in which instances Cloud Assistant works."""
    wanted, system = call.parameters.texts("InstanceId"), call.parameters.text("OSType").lower()
    found = [
        item
        for item in reversed(call.region.instances.values())
        if (not wanted or item.id in wanted) and system in ("", _system(item))
    ]
    page, answer = either_page(call, found, largest=50)
    return {
        **answer,
        "InstanceCloudAssistantStatusSet": {"InstanceCloudAssistantStatus": [_assistant(call, item) for item in page]},
    }


def _system(instance: Instance) -> str:
    disk = instance.system_disk
    return disk.build.os_type if disk and disk.build else "linux"


def _assistant(call: Call, instance: Instance) -> dict[str, Any]:
    works = _is_up(call, instance) and call.cloud.settings.signs_of_life == "cloud_assistant"
    return {
        "InstanceId": instance.id,
        "CloudAssistantStatus": str(works).lower(),
        "CloudAssistantVersion": "2.2.3.1045" if works else "",
        "LastHeartbeatTime": iso(call.cloud.now()) if works else "",
        "OSType": _system(instance).capitalize(),
        "InvocationCount": 0,
        "ActiveTaskCount": 0,
        "SupportSessionManager": works,
    }


@action(
    "ecs",
    "GetInstanceConsoleOutput",
    resources=lambda call: [arn(call, "instance", call.parameters.text("InstanceId"))],
    models=("InstanceId", "RegionId"),
    errors=("InvalidInstanceId.NotFound",),
    notes=(
        Note("ConsoleOutput in Base64; LastUpdateTime in UTC+8, without a zone", "ECS-SDK"),
        Note("nothing before the instance is Running, then what firmware writes", "assumed"),
        Note(
            "a kernel's lines and a login follow after boot_seconds, unless signs_of_life is none (settings)", "assumed"
        ),
        Note("RAM: the instance", "API page"),
    ),
)
def get_instance_console_output(call: Call) -> Answer:
    """Show what an instance has written to its console."""
    instance = call.region.instances.get(call.parameters.text("InstanceId"))
    if instance is None:
        raise call.refuse("InvalidInstanceId.NotFound")
    now = call.cloud.now()
    text = _FIRMWARE if instance.status_at(now) == "Running" else ""
    if _is_up(call, instance) and call.cloud.settings.signs_of_life != "none":
        text = _SYSTEM
    return {
        "InstanceId": instance.id,
        "ConsoleOutput": base64.b64encode(text.encode()).decode(),
        "LastUpdateTime": datetime.fromtimestamp(now, UTC).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S"),
    }
