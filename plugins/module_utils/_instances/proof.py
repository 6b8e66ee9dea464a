# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What became of each instance, read from its disks; the template's own output proves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .encryption import InstanceResult, is_proven, key_name, system_disk

START_IT = "Start it (imageops.alicloud.instance, state: started)"


def prove_instances(
    rows: Sequence[Mapping[str, Any]], instances: Sequence[InstanceResult], kms_key_id: str
) -> list[dict[str, Any]]:
    """A verdict for each row of the plan that was to be encrypted, with what to do where it failed."""
    by_id = {instance["instance_id"]: instance for instance in instances}
    return [_verdict(row, by_id.get(row["instance_id"]), kms_key_id) for row in rows]


def _verdict(row: Mapping[str, Any], instance: InstanceResult | None, kms_key_id: str) -> dict[str, Any]:
    told = {"instance_id": row["instance_id"], "name": row["name"], "disk_id_before": row["disk_id"]}
    if instance is None:
        why = "is not there any more; somebody, or its release time, has released it"
        return {**told, "proven": False, "status": "", "disk_id": "", "code": "released", "why": why, "todo": ""}
    disk = system_disk(instance)
    told |= {"status": instance["status"], "disk_id": disk.get("disk_id", "")}
    if is_proven(instance, kms_key_id):
        why = f"its system disk {disk['disk_id']} is encrypted under {kms_key_id}"
        return {**told, "proven": True, "code": "", "why": why, "todo": ""}
    code, why, todo = _failure(row, instance, disk)
    return {**told, "proven": False, "code": code, "why": why, "todo": todo}


def _failure(row: Mapping[str, Any], instance: InstanceResult, disk: Mapping[str, Any]) -> tuple[str, str, str]:
    is_stopped = instance["status"] == "Stopped"
    if not disk:
        todo = "Give it a system disk (ReplaceSystemDisk) of one of its snapshots or images; nothing was deleted by us."
        return "no_system_disk", "has no system disk", todo
    if disk["status"] != "In_use":
        return "disk_busy", f"its system disk is {disk['status']}", "Wait, and run this again."
    if disk["encrypted"]:
        return "other_key", f"its system disk is under {key_name(disk)}, not this one", "Find out who encrypted it."
    if disk["disk_id"] != row["disk_id"]:
        todo = "Somebody replaced it meanwhile. Look at it before it is tried again."
        return "replaced_plain", "its system disk is another one, and not encrypted", todo
    why = "still has its old system disk, with all that was on it"
    if is_stopped:
        return "not_replaced", f"{why}, and is stopped", f"{START_IT} to use it as before, or run this again."
    return "not_replaced", why, "Run this again once the cause is gone."


def failure_text(verdicts: Sequence[Mapping[str, Any]]) -> str:
    """One sentence for each instance that is not proven; empty if all are."""
    failed = [item for item in verdicts if not item["proven"]]
    return " ".join(f"{item['name']} ({item['instance_id']}) {item['why']}. {item['todo']}".strip() for item in failed)
