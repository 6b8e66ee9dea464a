# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What became of each instance, read from its disks; the template's own output proves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.reasons import reason
from .._model.reason import Reason
from .encryption import InstanceResult, is_proven, key_name, system_disk


def prove_instances(
    rows: Sequence[Mapping[str, Any]], instances: Sequence[InstanceResult], kms_key_id: str
) -> list[dict[str, Any]]:
    """Return a verdict for each row of the plan to encrypt, with what to do where it failed."""
    by_id = {instance["instance_id"]: instance for instance in instances}
    return [_verdict(row, by_id.get(row["instance_id"]), kms_key_id) for row in rows]


def _verdict(row: Mapping[str, Any], instance: InstanceResult | None, kms_key_id: str) -> dict[str, Any]:
    disk = system_disk(instance) if instance else {}
    values = {
        "instance_id": row["instance_id"],
        "name": row["name"],
        "disk_id_before": row["disk_id"],
        "status": instance["status"] if instance else "",
        "disk_id": disk.get("disk_id", ""),
    }
    if instance and is_proven(instance, kms_key_id):
        why = f"its system disk {disk['disk_id']} is encrypted under {kms_key_id}"
        return {**values, "proven": True, "code": "", "why": why, "todo": ""}
    found = _failure(row, instance, disk) if instance else reason("released")
    return {**values, "proven": False, "code": found.code, "why": found.message, "todo": found.remedy}


def _failure(row: Mapping[str, Any], instance: InstanceResult, disk: Mapping[str, Any]) -> Reason:
    if not disk:
        return reason("system_disk_gone")
    if disk["status"] != "In_use":
        return reason("disk_busy", status=disk["status"])
    if disk["encrypted"]:
        return reason("other_key", key=key_name(disk))
    if disk["disk_id"] != row["disk_id"]:
        return reason("replaced_plain")
    return reason("not_replaced_and_stopped" if instance["status"] == "Stopped" else "not_replaced")


def failure_text(verdicts: Sequence[Mapping[str, Any]]) -> str:
    """Return one sentence for each instance that is not proven; empty if all are."""
    failed = [item for item in verdicts if not item["proven"]]
    return " ".join(f"{item['name']} ({item['instance_id']}) {item['why']}. {item['todo']}".strip() for item in failed)
