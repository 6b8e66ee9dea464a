# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Encrypting the system disks of instances with the public OOS template: what happens to each, and was it done.

The template's effects and faults (its public source of 2024): it takes a snapshot of the disk, makes an image of it,
copies that under the key, replaces the disk, and starts the instance, also one that was stopped before. What is written
after its snapshot is lost. It skips a disk that is encrypted under whatever key, and goes on when a replacement fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .._core.reasons import reason
from .._model.execution import TAG_REQUEST
from .._model.reason import Reason

TEMPLATE = "ACS-ECS-BulkyEncryptSystemDisk"
# The overview of disk encryption (2023-11) names what a copied image can make encrypted system disks of: ESSD AutoPL,
# ESSD, standard SSD, ultra disk and basic disk. Two categories are younger than the page.
CATEGORIES = ("cloud_auto", "cloud_essd", "cloud_ssd", "cloud_efficiency", "cloud")
ASSUMED_CATEGORIES = ("cloud_essd_entry", "cloud_regional_disk_auto")
# ReplaceSystemDisk makes the disk this large unless the image is larger; the template gives no size.
SMALLEST_NEW_DISK_GIB = 40
LIVE = ("Running", "Started", "Waiting", "Pending")
BUSY = ("Pending", "Starting", "Stopping")

InstanceResult = Mapping[str, Any]
ExecutionResult = Mapping[str, Any]


class InstanceAction(StrEnum):
    """What is done with an instance."""

    ENCRYPT = "encrypt"
    FOLLOW = "follow"
    NONE = "none"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`accepts` are risks that the operator takes: auto_release, scaling_group."""

    kms_key_id: str
    stop_first: bool = True
    accept_data_loss: bool = False
    accepts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One instance of the plan; `notes` are said and change nothing."""

    instance: InstanceResult
    action: InstanceAction
    why: str
    code: str = ""
    remedy: str = ""
    downtime: str = "none"
    execution_id: str = ""
    notes: tuple[str, ...] = field(default=())

    def to_result(self) -> dict[str, Any]:
        """Plain data for playbooks."""
        instance, disk = self.instance, system_disk(self.instance)
        return {
            "instance_id": instance["instance_id"],
            "name": instance["name"],
            "region": instance["region"],
            "status": instance["status"],
            "disk_id": disk.get("disk_id", ""),
            "size_gib": disk.get("size_gib", 0),
            "category": disk.get("category", ""),
            "encryption": instance["system_disk_encryption"],
            "action": str(self.action),
            "why": self.why,
            "code": self.code,
            "remedy": self.remedy,
            "downtime": self.downtime,
            "execution_id": self.execution_id,
            "notes": list(self.notes),
        }


def system_disk(instance: InstanceResult) -> Mapping[str, Any]:
    """Return the system disk of an instance as `instance_info` returns it, empty without one."""
    return next((disk for disk in instance["disks"] if disk["type"] == "system"), {})


def key_name(disk: Mapping[str, Any]) -> str:
    """Return the key of an encrypted disk, for messages."""
    return "the ECS service key" if disk["key_type"] == "service" else f"the key {disk['kms_key_id']}"


def is_proven(instance: InstanceResult, kms_key_id: str) -> bool:
    """Return whether the system disk is there, in use, and encrypted under exactly this key."""
    disk = system_disk(instance)
    return bool(
        disk and disk["encrypted"] and disk["kms_key_id"] == kms_key_id and disk["key_type"] == "customer"
        and disk["status"] == "In_use"
    )  # fmt: skip


def own_executions(executions: Iterable[ExecutionResult], instance_ids: Iterable[str]) -> list[ExecutionResult]:
    """Return those of the template that touch these instances and were started by us, the newest first."""
    wanted = set(instance_ids)
    return [
        item
        for item in executions
        if item["template_name"] == TEMPLATE and TAG_REQUEST in item["tags"] and wanted & touched(item)
    ]


def touched(execution: ExecutionResult) -> set[str]:
    """Return the instances that an execution names, empty if it chooses them otherwise."""
    targets = execution["parameters"].get("targets")
    ids = targets.get("ResourceIds") if isinstance(targets, Mapping) else None
    return set(ids) if isinstance(ids, list) else set()


def plan_instances(
    instances: Sequence[InstanceResult], executions: Sequence[ExecutionResult], options: Options
) -> list[Row]:
    """Return a row for every instance, in the order of their names."""
    live = [item for item in executions if item["template_name"] == TEMPLATE and item["status"] in LIVE]
    rows = [_decide(instance, live, options) for instance in instances]
    return sorted(rows, key=lambda row: (row.instance["name"], row.instance["instance_id"]))


def _decide(instance: InstanceResult, live: Sequence[ExecutionResult], options: Options) -> Row:
    running = [item for item in live if instance["instance_id"] in touched(item)]
    if running:
        return _decide_running(instance, running[0], options)
    if is_proven(instance, options.kms_key_id):
        return Row(instance=instance, action=InstanceAction.NONE, why="is encrypted under the key")
    if found := _obstacle(instance, options):
        return _refused(instance, found)
    return Row(
        instance=instance,
        action=InstanceAction.ENCRYPT,
        why="is not encrypted",
        downtime=_downtime(instance, options),
        notes=tuple(_notes(instance)),
    )


def _decide_running(instance: InstanceResult, execution: ExecutionResult, options: Options) -> Row:
    execution_id = execution["execution_id"]
    if TAG_REQUEST not in execution["tags"] or execution["parameters"].get("KMSKeyId") != options.kms_key_id:
        return _refused(instance, reason("other_execution", execution=execution_id), execution_id)
    return Row(
        instance=instance,
        action=InstanceAction.FOLLOW,
        why=f"the execution {execution_id} of an earlier run works on it",
        downtime="until it has ended",
        execution_id=execution_id,
    )


def _refused(instance: InstanceResult, found: Reason, execution_id: str = "") -> Row:
    return Row(
        instance=instance,
        action=InstanceAction.REFUSE,
        why=found.message,
        code=found.code,
        remedy=found.remedy,
        execution_id=execution_id,
    )


def _obstacle(instance: InstanceResult, options: Options) -> Reason | None:
    """Return the first thing that is in the way."""
    disk = system_disk(instance)
    if not disk:
        return reason("no_system_disk")
    if disk["encrypted"]:
        return reason("encrypted_otherwise", key=key_name(disk))
    if disk["category"] not in (*CATEGORIES, *ASSUMED_CATEGORIES):
        return reason("category", category=disk["category"], categories=", ".join(CATEGORIES))
    if instance["status"] in BUSY or disk["status"] != "In_use":
        return reason("busy", status=instance["status"], disk_status=disk["status"])
    if instance["locks"]:
        return reason("locked", locks=", ".join(instance["locks"]))
    return _risk(instance, options)


def _risk(instance: InstanceResult, options: Options) -> Reason | None:
    """Return the first risk that the operator could accept and does not."""
    if instance["auto_release_time"] and "auto_release" not in options.accepts:
        return reason("auto_release", time=instance["auto_release_time"])
    if instance["scaling_group_id"] and "scaling_group" not in options.accepts:
        return reason("scaling_group", group=instance["scaling_group_id"])
    if instance["status"] == "Running" and not options.stop_first and not options.accept_data_loss:
        return reason("running")
    return None


def _downtime(instance: InstanceResult, options: Options) -> str:
    if instance["status"] == "Stopped":
        return "is stopped, and started at the end"
    if options.stop_first:
        return "all the time: snapshot, image, copy and replacement"
    return "while its disk is replaced; what it writes until then is LOST"


def _notes(instance: InstanceResult) -> list[str]:
    disk = system_disk(instance)
    notes = []
    if disk["size_gib"] < SMALLEST_NEW_DISK_GIB:
        notes.append(f"its disk grows from {disk['size_gib']} to {SMALLEST_NEW_DISK_GIB} GiB")
    if disk["category"] in ASSUMED_CATEGORIES:
        notes.append(f"that {disk['category']} can be encrypted is not documented")
    if any(other["type"] != "system" for other in instance["disks"]):
        notes.append("its data disks stay unchanged")
    if not instance["key_pair"]:
        notes.append("has no key pair; a password of the image's may be asked for, or none works")
    if instance["stopped_mode"] == "StopCharging":
        notes.append("was stopped without keeping its resources, and may find none when it is started")
    return notes
