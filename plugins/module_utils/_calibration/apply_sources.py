# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copies of the first copy: what they keep of their source, and which key they get. How many run at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from .._model.answered import Answered
from .apply_lab import Lab, Spent
from .judging.copies import kept, key_kept, resource_group, source_disk, without_encrypted
from .judging.read import disks_of, items_of, service_key_id
from .judging.times import lag, running
from .observe_read import describe_snapshots, look_up_keys
from .write_probes import RUNNING

SPECIAL: dict[str, dict[str, Any]] = {
    "copy_keeps_boot_mode": {"BootMode": "UEFI"},
    "copy_keeps_features": {"Features": {"NvmeSupport": "supported"}},
    "copy_keeps_family": {"ImageFamily": "imageops-calibration"},
}
SECOND_TAG = {"Key": "imageops:calibration-kept", "Value": "yes"}
# Copies that are started together to see whether one waits.
ENOUGH = RUNNING + 1


def prepare_source(lab: Lab, image_id: str) -> None:
    """Give the first copy what a copy of it might keep, and see how long lists take to show a new state."""
    tagged = lab.ask("TagResources", ResourceType="image", ResourceId=[image_id], Tag=[SECOND_TAG])
    answers = {"copy_keeps_tags": tagged}
    for fact, attribute in SPECIAL.items():
        answers[fact] = lab.ask("ModifyImageAttribute", ImageId=image_id, **attribute)
    for fact, answer in answers.items():
        if not answer.is_taken:
            lab.refuse((fact,), answer)
    answer, first = lab.look(image_id)
    lab.found.append(resource_group(lab.look(lab.canary.image.image_id)[1], first, answer))
    for status in ("Deprecated", "Available"):
        began = time.monotonic()
        answer = lab.ask("ModifyImageAttribute", ImageId=image_id, Status=status)
        if answer.is_taken:
            lab.lags.append(lab.lag(began, partial(_is, lab, image_id, status)))
            lab.found.append(lag(max(lab.lags), answer))


def _is(lab: Lab, image_id: str, status: str) -> bool:
    return lab.look(image_id)[1].get("Status") == status


def try_without_key(lab: Lab, image_id: str) -> str:
    """Copy the first copy and the canary without a key; return the copy of the canary that is under the service key.

    Empty if there is none.
    """
    canary = lab.canary
    of_first = lab.copy(lab.query(image_id, "no-key", Encrypted=True))
    of_canary = None
    if canary.is_under_service_key or not canary.is_encrypted:
        of_canary = lab.copy(lab.query(canary.image.image_id, "service", Encrypted=True))
    made = {
        name: str(answer.body["ImageId"])
        for name, answer in (("first", of_first), ("canary", of_canary))
        if answer and answer.is_taken
    }
    states = lab.wait_for(list(made.values())) if made else {}
    if not of_first.is_taken:
        facts = ("copy_without_key", "copy_keeps_tags", "copy_keeps_description", "copy_keeps_boot_mode")
        lab.refuse((*facts, "copy_keeps_features", "copy_keeps_family"), of_first)
    elif states[made["first"]] == "Available":
        _judge(lab, image_id, made["first"])
    if "canary" not in made or states[made["canary"]] != "Available":
        return ""
    return made["canary"] if _is_under_service_key(lab, made["canary"]) else ""


def _judge(lab: Lab, source_id: str, copy_id: str) -> None:
    answer, copy = lab.look(copy_id)
    known = {finding.fact for finding in lab.found}
    lab.found.extend(finding for finding in kept(lab.look(source_id)[1], copy, answer) if finding.fact not in known)
    sources = [disk.snapshot_id for disk in lab.canary.image.disks]
    of_first = _snapshots(lab, lab.look(source_id)[1])
    lab.found.append(source_disk(describe_snapshots(lab.session, lab.region, sources), of_first))
    snapshots = _snapshots(lab, copy)
    lab.found.append(key_kept(lab.canary.key.key_id, snapshots, look_up_keys(lab.session, lab.region, snapshots)))


def _is_under_service_key(lab: Lab, image_id: str) -> bool:
    """Say whether the copy is, which also shows how snapshots name that key."""
    snapshots = _snapshots(lab, lab.look(image_id)[1])
    keys = look_up_keys(lab.session, lab.region, snapshots)
    finding = service_key_id(items_of(snapshots, "Snapshots", "Snapshot"), keys, snapshots)
    lab.found.append(finding)
    return finding.is_settled


def _snapshots(lab: Lab, image: dict[str, Any]) -> Answered:
    return describe_snapshots(lab.session, lab.region, [str(disk.get("SnapshotId")) for disk in disks_of(image)])


def try_without_encrypted(lab: Lab, image_id: str) -> None:
    """Copy the first copy, which is encrypted, without saying Encrypted."""
    fact_is_open = lab.canary.encrypts_by_default is not False
    if fact_is_open:
        nothing = Answered(action="CopyImage", region=lab.region, at="")
        lab.found.append(without_encrypted(nothing, None, encrypts_by_default=lab.canary.encrypts_by_default))
        return
    answer, snapshots = lab.copy(lab.query(image_id, "no-encrypted")), None
    if answer.is_taken:
        copy_id = str(answer.body["ImageId"])
        lab.wait_for([copy_id])
        snapshots = _snapshots(lab, lab.look(copy_id)[1])
    lab.found.append(without_encrypted(answer, snapshots, encrypts_by_default=False))


def try_queue(lab: Lab, sources: Sequence[str]) -> None:
    """Copy all images at hand at once, again with the copies that came of it, until one waits or enough run."""
    images, rounds, why = list(sources), [], ""
    try:
        while True:
            started = [_start(lab, source) for source in images[:ENOUGH]]
            taken = [image_id for image_id in started if image_id]
            rounds.append(_together(lab, taken))
            if len(taken) < min(len(images), ENOUGH) or _is_enough(list(rounds[-1].values())):
                break
            if lab.left < min(2 * len(images), ENOUGH):
                why = f"the maximum of {lab.request.max_copies} copies does not allow more"
                break
            states = lab.wait_for(taken)
            images += [image_id for image_id, state in states.items() if state == "Available"]
    except Spent as spent:
        why = str(spent)
    lab.found.append(running(rounds, why, lab.proof))


def _is_enough(states: Sequence[str]) -> bool:
    """Say whether a round shows what it can: one copy waits, or enough run."""
    return "Waiting" in states or states.count("Creating") >= ENOUGH


def _start(lab: Lab, source: str) -> str:
    answer = lab.copy(lab.query(source, "queue", **lab.under_key()))
    return str(answer.body.get("ImageId") or "")


def _together(lab: Lab, image_ids: Sequence[str]) -> dict[str, str]:
    """Return the states of copies once all are listed."""
    states: dict[str, str] = {}
    while not states or not all(states.values()):
        states = lab.statuses(image_ids)
        if not all(states.values()):
            lab.pause(1)
    for image_id, state in states.items():
        lab.made[image_id].was_queued |= state == "Waiting"
    return states
