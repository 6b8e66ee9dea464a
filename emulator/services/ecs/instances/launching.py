# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RunInstances makes: an instance with a disk for each snapshot of its image, under the key that results."""

from __future__ import annotations

from ....actions.declare import Call
from ....actions.parameters import whole_number
from ....state.accounts import Account
from ....state.images import Image, ImageDisk, Snapshot
from ....state.instances import Change, Disk, Instance
from ..encryption import HeldKey, key_of, lost_key, service_key, share_role_serves, target_key

_MINUTE = 60


def new_instance(call: Call, owner: Account, image: Image, released: float | None, *, readable: bool) -> Instance:
    """An instance that is Pending, with its disks. `released` is the moment of its automatic release."""
    now = call.cloud.now()
    running = now + call.cloud.settings.run_instance_seconds
    instance = Instance(
        id=call.cloud.new_id("i", call.region_id),
        name=call.parameters.text("InstanceName"),
        image=image.id,
        type=call.parameters.text("InstanceType"),
        zone=call.parameters.text("ZoneId", f"{call.region_id}-a"),
        created=now,
        change=Change("Pending", running),
        auto_release=None if released is None else released - released % _MINUTE,
        resource_group=call.parameters.text("ResourceGroupId"),
        key_pair=call.parameters.text("KeyPairName"),
        written=running,
        unreadable=not readable,
        tags={tag["Key"]: tag.get("Value", "") for tag in call.parameters.records("Tag")},
    )
    instance.name = instance.name or instance.id
    instance.disks += [_disk(call, owner, image, part, index) for index, part in enumerate(image.disks)]
    return instance


def _disk(call: Call, owner: Account, image: Image, part: ImageDisk, index: int) -> Disk:
    asked = call.parameters.record("SystemDisk") if part.kind == "system" else {}
    key = _resulting_key(call, owner, part.snapshot, asked)
    if key is not None:
        key.mark_in_use()
    return Disk(
        id=call.cloud.new_id("d", call.region_id),
        kind=part.kind,
        size_gib=whole_number(asked.get("Size", "")) or part.size_gib,
        device=f"/dev/xvd{chr(ord('a') + index)}",
        name=asked.get("DiskName", ""),
        category=asked.get("Category", "cloud_essd"),
        created=call.cloud.now(),
        encrypted=key is not None,
        key="" if key is None else key.name_in(call.account),
        key_hidden=call.cloud.settings.service_key_id_empty and key is not None and key.key.is_service_key,
        snapshot=part.snapshot.id if owner is call.account else "",
        content=part.snapshot.content,
        build=image.build if part.kind == "system" else None,
    )


def _resulting_key(call: Call, owner: Account, snapshot: Snapshot, asked: dict[str, str]) -> HeldKey | None:
    """The key named; else the key of an own image; else the default key, or the service key, if it is encrypted."""
    if asked.get("KMSKeyId"):
        return target_key(call, call.region, asked["KMSKeyId"])
    if snapshot.encrypted and owner is call.account:
        return key_of(call, owner, call.region_id, snapshot)
    default = call.region.default_encryption
    is_asked = asked.get("Encrypted", "").lower() == "true"
    if not (snapshot.encrypted or is_asked or default.enabled):
        return None
    if default.enabled and default.key:
        return target_key(call, call.region, default.key)
    return service_key(call, call.region)


def is_readable(call: Call, owner: Account, image: Image) -> bool:
    """Whether ECS can decrypt all snapshots of an image for the caller: with the owner's key, in the owner's role."""
    return all(_is_readable(call, owner, disk.snapshot) for disk in image.disks)


def _is_readable(call: Call, owner: Account, snapshot: Snapshot) -> bool:
    if owner is call.account:
        return not lost_key(call, snapshot)
    if not snapshot.encrypted:
        return True
    held = key_of(call, owner, call.region_id, snapshot)
    if held is None or held.key.state != "Enabled":
        return False
    return share_role_serves(call, owner, call.account.id, held)
