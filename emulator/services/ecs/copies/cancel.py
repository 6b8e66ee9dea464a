# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CancelCopyImage."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import PLANNED
from ....state.accounts import Region
from ..arns import image_of_call


@action(
    "ecs",
    "CancelCopyImage",
    mutating=True,
    resources=image_of_call,
    models=("ImageId", "RegionId"),
    errors=("ImageCreatedNotFromCopy", "IncorrectImageStatus", "InvalidImageId.NotFound"),
    gaps=(
        Gap.of(PLANNED, "InternalError"),
        Gap.of("every copy under way can be cancelled", "CancelNotSupported"),
        Gap.of("the action takes no description", "InvalidDescription.Malformed"),
    ),
    notes=(
        Note("RegionId and ImageId are the copy's, Waiting or Creating; the source stays unchanged", "API-Cancel"),
        Note("the copy is gone at once, and so are its snapshots; those that wait move up", "assumed"),
        Note("a copy that has ended, in CreateFailed too, is IncorrectImageStatus", "API-Cancel; failed: assumed"),
    ),
)  # fmt: skip
def cancel_copy_image(call: Call) -> Answer:
    """Stop a copy and remove it."""
    region, now = call.region, call.cloud.now()
    image = region.images.get(call.parameters.text("ImageId"))
    if image is None:
        raise call.refuse("InvalidImageId.NotFound")
    if not image.copied:
        raise call.refuse("ImageCreatedNotFromCopy")
    if not image.busy(now):
        raise call.refuse("IncorrectImageStatus")
    region.remove_image(image)
    for disk in image.disks:
        region.snapshots.pop(disk.snapshot.id, None)
    _move_up(region, now, call.cloud.settings.running_copies_per_region)
    return {}


def _move_up(region: Region, now: float, running: int) -> None:
    """Copies that wait start earlier if a place has become free."""
    schedules = [image.schedule for image in region.active_copies(now) if image.schedule is not None]
    ends = sorted(schedule.finished for schedule in schedules if schedule.started <= now)
    for schedule in schedules:
        if schedule.started > now:
            free = len(ends) - running
            schedule.started = now if free < 0 else ends[free]
            ends = sorted((*ends, schedule.finished))
