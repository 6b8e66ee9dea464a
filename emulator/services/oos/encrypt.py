# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public template that encrypts system disks, with its steps, limits and flaws as its public source has them."""

from __future__ import annotations

from collections.abc import Mapping

from .programs import END, Api, Choice, Loop, Nested, Parameter, Program, Scope, Select, Task, Wait

_REGION = Parameter("String", "{{ ACS::RegionId }}")
_INSTANCE: Mapping[str, object] = {"RegionId": "{{ regionId }}", "InstanceIds": ["{{ instanceId }}"]}
_STATUS = "Instances.Instance[].Status"
# With pauses of 300 seconds at most these are a day.
_RETRIES, _LONGEST = 296, 300
_ALL_STATES = "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated"


def _encrypted_before(scope: Scope) -> str | None:
    """The instance if its disk was encrypted before: what the source says, and not what a reader would expect."""
    return scope("instanceId") if scope("describeDisk.encrypted") is True else None


BULKY_ENCRYPT = Program(
    "ACS-ECS-BulkyEncryptSystemDisk",
    "Bulky encrypt the system disks",
    {
        "regionId": _REGION,
        "targets": Parameter("Json"),
        "KMSKeyId": Parameter("String"),
        "rateControl": Parameter("Json", {"Mode": "Concurrency", "MaxErrors": 0, "Concurrency": 10}),
        "OOSAssumeRole": Parameter("String", ""),
    },
    (
        Task("getInstance", Select("{{ targets }}"), {"instanceIds": "Instances.Instance[].InstanceId*"}),
        Task(
            "encryptSystemDisk",
            Loop(
                "{{ getInstance.instanceIds }}",
                Nested(
                    "ACS::ECS::EncryptSystemDisk",
                    {
                        "regionId": "{{ regionId }}",
                        "instanceId": "{{ ACS::TaskLoopItem }}",
                        "KMSKeyId": "{{ KMSKeyId }}",
                    },
                ),
                rate="{{ rateControl }}",
                collect={"systemDiskEncryptedInstances": "systemDiskEncryptedInstance"},
            ),
        ),
    ),
    lambda scope: {"systemDiskEncryptedInstances": scope("encryptSystemDisk.systemDiskEncryptedInstances")},
)

ENCRYPT = Program(
    "ACS::ECS::EncryptSystemDisk",
    "Encrypt system disk",
    {"regionId": _REGION, "instanceId": Parameter("String"), "KMSKeyId": Parameter("String")},
    (
        Task(
            "waitInstanceReady",
            Wait("DescribeInstances", _INSTANCE, _STATUS, ("Running", "Stopped")),
            {"keyPairName": "Instances.Instance[].KeyPairName"},
        ),
        Task(
            "describeDisk",
            Api(
                "DescribeDisks",
                {"RegionId": "{{ regionId }}", "InstanceId": "{{ instanceId }}", "DiskType": "system"},
            ),
            {"diskId": "Disks.Disk[].DiskId", "encrypted": "Disks.Disk[].Encrypted"},
        ),
        # Encrypted under whatever key: also under the service key, or another than the one asked for.
        Task("whetherToEncrypt", Choice("createSnapshot", (("{{ describeDisk.encrypted }}", True, END),))),
        # The instance may be running, and goes on running until its disk is replaced.
        Task(
            "createSnapshot",
            Nested(
                "ACS::ECS::CreateSnapshot",
                {
                    "regionId": "{{ regionId }}",
                    "diskId": "{{ describeDisk.diskId }}",
                    "snapshotName": "Snapshot-{{ ACS::ExecutionId }}",
                },
            ),
            {"snapshotId": "snapshotId"},
        ),
        Task(
            "createImage",
            Api(
                "CreateImage",
                {
                    "RegionId": "{{ regionId }}",
                    "ImageName": "CreateImage-{{ ACS::ExecutionId }}",
                    "SnapshotId": "{{ createSnapshot.snapshotId }}",
                },
            ),
            {"imageId": "ImageId"},
        ),
        Task(
            "untilImageReady",
            Wait(
                "DescribeImages",
                {"RegionId": "{{ regionId }}", "ImageId": "{{ createImage.imageId }}", "Status": _ALL_STATES},
                "Images.Image[].Status",
                ("Available",),
                retries=_RETRIES,
                longest=_LONGEST,
            ),
        ),
        Task(
            "copyImage",
            Api(
                "CopyImage",
                {
                    "RegionId": "{{ regionId }}",
                    "ImageId": "{{ createImage.imageId }}",
                    "DestinationRegionId": "{{ regionId }}",
                    "KMSKeyId": "{{ KMSKeyId }}",
                    "Encrypted": True,
                },
            ),
            {"imageId": "ImageId"},
        ),
        # Without a Status the list has Available images only: a copy that has failed looks like one that is not ready.
        Task(
            "untilCopyImageReady",
            Wait(
                "DescribeImages",
                {"RegionId": "{{ regionId }}", "ImageId": "{{ copyImage.imageId }}"},
                "Images.Image[].Status",
                ("Available",),
                retries=_RETRIES,
                longest=_LONGEST,
            ),
        ),
        # A failure here changes neither what follows nor the status of the execution.
        Task(
            "replaceSystemDisk",
            Nested(
                "ACS::ECS::ReplaceSystemDisk",
                {
                    "regionId": "{{ regionId }}",
                    "instanceId": "{{ instanceId }}",
                    "imageId": "{{ copyImage.imageId }}",
                    "keyPairName": "{{ waitInstanceReady.keyPairName }}",
                },
            ),
            goes_on=True,
        ),
        Task(
            "deleteImage",
            Loop(
                ("{{ createImage.imageId }}", "{{ copyImage.imageId }}"),
                Api(
                    "DeleteImage",
                    {"RegionId": "{{ regionId }}", "ImageId": "{{ ACS::TaskLoopItem }}", "Force": True},
                ),
            ),
        ),
        # The copy's snapshot stays.
        Task(
            "deleteSnapshot",
            Api("DeleteSnapshot", {"RegionId": "{{ regionId }}", "SnapshotId": "{{ createSnapshot.snapshotId }}"}),
        ),
    ),
    lambda scope: {"systemDiskEncryptedInstance": _encrypted_before(scope)},
)

SNAPSHOT = Program(
    "ACS::ECS::CreateSnapshot",
    "Creates a snapshot for a disk",
    {"regionId": _REGION, "diskId": Parameter("String"), "snapshotName": Parameter("String", "")},
    (
        Task(
            "describeDisks",
            Api("DescribeDisks", {"RegionId": "{{ regionId }}", "DiskIds": ["{{ diskId }}"]}),
            {"instanceIds": "Disks.Disk[].InstanceId*"},
        ),
        Task(
            "whetherDiskAttachedToInstance",
            Choice(
                "waitUtilInstanceRunningOrStopped",
                (
                    ("{{ describeDisks.instanceIds }}", [""], "createSnapshot"),
                    ("{{ describeDisks.instanceIds }}", [], END),
                ),
            ),
        ),
        Task(
            "waitUtilInstanceRunningOrStopped",
            Wait(
                "DescribeInstances",
                {"RegionId": "{{ regionId }}", "InstanceIds": "{{ describeDisks.instanceIds }}"},
                _STATUS,
                ("Running", "Stopped"),
                retries=30,
                delay=20,
            ),
        ),
        Task(
            "createSnapshot",
            Api(
                "CreateSnapshot",
                {"RegionId": "{{ regionId }}", "DiskId": "{{ diskId }}", "SnapshotName": "{{ snapshotName }}"},
            ),
            {"snapshotId": "SnapshotId"},
        ),
        Task(
            "untilSnapshotsReady",
            Wait(
                "DescribeSnapshots",
                {"RegionId": "{{ regionId }}", "SnapshotIds": ["{{ createSnapshot.snapshotId }}"]},
                "Snapshots.Snapshot[].Status",
                ("accomplished",),
                stop=("failed",),
                retries=57,
            ),
        ),
    ),
    lambda scope: {"snapshotId": scope("createSnapshot.snapshotId")},
)
