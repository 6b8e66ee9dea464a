# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide which residue of an encryption may go: what the execution's own tasks name, and nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .._images.encryption import bare_key_id
from .._model.errors import InvalidInput
from .._model.execution import Execution
from .._model.image import Image
from .._model.instance import Instance, InstanceDisk
from .._model.snapshot import Snapshot
from .encryption import TEMPLATE
from .residue_values import Made, Residue, ResidueKind, ResidueRequest

OLD_SNAPSHOT = "snapshot of the old disk"
COPY = "encrypted copy"
COPY_SNAPSHOT = "snapshot of the encrypted copy"
# Task and output, as the template's public source names them, and what the thing was for.
OUTPUTS = {
    ("createSnapshot", "snapshotId"): (ResidueKind.SNAPSHOT, OLD_SNAPSHOT),
    ("createImage", "imageId"): (ResidueKind.IMAGE, "image of the old disk"),
    ("copyImage", "imageId"): (ResidueKind.IMAGE, COPY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidueWorld:
    """What was made, and what there is now: images and snapshots by id, and the disks made of each snapshot."""

    made: tuple[Made, ...]
    images: Mapping[str, Image]
    snapshots: Mapping[str, Snapshot]
    disks: Mapping[str, Sequence[InstanceDisk]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResiduePlan:
    """Images go before the snapshots they are made of."""

    residue: tuple[Residue, ...]

    @property
    def changed(self) -> bool:
        """May any go."""
        return any(not item.kept for item in self.residue)

    @property
    def has_work(self) -> bool:
        """The same."""
        return self.changed

    @property
    def before(self) -> dict[str, Any]:
        """What there is."""
        return {"leftovers": [item.made.resource_id for item in self.residue]}

    @property
    def after(self) -> dict[str, Any]:
        """What stays."""
        return {"leftovers": [item.made.resource_id for item in self.residue if item.kept]}


def check_execution(execution_id: str, execution: Execution | None, region: str) -> Execution:
    """Return an ended execution of the template. Raises InvalidInput."""
    if execution is None:
        remedy = "Check the id and the region."
        raise InvalidInput("execution_ids", execution_id, f"is not found in {region}", remedy)
    if execution.template_name != TEMPLATE:
        remedy = f"Name executions of {TEMPLATE}."
        raise InvalidInput("execution_ids", execution_id, f"is of {execution.template_name}", remedy)
    if execution.is_live:
        raise InvalidInput("execution_ids", execution_id, f"is {execution.status}", "Wait for its end.")
    return execution


def named_by_tasks(instance_id: str, execution_id: str, task: str, outputs: Mapping[str, Any]) -> list[Made]:
    """Return what one task of an instance's part says it has made."""
    return [
        Made(kind=kind, resource_id=str(outputs[name]), instance_id=instance_id, execution_id=execution_id, role=role)
        for (owner, name), (kind, role) in OUTPUTS.items()
        if owner == task and outputs.get(name)
    ]


def snapshot_of_copy(instance: Instance, execution: Execution) -> Made | None:
    """The snapshot that the instance's new system disk was made of: the copy's, whose image the template has deleted.

    Only if the disk was made while the execution ran, and is under the execution's key.
    """
    disk = instance.system_disk
    if disk is None or not disk.snapshot_id or not _is_of(execution, disk):
        return None
    return Made(
        kind=ResidueKind.SNAPSHOT,
        resource_id=disk.snapshot_id,
        instance_id=instance.instance_id,
        execution_id=execution.execution_id,
        role=COPY_SNAPSHOT,
    )


def snapshots_of_images(made: Sequence[Made], images: Mapping[str, Image]) -> list[Made]:
    """Return the snapshots of encrypted copies that are still there."""
    return [
        replace(item, kind=ResidueKind.SNAPSHOT, resource_id=disk.snapshot_id, role=COPY_SNAPSHOT)
        for item in made
        if item.role == COPY and (image := images.get(item.resource_id))
        for disk in image.disks
        if disk.snapshot_id
    ]


def unseen_copies(made: Sequence[Made]) -> set[tuple[str, str]]:
    """Execution and instance of the copies whose snapshot neither an image nor a disk names."""
    seen = {(item.execution_id, item.instance_id) for item in made if item.role == COPY_SNAPSHOT}
    return {(item.execution_id, item.instance_id) for item in made if item.role == COPY} - seen


def snapshots_of_lost_copies(
    made: Sequence[Made], snapshots: Iterable[Snapshot], executions: Mapping[str, Execution]
) -> list[Made]:
    """Return the snapshots of unseen copies; `executions` by id.

    That is what stays when a replacement fails: the template removes the copy and forgets its snapshot. It is copied,
    says ECS, from the snapshot that the execution made, while that ran and under its key. Of two such snapshots one is
    foreign, and none is taken.
    """
    unseen = unseen_copies(made)
    found: dict[Made, list[str]] = {}
    for source in made:
        if source.role == OLD_SNAPSHOT and (source.execution_id, source.instance_id) in unseen:
            execution = executions[source.execution_id]
            found[source] = [
                snapshot.snapshot_id
                for snapshot in snapshots
                if snapshot.source_snapshot_id == source.resource_id and _is_of(execution, snapshot)
            ]
    return [replace(source, resource_id=ids[0], role=COPY_SNAPSHOT) for source, ids in found.items() if len(ids) == 1]


def _is_of(execution: Execution, thing: Snapshot | InstanceDisk) -> bool:
    """Return whether it was made while the execution ran, under its key."""
    key = bare_key_id(str(execution.parameters.get("KMSKeyId", "")))
    is_in_time = execution.created[:16] <= thing.created[:16] <= execution.ended[:16]
    return thing.encrypted and bare_key_id(thing.kms_key_id) == key and is_in_time


def plan_residue(request: ResidueRequest, world: ResidueWorld) -> ResiduePlan:
    """Decide what of it may go, and why the rest must stay."""
    by_id = {item.resource_id: item for item in world.made}
    residue = []
    for item in by_id.values():
        if item.kind is ResidueKind.IMAGE and (image := world.images.get(item.resource_id)):
            kept = _why_image_stays(image)
            residue.append(Residue(made=item, size_gib=image.size_gib, kept=kept))
    going = {item.made.resource_id for item in residue if not item.kept}
    for item in by_id.values():
        if item.kind is ResidueKind.SNAPSHOT and (snapshot := world.snapshots.get(item.resource_id)):
            kept = _why_snapshot_stays(item.resource_id, world.images, going) or _why_disks_keep(
                item, world.disks.get(item.resource_id, ()), forgo_reinit=request.forgo_reinit
            )
            made_disk = bool(world.disks.get(item.resource_id))
            residue.append(Residue(made=item, size_gib=snapshot.size_gib, kept=kept, made_disk=made_disk))
    return ResiduePlan(residue=tuple(residue))


def _why_image_stays(image: Image) -> str:
    if image.tags:
        return "it was tagged by hand"
    if image.is_shared:
        return "it is shared"
    if image.is_used:
        return "instances run on it"
    if image.is_in_progress:
        return f"it is {image.status}"
    return ""


def _why_snapshot_stays(snapshot_id: str, images: Mapping[str, Image], going: set[str]) -> str:
    users = [
        image.image_id
        for image in images.values()
        if image.image_id not in going and any(disk.snapshot_id == snapshot_id for disk in image.disks)
    ]
    return f"the image {users[0]} is made of it" if users else ""


def _why_disks_keep(made: Made, disks: Sequence[InstanceDisk], *, forgo_reinit: bool) -> str:
    others = [disk.disk_id for disk in disks if disk.instance_id != made.instance_id]
    if others:
        return f"the disk {others[0]} is made of it"
    if disks and not forgo_reinit:
        return f"ECS re-initialises the disk {disks[0].disk_id} from it (forgo_reinit)"
    return ""
