# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find failed attempts and orphan snapshots that this collection has left in a region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._copies.removing.decide import snapshot_users as users_of
from .._copies.removing.rules import why_kept, why_orphan_kept
from .._copies.removing.values import Origins, Unwanted
from .._core.reasons import reason
from .._model.image import FAILED_STATUSES, Image
from .._model.image_copy import TAG_COPY, TAG_SOURCE, CopyTag, read_copy_tag
from .._model.reason import Reason
from .marks import TAG_RETIRED
from .rows import Retirement
from .values import RetireAction, RetireKind, RetireRequest, RetireSeen, RetireState


def plan_leftovers(request: RetireRequest, seen: RetireSeen) -> list[Retirement]:
    """Decide about every failed attempt, and every snapshot that a removal tagged and did not delete."""
    rows = [*_failed_attempts(request, seen), *_orphans(request, seen)]
    return [row for row in rows if not request.leftover_ids or row.image_id in request.leftover_ids]


def snapshot_users(images: Iterable[Image], *, but: str = "") -> dict[str, str]:
    """Return the ids of images, but for one, by the snapshots they are made of."""
    return users_of(image for image in images if image.image_id != but)


def _failed_attempts(request: RetireRequest, seen: RetireSeen) -> list[Retirement]:
    rows = []
    for image in seen.images.values():
        if image.status not in FAILED_STATUSES or TAG_SOURCE not in image.tags:
            continue
        tag = read_copy_tag(image.tags)
        row = Retirement(kind=RetireKind.FAILED_ATTEMPT, image_id=image.image_id, region=request.region, image=image)
        if why := _why_attempt_stays(seen, image, tag):
            rows.append(row.stays(RetireState.KEPT, why))
            continue
        users = snapshot_users(seen.images.values(), but=image.image_id)
        going = [disk for disk in image.disks if disk.snapshot_id and disk.snapshot_id not in users]
        rows.append(
            row.planned(
                RetireAction.REMOVE,
                snapshot_ids=tuple(disk.snapshot_id for disk in going),
                snapshot_tags={name: image.tags[name] for name in (TAG_SOURCE, TAG_COPY)},
                size_gib=sum(disk.size_gib for disk in going),
            )
        )
    return rows


def _why_attempt_stays(seen: RetireSeen, image: Image, tag: CopyTag | None) -> Reason | None:
    source_id = image.tags[TAG_SOURCE]
    source = seen.images.get(source_id)
    own = frozenset(disk.snapshot_id for disk in source.disks) if source else None
    unwanted = Unwanted(
        source_image_id=source_id,
        source_region=tag.source_region if tag else "",
        region=image.region,
        account_id=seen.account_id,
    )
    if tag is None or (why := why_kept(image, tag, unwanted, Origins(source=own, others=_all_snapshots(seen)))):
        return why if tag else reason("copy_tag_unread", value=repr(image.tags.get(TAG_COPY, "")))
    is_gone = source is None and tag.source_region == image.region
    if is_gone or any(_is_copy(other, source_id, tag) for other in seen.images.values()):
        return None
    return reason("retire_attempt_needed", source=source_id, key=tag.kms_key_id)


def _is_copy(image: Image, source_id: str, tag: CopyTag) -> bool:
    """Return whether an image is the copy that the attempt was for."""
    other = read_copy_tag(image.tags)
    return (
        other is not None
        and image.status in ("Available", "Deprecated")
        and image.tags.get(TAG_SOURCE) == source_id
        and (other.account_id, other.source_region, other.region, other.kms_key_id)
        == (tag.account_id, tag.source_region, tag.region, tag.kms_key_id)
    )


def _all_snapshots(seen: RetireSeen) -> frozenset[str]:
    return frozenset(disk.snapshot_id for image in seen.images.values() for disk in image.disks if disk.snapshot_id)


def _orphans(request: RetireRequest, seen: RetireSeen) -> list[Retirement]:
    users = snapshot_users(seen.images.values())
    going: dict[str, list[str]] = {}
    rows = []
    for snapshot_id, tags in seen.orphans.items():
        of = tags.get(TAG_RETIRED) or tags.get(TAG_SOURCE, "")
        if users.get(snapshot_id) or snapshot_id not in seen.snapshots:
            # It goes with its image.
            continue
        if why := _why_orphan_stays(request, seen, snapshot_id, tags, users):
            row = Retirement(kind=RetireKind.SNAPSHOTS, image_id=of, region=request.region)
            rows.append(row.stays(RetireState.KEPT, why, snapshot_ids=(snapshot_id,)))
        else:
            going.setdefault(of, []).append(snapshot_id)
    due = [
        Retirement(kind=RetireKind.SNAPSHOTS, image_id=of, region=request.region).planned(
            RetireAction.REMOVE,
            snapshot_ids=tuple(sorted(found)),
            size_gib=sum(seen.snapshots[item].size_gib for item in found),
        )
        for of, found in sorted(going.items())
    ]
    return [*due, *rows]


def _why_retired_stays(request: RetireRequest, seen: RetireSeen, snapshot_id: str, image_id: str) -> Reason | None:
    """Return why a snapshot stays that bears the tag of a deleted image. The tag alone proves nothing."""
    if image_id in seen.images:
        return reason("snapshot_in_use", snapshot=snapshot_id, image=image_id)
    disk = seen.snapshots[snapshot_id].source_disk_id
    if snapshot_id not in request.recorded and disk in seen.live.ids:
        return reason("snapshot_of_disk", snapshot=snapshot_id, disk=disk)
    return None


def _why_orphan_stays(
    request: RetireRequest, seen: RetireSeen, snapshot_id: str, tags: Mapping[str, str], users: Mapping[str, str]
) -> Reason | None:
    if snapshot_id in seen.disks_denied:
        return reason("retire_disks_unknown", snapshots=snapshot_id, permission=seen.disks_denied[snapshot_id])
    if disks := seen.made_disks.get(snapshot_id):
        return reason("retire_disk_uses", disks=", ".join(disks))
    if TAG_RETIRED in tags:
        return _why_retired_stays(request, seen, snapshot_id, tags[TAG_RETIRED])
    tag = read_copy_tag(tags)
    unwanted = Unwanted(
        source_image_id=tags.get(TAG_SOURCE, ""),
        source_region=tag.source_region if tag else "",
        region=tag.region if tag else "",
        account_id=seen.account_id,
    )
    source = seen.images.get(unwanted.source_image_id)
    own = frozenset(disk.snapshot_id for disk in source.disks) if source else None
    origins = Origins(source=own, others=_all_snapshots(seen))
    return why_orphan_kept(seen.snapshots[snapshot_id], tags, unwanted, origins, users, seen.live)
