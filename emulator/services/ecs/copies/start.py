# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting a copy that may be made: its schedule, image and snapshots."""

from __future__ import annotations

from dataclasses import dataclass

from ....actions.declare import Call
from ....state.accounts import Account, Region
from ....state.images import CopyOrigin, Image, ImageDisk, Schedule, Snapshot
from ..encryption import HeldKey


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy to be made. `key` is None for a plain copy."""

    owner: Account
    source: Image
    destination: Region
    key: HeldKey | None


def start(call: Call, copy: Copy) -> str:
    """Make the image and its snapshots; the answer is the image's id."""
    now, settings, source = call.cloud.now(), call.cloud.settings, copy.source
    image_id = call.cloud.new_id("m", copy.destination.id)
    schedule = _schedule(call, copy, now)
    if copy.key is not None:
        copy.key.mark_in_use()
    tags = {tag["Key"]: tag.get("Value", "") for tag in call.parameters.records("Tag")}
    kept_tags = source.tags if settings.copy_keeps_tags and copy.owner is call.account else {}
    kept_description = source.description if settings.copy_keeps_description else ""
    copy.destination.add_image(
        Image(
            id=image_id,
            name=call.parameters.text("DestinationImageName", image_id),
            created=now,
            disks=[_copy_disk(call, copy, disk, schedule) for disk in source.disks],
            statuses=[(now, "Available")],
            description=call.parameters.text("DestinationDescription", kept_description),
            format=source.format,
            boot_mode=source.boot_mode if settings.copy_keeps_boot_mode else "BIOS",
            nvme=source.nvme and settings.copy_keeps_features,
            imds=source.imds if settings.copy_keeps_features else "v1",
            os_type=source.os_type,
            platform=source.platform,
            os_name=source.os_name,
            architecture=source.architecture,
            resource_group=call.parameters.text("ResourceGroupId"),
            copied=True,
            schedule=schedule,
            origin=CopyOrigin(copy.owner.id, call.region_id, source.id),
            tags={**kept_tags, **tags},
        )
    )
    return image_id


def _schedule(call: Call, copy: Copy, now: float) -> Schedule:
    settings = call.cloud.settings
    size = sum(disk.size_gib for disk in copy.source.disks)
    ends = sorted(image.schedule.finished for image in copy.destination.active_copies(now) if image.schedule)
    free = len(ends) - settings.running_copies_per_region
    fault = call.cloud.faults.take(("fail_copy",), "CopyImage", call.account.id, call.region_id, call.raw)
    return Schedule(
        submitted=now,
        started=now if free < 0 else ends[free],
        seconds=settings.copy_seconds + size * settings.copy_seconds_per_gib,
        failing=fault is not None,
    )


def _copy_disk(call: Call, copy: Copy, disk: ImageDisk, schedule: Schedule) -> ImageDisk:
    snapshot = Snapshot(
        id=call.cloud.new_id("s", copy.destination.id),
        size_gib=disk.size_gib,
        kind=disk.kind,
        encrypted=copy.key is not None,
        key=copy.key.name_in(call.account) if copy.key else "",
        name=f"Created_from_{disk.snapshot.id}",
        created=schedule.submitted,
        source_snapshot=disk.snapshot.id,
        source_region=call.region_id,
        source_disk=disk.snapshot.source_disk if call.cloud.settings.copy_keeps_source_disk else "",
        content=disk.snapshot.content,
        build=disk.snapshot.build,
        schedule=schedule,
    )
    return ImageDisk(disk.device, disk.kind, disk.size_gib, snapshot)
