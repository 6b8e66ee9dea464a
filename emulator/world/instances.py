# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of a world file, and their disks."""

from __future__ import annotations

from ..catalogue.catalogue import regions
from ..state.accounts import Account, Region
from ..state.cloud import Cloud
from ..state.ids import Ids
from ..state.images import Build
from ..state.instances import SCALING_TAG, Change, Disk, Instance
from .policies import DEFAULT_TIME
from .reader import Node
from .storage import KINDS, read_build, read_key_id

STATUSES = ("Pending", "Starting", "Running", "Stopping", "Stopped")


def read_instance(cloud: Cloud, account: Account, region: Region, node: Node) -> Instance:
    """An instance with its disks."""
    status = node.choice("status", STATUSES, "Running")
    instance = Instance(
        id=node.text("id"),
        name=node.text("name", ""),
        status=node.choice("becomes", STATUSES, status),
        change=_change(node, status),
        stopped_mode=node.choice("stopped_mode", ("", "KeepCharging", "StopCharging"), ""),
        image=node.text("image", ""),
        type=node.text("type", "ecs.g7.large"),
        zone=node.text("zone", f"{region.id}-a"),
        created=node.moment("created", DEFAULT_TIME),
        auto_release=node.moment("auto_release_time", 0.0) or None,
        resource_group=node.text("resource_group", ""),
        key_pair=node.text("key_pair", ""),
        written=node.number("written", 0.0),
        lost_writes=node.whole("lost_writes", 0),
        unreadable=node.flag("unreadable", False),
        tags=_tags(node),
    )
    base = region.images.get(instance.image)
    for index, child in enumerate(node.items("disks")):
        instance.disks.append(_disk(cloud, account, region, instance, child, index, base.build if base else None))
    if instance.resource_group and instance.resource_group not in account.resource_groups:
        account.resource_groups.append(instance.resource_group)
    node.done()
    return instance


def _change(node: Node, shown: str) -> Change | None:
    """The change under way, until a moment of the clock."""
    until = node.number("changing_until", 0.0)
    return Change(shown, until) if until else None


def _tags(node: Node) -> dict[str, str]:
    """Tags; Auto Scaling marks its instances with one."""
    group = node.optional_text("scaling_group")
    return {**node.strings("tags"), **({SCALING_TAG: group} if group else {})}


def _disk(
    cloud: Cloud, account: Account, region: Region, instance: Instance, node: Node, index: int, base: Build | None
) -> Disk:
    key = read_key_id(cloud, account, region, node)
    kind = node.choice("type", KINDS, "data" if index else "system")
    status = node.choice("status", ("In_use", "Creating"), "In_use")
    disk = Disk(
        # A default that depends on the instance alone: loading the same world twice gives the same id.
        id=node.text("id", Ids(f"{instance.id}/{index}").resource("d", regions()[region.id].code)),
        kind=kind,
        size_gib=node.whole("size_gib", 40),
        device=node.text("device", f"/dev/xvd{chr(ord('a') + index)}"),
        name=node.text("name", ""),
        category=node.text("category", "cloud_essd"),
        created=node.moment("created", instance.created),
        encrypted=key.encrypted,
        key=key.key,
        key_hidden=key.hidden,
        snapshot=node.text("snapshot", ""),
        content=node.whole("content", 0),
        build=read_build(node) or (base if kind == "system" else None),
        change=_change(node, status),
        tags=node.strings("tags"),
    )
    node.done()
    return disk
