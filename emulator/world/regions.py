# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The regional part of a world file; images above all."""

from __future__ import annotations

from ..catalogue.catalogue import regions
from ..services.ecs.images.listing import STATUSES
from ..state.accounts import Account, DefaultEncryption, Region
from ..state.cloud import Cloud
from ..state.ids import Ids
from ..state.images import CopyOrigin, Image, ImageDisk, Schedule, Snapshot
from .executions import read_orchestration
from .image_users import read_pipelines, read_provisioning_groups
from .instances import read_instance
from .launch_templates import read_launch_templates
from .node_pools import read_clusters
from .oos_parameters import read_oos_parameters
from .policies import DEFAULT_TIME
from .reader import Node
from .scaling import read_scaling
from .sharing import read_resource_shares
from .storage import KINDS, DiskKey, created_at, read_key, read_key_id, read_schedule, read_snapshot

_BOOT_MODES = ("BIOS", "UEFI", "UEFI-Preferred")


def read_region_resources(cloud: Cloud, account: Account, region: Region, node: Node) -> None:
    """Put keys, snapshots and images into one account's part of a region, the oldest first."""
    for child in node.items("keys"):
        key = read_key(child)
        if key.id in region.keys or any(region.key_by_alias(alias) for alias in key.aliases):
            raise child.wrong("id", "this key id or alias is already taken")
        region.keys[key.id] = key
    for child in node.items("snapshots"):
        snapshot = read_snapshot(cloud, account, region, child)
        if snapshot.id in region.snapshots:
            raise child.wrong("id", "this snapshot id is already taken")
        region.snapshots[snapshot.id] = snapshot
    images = [_image(cloud, account, region, child) for child in node.items("images")]
    for image in sorted(images, key=lambda item: item.created):
        if image.id in region.images:
            raise node.wrong("images", f"the id {image.id} is there twice")
        region.add_image(image)
    region.sort_by_age()


def read_region(cloud: Cloud, account: Account, region: Region, node: Node) -> None:
    """Fill one account's part of a region."""
    read_region_resources(cloud, account, region, node)
    for child in node.items("instances"):
        instance = read_instance(cloud, account, region, child)
        if instance.id in region.instances:
            raise child.wrong("id", "this instance id is already taken")
        region.instances[instance.id] = instance
    default = node.child("encryption_by_default")
    region.default_encryption = DefaultEncryption(default.flag("enabled", False), default.optional_text("key"))
    default.done()
    region.kms_instances = node.texts("kms_instances")
    region.kms_hardware_instances = node.texts("kms_hardware_instances")
    region.oos = read_orchestration(node)
    region.oos_parameters = read_oos_parameters(node)
    region.resource_shares = read_resource_shares(node)
    region.launch_templates = read_launch_templates(account, node)
    region.scaling = read_scaling(node)
    region.clusters = read_clusters(account, node)
    region.image_pipelines = read_pipelines(node)
    region.provisioning_groups = read_provisioning_groups(node)
    node.done()


def _image(cloud: Cloud, account: Account, region: Region, node: Node) -> Image:
    image_id = node.text("id")
    copying = read_schedule(node, "copying")
    schedule = copying or read_schedule(node, "creating")
    created = created_at(node, schedule)
    disks = [
        _image_disk(cloud, account, region, child, created, index) for index, child in enumerate(node.items("disks"))
    ]
    group = node.text("resource_group", "")
    if group and group not in account.resource_groups:
        account.resource_groups.append(group)
    image = Image(
        id=image_id,
        name=node.text("name", image_id),
        created=created,
        disks=disks or [_default_disk(cloud, region, node, created)],
        statuses=[(created, _status(node, schedule))],
        family=node.text("family", ""),
        description=node.text("description", ""),
        format=node.text("format", ""),
        boot_mode=node.choice("boot_mode", _BOOT_MODES, "BIOS"),
        nvme=node.flag("nvme", False),
        imds=node.choice("imds", ("v1", "v2"), "v1"),
        license_type=node.text("license_type", "Auto"),
        os_type=node.choice("os_type", ("linux", "windows"), "linux"),
        platform=node.text("platform", "Aliyun"),
        os_name=node.text("os_name", "Alibaba Cloud Linux  3.2104 LTS 64 bit"),
        architecture=node.choice("architecture", ("i386", "x86_64", "arm64"), "x86_64"),
        resource_group=group,
        copied=node.flag("copied", copying is not None),
        schedule=schedule,
        origin=_origin(node),
        shares=_shares(node),
        tags=node.strings("tags"),
    )
    node.done()
    return image


def _status(node: Node, schedule: Schedule | None) -> str:
    status = node.choice("status", STATUSES, "Available")
    # While a copy runs its schedule says the status; what is stored is the one that comes after it.
    return status if schedule is None else "Available"


def _origin(node: Node) -> CopyOrigin | None:
    given = node.take("origin")
    if given is None:
        return None
    child = Node(given, f"{node.path}.origin")
    origin = CopyOrigin(child.text("account"), child.text("region"), child.text("image"))
    child.done()
    return origin


def _shares(node: Node) -> dict[str, float]:
    since = node.child("shared_since")
    shares = {account: since.moment(account, DEFAULT_TIME) for account in node.texts("shared_with")}
    since.done()
    return shares


def _image_disk(cloud: Cloud, account: Account, region: Region, node: Node, created: float, index: int) -> ImageDisk:
    kind = node.choice("type", KINDS, "data" if index else "system")
    device = node.text("device", f"/dev/xvd{chr(ord('a') + index)}")
    snapshot_id = node.optional_text("snapshot") or _stable_snapshot_id(cloud, region, node)
    size = node.whole("size_gib", 40)
    disk_key = read_key_id(cloud, account, region, node)
    node.done()
    snapshot = region.snapshots.get(snapshot_id)
    if snapshot is None:
        snapshot = Snapshot(
            snapshot_id, size, kind, disk_key.encrypted, disk_key.key, key_hidden=disk_key.hidden, created=created
        )
        region.snapshots[snapshot_id] = snapshot
    elif (snapshot.size_gib, DiskKey(snapshot.encrypted, snapshot.key, snapshot.key_hidden)) != (size, disk_key):
        raise node.wrong("snapshot", "size, encryption or key differ from what the list of snapshots says")
    return ImageDisk(device, kind, size, snapshot)


def _default_disk(cloud: Cloud, region: Region, node: Node, created: float) -> ImageDisk:
    snapshot = Snapshot(_stable_snapshot_id(cloud, region, node), 40, created=created)
    return ImageDisk("/dev/xvda", "system", 40, snapshot)


def _stable_snapshot_id(cloud: Cloud, region: Region, node: Node) -> str:
    """An id that depends on the place in the file alone, so that loading it twice gives the same."""
    return Ids(f"{cloud.ids.seed}/{node.path}").resource("s", regions()[region.id].code)
