# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide what becomes of each image: deprecate, wait, delete, bring back, or leave it and say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from .._core.reasons import reason
from .._model.image import Image
from .._model.key import KeyType
from .._model.reason import Reason
from .guards import (
    account_faults,
    copy_faults,
    disk_faults,
    former_faults,
    sharing_faults,
    user_faults,
)
from .leftovers import plan_leftovers, snapshot_users
from .marks import TAG_RETIRED, TIME, DeprecationMark, read_mark
from .rows import Retirement, RetirementPlan
from .values import RetireAction, RetireRequest, RetireSeen, RetireState, Wish

NO_FAMILY = "the images without a family"


def plan_retirement(request: RetireRequest, seen: RetireSeen) -> RetirementPlan:
    """Decide for every image of the request, and for orphan snapshots if they are asked for."""
    kept = kept_newest(request, seen)
    rows = [_plan_image(request, seen, image_id, kept.get(image_id)) for image_id in request.new_ids]
    leftovers = plan_leftovers(request, seen) if request.leftovers and request.wish is Wish.RETIRED else []
    return RetirementPlan(rows=[*rows, *leftovers])


def _plan_image(request: RetireRequest, seen: RetireSeen, image_id: str, kept: Reason | None) -> Retirement:
    image = seen.images.get(image_id)
    row = Retirement(
        image_id=image_id, region=request.region, new_image_id=request.new_ids[image_id], image=image,
        references=tuple(item for item in seen.references if item.image_id == image_id),
        mark=read_mark(image.tags) if image else None,
        size_gib=sum(disk.size_gib for disk in image.disks) if image else 0,
    )  # fmt: skip
    if image is None:
        return row.stays(RetireState.UNCHANGED, reason("retire_gone"))
    if request.wish is Wish.RESTORED:
        return plan_restoring(request, seen, row, image)
    if image.status not in ("Available", "Deprecated"):
        return row.stays(RetireState.BLOCKED, reason("retire_status", status=image.status))
    if why := kept or _kept_tag(request, image):
        return row.stays(RetireState.KEPT, why)
    if image.status == "Deprecated" and row.mark:
        return plan_deleting(request, seen, row, image, row.mark)
    return plan_deprecating(request, seen, row, image)


def plan_deprecating(request: RetireRequest, seen: RetireSeen, row: Retirement, image: Image) -> Retirement:
    """Decide about an image that is not deprecated yet, or not with a date of ours."""
    shares = seen.shares.get(image.image_id, ())
    former = request.former.get(image.image_id, ()) if row.mark else ()
    accounts = tuple(sorted({*shares, *former}))
    lost = _lost_accounts(request, row, shares)
    faults = [
        *copy_faults(request, seen, image),
        *user_faults(request, seen, image.image_id),
        *account_faults(request, seen, image, accounts),
        *sharing_faults(request, seen, image),
        *(former_faults(request, image.image_id, lost) if lost else []),
    ]
    missing = [account for account in accounts if account not in shares]
    if faults and missing and image.status == "Available":
        note = reason("retire_unfinished", accounts=", ".join(missing))
        return row.planned(RetireAction.RESTORE, note, *faults, accounts=accounts)
    if faults:
        return row.stays(RetireState.BLOCKED, *faults, accounts=accounts)
    notes = [reason("retire_counted_anew")] if image.status == "Deprecated" else []
    if shares and any(disk.key_type is KeyType.SERVICE for disk in image.disks):
        notes.append(reason("retire_shares_lost"))
    mark = DeprecationMark(since=seen.now, accounts=len(accounts), run=request.run)
    if lost:
        mark = replace(mark, accounts=lost.accounts, run=lost.run)
    return row.planned(RetireAction.DEPRECATE, *notes, accounts=accounts, mark=mark, due=_due(request, mark))


def _lost_accounts(request: RetireRequest, row: Retirement, shares: Sequence[str]) -> DeprecationMark | None:
    """Return the mark of a run that was cut off if it took the image from accounts that are not known."""
    if row.mark is None or row.image_id in request.former or row.mark.accounts <= len(shares):
        return None
    return row.mark


def plan_deleting(
    request: RetireRequest, seen: RetireSeen, row: Retirement, image: Image, mark: DeprecationMark
) -> Retirement:
    """Decide about an image that is deprecated since a date of ours."""
    accounts = request.former.get(image.image_id, ())
    row = row.stays(RetireState.UNCHANGED, accounts=accounts, due=_due(request, mark))
    if request.wish is Wish.DEPRECATED:
        return row
    if seen.now < mark.since + timedelta(days=request.after_days):
        since = mark.since.strftime(TIME)
        return row.stays(RetireState.WAITING, reason("retire_waits", since=since, due=row.due))
    faults = [
        *copy_faults(request, seen, image),
        *user_faults(request, seen, image.image_id),
        *former_faults(request, image.image_id, mark),
        *disk_faults(seen, image),
    ]
    if faults:
        return row.stays(RetireState.BLOCKED, *faults)
    users = snapshot_users(seen.images.values(), but=image.image_id)
    own = [disk.snapshot_id for disk in image.disks if disk.snapshot_id]
    going = tuple(snapshot for snapshot in own if snapshot not in users)
    notes = [
        reason("snapshot_in_use", snapshot=snapshot, image=users[snapshot]) for snapshot in own if snapshot in users
    ]
    return row.planned(
        RetireAction.DELETE,
        *notes,
        snapshot_ids=going,
        snapshot_tags={TAG_RETIRED: image.image_id},
        size_gib=size_of(seen, image, going),
    )


def plan_restoring(request: RetireRequest, seen: RetireSeen, row: Retirement, image: Image) -> Retirement:
    """Decide about an image to restore to its state before it was deprecated."""
    if row.mark is None:
        is_foreign = image.status == "Deprecated"
        return row.stays(
            RetireState.BLOCKED if is_foreign else RetireState.UNCHANGED,
            *([reason("retire_foreign")] if is_foreign else []),
        )
    known = request.former.get(image.image_id, ())
    notes = []
    if row.mark.accounts and image.image_id not in request.former:
        run = row.mark.run or "without a name"
        notes.append(reason("retire_shares_unknown", count=row.mark.accounts, run=run))
    accounts = tuple(sorted({*known, *seen.shares.get(image.image_id, ())}))
    return row.planned(RetireAction.RESTORE, *notes, accounts=accounts)


def kept_newest(request: RetireRequest, seen: RetireSeen) -> dict[str, Reason]:
    """Return the newest images of each family, with the reason that they are kept."""
    families: dict[str, list[Image]] = {}
    for image in (seen.images[image_id] for image_id in request.new_ids if image_id in seen.images):
        families.setdefault(image.family, []).append(image)
    return {
        image.image_id: reason(
            "retire_kept_newest",
            count=request.keep_newest,
            family=f"the family {family}" if family else NO_FAMILY,
        )
        for family, found in families.items()
        for image in newest(found, request.keep_newest)
    }


def newest(images: Sequence[Image], count: int) -> list[Image]:
    """Return the newest images, the last made first."""
    return sorted(images, key=lambda image: (image.created, image.image_id), reverse=True)[:count]


def size_of(seen: RetireSeen, image: Image, snapshot_ids: Sequence[str]) -> int:
    """Return how large snapshots of an image's disks are, at most, in GiB."""
    sizes = {disk.snapshot_id: disk.size_gib for disk in image.disks}
    return sum(seen.snapshots[item].size_gib if item in seen.snapshots else sizes[item] for item in snapshot_ids)


def _kept_tag(request: RetireRequest, image: Image) -> Reason | None:
    tag = next((_tag(key, image.tags) for key, value in request.keep_tags.items() if _has(image.tags, key, value)), "")
    return reason("retire_kept_tag", tag=tag) if tag else None


def _has(tags: Mapping[str, str], key: str, value: str | None) -> bool:
    return key in tags and value in (None, tags[key])


def _tag(key: str, tags: Mapping[str, str]) -> str:
    return f"{key}={tags[key]}"


def _due(request: RetireRequest, mark: DeprecationMark) -> str:
    due: datetime = mark.since + timedelta(days=request.after_days)
    return due.strftime(TIME)
