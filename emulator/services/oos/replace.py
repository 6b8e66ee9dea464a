# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The product's action that replaces a system disk, and the list of all programs."""

from __future__ import annotations

from .encrypt import BULKY_ENCRYPT, ENCRYPT, SNAPSHOT
from .programs import Api, Choice, Parameter, Program, Task, Wait

_INSTANCE = {"RegionId": "{{ regionId }}", "InstanceId": "{{ instanceId }}"}
_INSTANCES = {"RegionId": "{{ regionId }}", "InstanceIds": ["{{ instanceId }}"]}
_STATUS = "Instances.Instance[].Status"

REPLACE = Program(
    "ACS::ECS::ReplaceSystemDisk",
    "Replaces the system disk of an ECS instance",
    {
        "regionId": Parameter("String", "{{ ACS::RegionId }}"),
        "imageId": Parameter("String"),
        "instanceId": Parameter("String"),
        "keyPairName": Parameter("String", ""),
    },
    (
        Task("viewInstanceStatus", Api("DescribeInstances", _INSTANCES), {"instanceStatus": _STATUS}),
        Task(
            "whetherInstanceStatusIsRunning",
            Choice("stopInstance", (("{{ viewInstanceStatus.instanceStatus }}", "Stopped", "replaceSystemDisk"),)),
        ),
        Task("stopInstance", Api("StopInstance", _INSTANCE)),
        Task("untilInstanceReady", Wait("DescribeInstances", _INSTANCES, _STATUS, ("Stopped",))),
        Task(
            "replaceSystemDisk",
            Api(
                "ReplaceSystemDisk",
                {**_INSTANCE, "ImageId": "{{ imageId }}", "KeyPairName": "{{ keyPairName }}"},
            ),
            {"diskId": "DiskId"},
        ),
        Task(
            "untilNewDiskReady",
            Wait(
                "DescribeDisks",
                {"RegionId": "{{ regionId }}", "DiskIds": ["{{ replaceSystemDisk.diskId }}"]},
                "Disks.Disk[].Status",
                ("In_use",),
            ),
        ),
        # It starts what was stopped before, too.
        Task("startInstance", Api("StartInstance", _INSTANCE)),
        Task("untilInstanceToRunning", Wait("DescribeInstances", _INSTANCES, _STATUS, ("Running",))),
    ),
    lambda scope: {"newSystemDiskId": scope("replaceSystemDisk.diskId")},
)

PROGRAMS = {program.name: program for program in (BULKY_ENCRYPT, ENCRYPT, SNAPSHOT, REPLACE)}
