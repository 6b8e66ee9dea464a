# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the images of a name, and the source that an image is made of."""

from __future__ import annotations

from .._api.ecs_disks import list_disks
from .._api.ecs_images import find_image, find_named_images
from .._api.ecs_instances import list_instances
from .._api.ecs_snapshots import list_snapshots
from .._client.session import Session
from .._model.image_making import MadeFrom
from .values import MakingRequest, MakingWorld


def observe_making(session: Session, request: MakingRequest) -> MakingWorld:
    """Read the images of the name or id, and the source with its latest state."""
    if request.image_id:
        image = find_image(session, request.region, request.image_id)
        images = [image] if image else []
    else:
        images = find_named_images(session, request.region, request.name)
    if request.absent:
        return MakingWorld(images=tuple(images))
    if request.source_image_id:
        source = find_image(session, request.region, request.source_image_id)
        snapshot = next((disk.snapshot_id for disk in source.disks if disk.type == "system"), "") if source else ""
        made_from = MadeFrom(request.source_image_id, snapshot).tag if snapshot else ""
        return MakingWorld(images=tuple(images), made_from=made_from, source=source)
    if request.snapshot_id:
        there = list_snapshots(session, request.region, [request.snapshot_id])
        return MakingWorld(images=tuple(images), made_from=request.snapshot_id if there else "")
    made_from, status = _instance_as_source(session, request)
    return MakingWorld(images=tuple(images), made_from=made_from, status=status)


def _instance_as_source(session: Session, request: MakingRequest) -> tuple[str, str]:
    instance_id = request.instance_id
    found = list_instances(session, request.region, [instance_id])
    disks = list_disks(session, request.region, [instance_id])[instance_id] if found else []
    # Another system disk is another source.
    system = next((disk.disk_id for disk in disks if disk.type == "system"), "")
    return (MadeFrom(instance_id, system).tag, found[0].status) if found else ("", "")
