# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of a world file, and their disks."""

from __future__ import annotations

from .catalogue import regions
from .cloud import Cloud
from .ids import Ids
from .instances import Disk, Instance
from .state import Account, Region
from .world_policies import DEFAULT_TIME
from .world_reader import Node
from .world_storage import KINDS, read_key_id

STATUSES = ("Pending", "Starting", "Running", "Stopping", "Stopped")


def read_instance(cloud: Cloud, account: Account, region: Region, node: Node) -> Instance:
    """An instance with its disks."""
    instance = Instance(
        id=node.text("id"),
        name=node.text("name", ""),
        status=node.choice("status", STATUSES, "Running"),
        image=node.text("image", ""),
        type=node.text("type", "ecs.g7.large"),
        zone=node.text("zone", f"{region.id}-a"),
        created=node.moment("created", DEFAULT_TIME),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    for index, child in enumerate(node.items("disks")):
        instance.disks.append(_disk(cloud, account, region, instance, child, index))
    if instance.resource_group and instance.resource_group not in account.resource_groups:
        account.resource_groups.append(instance.resource_group)
    node.done()
    return instance


def _disk(cloud: Cloud, account: Account, region: Region, instance: Instance, node: Node, index: int) -> Disk:
    key = read_key_id(cloud, account, region, node)
    disk = Disk(
        # A default that depends on the instance alone: loading the same world twice gives the same id.
        id=node.text("id", Ids(f"{instance.id}/{index}").resource("d", regions()[region.id].code)),
        kind=node.choice("type", KINDS, "data" if index else "system"),
        size_gib=node.whole("size_gib", 40),
        device=node.text("device", f"/dev/xvd{chr(ord('a') + index)}"),
        name=node.text("name", ""),
        category=node.text("category", "cloud_essd"),
        created=node.moment("created", instance.created),
        encrypted=key.encrypted,
        key=key.key,
        key_hidden=key.hidden,
        snapshot=node.text("snapshot", ""),
        tags=node.strings("tags"),
    )
    node.done()
    return disk
