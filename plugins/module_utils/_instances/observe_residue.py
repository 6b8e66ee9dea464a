# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find what executions of the encryption template made, by what their tasks say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .._api.ecs_disks import list_disks, list_disks_of_snapshot
from .._api.ecs_images import list_images
from .._api.ecs_instances import list_instances
from .._api.ecs_snapshots import list_all_snapshots, list_snapshots
from .._api.oos_executions import find_execution
from .._api.oos_task_outputs import list_task_outputs
from .._client.session import Session
from .._model.execution import Execution
from .residue import (
    ResidueWorld,
    check_execution,
    named_by_tasks,
    snapshot_of_copy,
    snapshots_of_images,
    snapshots_of_lost_copies,
    unseen_copies,
)
from .residue_values import Made, ResidueKind, ResidueRequest


def observe_residue(session: Session, request: ResidueRequest) -> ResidueWorld:
    """Read what was made, and what is there of it. Raises InvalidInput for executions of other templates."""
    made: list[Made] = []
    executions: dict[str, Execution] = {}
    for execution_id in request.execution_ids:
        found = find_execution(session, request.region, execution_id)
        executions[execution_id] = check_execution(execution_id, found, request.region)
        made += _made_by(session, request.region, executions[execution_id])
    if not made:
        return ResidueWorld(made=(), images={}, snapshots={})
    images = {image.image_id: image for image in list_images(session, request.region)}
    made += snapshots_of_images(made, images)
    if unseen_copies(made):
        made += snapshots_of_lost_copies(made, list_all_snapshots(session, request.region), executions)
    wanted = [item.resource_id for item in made if item.kind is ResidueKind.SNAPSHOT]
    snapshots = list_snapshots(session, request.region, wanted) if wanted else {}
    disks = {item: list_disks_of_snapshot(session, request.region, item) for item in snapshots}
    return ResidueWorld(made=tuple(made), images=images, snapshots=snapshots, disks=disks)


def _made_by(session: Session, region: str, execution: Execution) -> Iterator[Made]:
    items = {
        task.item: task.child_execution_id
        for task in list_task_outputs(session, region, execution.execution_id)
        if task.item and task.child_execution_id
    }
    for instance_id, child in items.items():
        for task in list_task_outputs(session, region, child):
            yield from named_by_tasks(instance_id, execution.execution_id, task.name, task.outputs)
            if task.name == "createSnapshot" and not task.outputs and task.child_execution_id:
                # The task failed; its own tasks report what it had made until then.
                for inner in list_task_outputs(session, region, task.child_execution_id):
                    yield from named_by_tasks(instance_id, execution.execution_id, inner.name, inner.outputs)
    instances = list_instances(session, region, list(items))
    disks = list_disks(session, region, [instance.instance_id for instance in instances])
    for instance in instances:
        whole = replace(instance, disks=tuple(disks[instance.instance_id]))
        if found := snapshot_of_copy(whole, execution):
            yield found
