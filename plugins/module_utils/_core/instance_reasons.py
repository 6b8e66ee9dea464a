# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the table of reasons about instances whose system disks are encrypted."""

from __future__ import annotations

from .rule import NOTE, Rule

# Before: why the template may not work on an instance.
REFUSED = {
    "other_execution": Rule(
        NOTE,
        "the execution {execution} works on it, which is not of this request",
        "Wait for its end, or stop it in OOS.",
        "An OOS execution of another request works on the instance.",
    ),
    "no_system_disk": Rule(
        NOTE,
        "has no system disk that can be seen",
        "Look at it in the console.",
        "The instance has no system disk that can be seen.",
    ),
    "encrypted_otherwise": Rule(
        NOTE,
        "is encrypted already, under {key}, and the template skips such disks",
        "Replace the disk with an image under the key (image_copy) by hand.",
        "The system disk is encrypted under another key, and the template skips it.",
    ),
    "category": Rule(
        NOTE,
        "its system disk is of the category {category}, which cannot be encrypted",
        "Change it to one of {categories} first.",
        "Disks of this category cannot be encrypted.",
    ),
    "busy": Rule(
        NOTE,
        "is {status}, its system disk {disk_status}",
        "Wait until it is Running or Stopped.",
        "The instance or its disk is between two states.",
    ),
    "locked": Rule(
        NOTE,
        "is locked ({locks})",
        "Unlock it first; the ECS console says how.",
        "The instance is locked.",
    ),
    "auto_release": Rule(
        NOTE,
        "is released automatically at {time}",
        "Remove the release time, or accept auto_release.",
        "The instance has a release time.",
    ),
    "scaling_group": Rule(
        NOTE,
        "is in the scaling group {group}, which replaces instances that are stopped",
        "Put it in standby there, and accept scaling_group.",
        "Its scaling group replaces instances that are stopped.",
    ),
    "running": Rule(
        NOTE,
        "is running, and what it writes after the template's snapshot would be lost",
        "Let it be stopped first (stop_first), or accept the loss (accept_data_loss).",
        "Data written after the template's snapshot would be lost.",
    ),
}
# Afterwards: why an instance is not proven to be encrypted.
NOT_PROVEN = {
    "released": Rule(
        NOTE,
        "no longer exists; it was released by hand or at its release time",
        "",
        "The instance was released meanwhile.",
    ),
    "system_disk_gone": Rule(
        NOTE,
        "has no system disk",
        "Give it a system disk (ReplaceSystemDisk) of one of its snapshots or images; nothing was deleted by us.",
        code="no_system_disk",
    ),
    "disk_busy": Rule(
        NOTE, "its system disk is {status}", "Wait, and run this again.", "The system disk is not in use."
    ),
    "other_key": Rule(
        NOTE,
        "its system disk is under {key}, not this one",
        "Find out who encrypted it.",
        "The system disk is under another key than this one.",
    ),
    "replaced_plain": Rule(
        NOTE,
        "its system disk is another one, and not encrypted",
        "It was replaced meanwhile. Look at it before you try again.",
        "The disk was replaced outside of the execution, and the new one is not encrypted.",
    ),
    "not_replaced": Rule(
        NOTE,
        "still has its old system disk, with all that was on it",
        "Run this again once the cause is gone.",
        "The instance still has its old system disk, with all that was on it.",
    ),
    "not_replaced_and_stopped": Rule(
        NOTE,
        "still has its old system disk, with all that was on it, and is stopped",
        "Start it (imageops.alicloud.instance, state: started) to use it as before, or run this again.",
        code="not_replaced",
    ),
}
INSTANCE_RULES: dict[str, Rule] = {**REFUSED, **NOT_PROVEN}
