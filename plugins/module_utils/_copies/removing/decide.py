# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide which images and snapshots are removed as copies, and which are kept and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..._core.reasons import reason
from ..._model.image import FAILED_STATUSES, Image
from ..._model.image_copy import (
    TAG_SOURCE,
    TAG_SYSTEM_DISK_OF,
    CopyAction,
    CopyState,
    CopyTag,
    WantedState,
    progress_state,
    read_copy_tag,
)
from ..._model.reason import Reason
from .rules import why_kept, why_orphan_kept
from .values import Origins, RegionStock, Removal, RemovalDecision, RemovalWorld, Unwanted


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalsPlan:
    """All removals of a request; one without image and snapshots says that there is nothing."""

    removals: Sequence[Removal]

    @property
    def changed(self) -> bool:
        """Return whether anything would be written."""
        return any(_is_due(removal) for removal in self.removals)

    @property
    def has_work(self) -> bool:
        """Return whether there is anything to remove, or to report as failed."""
        return any(_is_due(removal) or removal.decision is RemovalDecision.FAIL for removal in self.removals)

    @property
    def before(self) -> dict[str, str]:
        """Return what there is, for the diff."""
        return {
            removal.label: _described(removal) for removal in self.removals if removal.image or removal.snapshot_ids
        }

    @property
    def after(self) -> dict[str, str]:
        """Return what there will be, for the diff."""
        return {
            removal.label: _described(removal)
            for removal in self.removals
            if (removal.image or removal.snapshot_ids) and not _is_due(removal)
        }

    def predicted(self) -> list[dict[str, Any]]:
        """Return the items of `copies` in check mode, and where nothing needs to be done."""
        return [result_of(removal, predicted_state(removal)) for removal in self.removals]


def plan_removals(world: RemovalWorld) -> RemovalsPlan:
    """Decide for every copy of each unwanted source."""
    removals: list[Removal] = []
    for unwanted in world.unwanted:
        stock, origins = world.regions[unwanted.region], world.origins[unwanted.source_image_id]
        found = [*_of_images(unwanted, stock, origins), *removals_of_orphans(unwanted, stock, origins)]
        removals.extend(found or [Removal(unwanted=unwanted, tag=None, image=None)])
    return RemovalsPlan(removals=removals)


def removals_of_orphans(unwanted: Unwanted, stock: RegionStock, origins: Origins) -> list[Removal]:
    """Decide about orphan snapshots. Those of an image that exists are removed with it."""
    users = snapshot_users(stock.images)
    copies = {image.image_id for image in stock.copies}
    by_tag: dict[CopyTag | None, list[str]] = {}
    kept = []
    for snapshot, tags in stock.marked_snapshots:
        tag = read_copy_tag(tags)
        # Of a system disk's copy both are sources: the image in between, and the one with data disks.
        sources = (tags.get(TAG_SOURCE), snapshot.tags.get(TAG_SYSTEM_DISK_OF))
        of_other = unwanted.source_image_id not in sources or not _is_asked_for(unwanted, tag)
        if of_other or users.get(snapshot.snapshot_id) in copies:
            continue
        if why := why_orphan_kept(snapshot, tags, unwanted, origins, users, stock.live_disks):
            removal = Removal(unwanted=unwanted, tag=tag, image=None, snapshot_ids=(snapshot.snapshot_id,))
            kept.append(replace(removal, decision=RemovalDecision.KEEP, reasons=(why,)))
        else:
            by_tag.setdefault(tag, []).append(snapshot.snapshot_id)
    due = [
        Removal(unwanted=unwanted, tag=tag, image=None, snapshot_ids=tuple(sorted(snapshot_ids)))
        for tag, snapshot_ids in by_tag.items()
    ]
    return due + kept


def removal_of(unwanted: Unwanted, image: Image, origins: Origins, users: Mapping[str, str]) -> Removal:
    """Decide about one image. `users` are the region's other images by the snapshots they are made of."""
    tag = read_copy_tag(image.tags)
    snapshots = tuple(disk.snapshot_id for disk in image.disks if disk.snapshot_id)
    used = [snapshot_id for snapshot_id in snapshots if users.get(snapshot_id, image.image_id) != image.image_id]
    removal = Removal(
        unwanted=unwanted,
        tag=tag,
        image=image,
        snapshot_ids=tuple(snapshot_id for snapshot_id in snapshots if snapshot_id not in used),
        reasons=tuple(
            reason("snapshot_in_use", snapshot=snapshot_id, image=users[snapshot_id]) for snapshot_id in used
        ),
    )
    if why := why_kept(image, tag, unwanted, origins):
        return replace(removal, decision=RemovalDecision.KEEP, snapshot_ids=(), reasons=(why,))
    if image.is_used:
        return replace(removal, decision=RemovalDecision.FAIL, snapshot_ids=(), reasons=(reason("copy_in_use"),))
    return removal


def snapshot_users(images: Iterable[Image], *, but: Iterable[Image] = ()) -> dict[str, str]:
    """Return the ids of images by the snapshots they are made of."""
    left_out = {image.image_id for image in but}
    return {
        disk.snapshot_id: image.image_id
        for image in images
        for disk in image.disks
        if disk.snapshot_id and image.image_id not in left_out
    }


def result_of(removal: Removal, state: CopyState, action: CopyAction = CopyAction.NONE, **more: Any) -> dict[str, Any]:
    """Return an item of `copies`; `more` replaces single values."""
    unwanted, image = removal.unwanted, removal.image
    return {
        "source_image_id": unwanted.source_image_id,
        "source_region": unwanted.source_region,
        "name": image.name if image else "",
        "size_gib": image.size_gib if image else 0,
        "image_id": image.image_id if image else None,
        "wanted_state": str(WantedState.ABSENT),
        "region": unwanted.region,
        "kms_key_id": removal.tag.kms_key_id if removal.tag else unwanted.kms_key_id,
        "state": str(state),
        "action": str(action),
        "progress": image.progress if image else 0,
        "limit_seconds": unwanted.time_limit.of(image.disks if image else ()),
        "reasons": [item.to_result() for item in removal.reasons],
        "snapshot_ids": list(removal.snapshot_ids) if removal.decision is RemovalDecision.REMOVE else [],
        "unshared": list(removal.shared_with) if removal.decision is RemovalDecision.REMOVE else [],
        **more,
    }


def predicted_state(removal: Removal) -> CopyState:
    """Return its state in check mode, and that of one that is kept."""
    if removal.decision is RemovalDecision.FAIL:
        return CopyState.FAILED
    if _is_due(removal):
        return CopyState.PLANNED
    return _state_of(removal.image) if removal.image or removal.snapshot_ids else CopyState.ABSENT


def _is_due(removal: Removal) -> bool:
    return removal.decision is RemovalDecision.REMOVE and bool(removal.image or removal.snapshot_ids)


def _state_of(image: Image | None) -> CopyState:
    if image is None or image.status in FAILED_STATUSES:
        return CopyState.FAILED
    return progress_state(image.status) if image.is_in_progress else CopyState.AVAILABLE


def _of_images(unwanted: Unwanted, stock: RegionStock, origins: Origins) -> list[Removal]:
    copies = [image for image in stock.copies if image.tags.get(TAG_SOURCE) == unwanted.source_image_id]
    users = snapshot_users(stock.images, but=copies)
    removals = [
        replace(removal_of(unwanted, image, origins, users), shared_with=stock.shares.get(image.image_id, ()))
        for image in copies
        if _is_asked_for(unwanted, read_copy_tag(image.tags))
    ]
    return _only_one_of_each(removals)


def _only_one_of_each(removals: Sequence[Removal]) -> list[Removal]:
    """Keep all of several images that could be the copy of the same attempt."""
    alike = Counter(removal.tag for removal in removals if removal.decision is not RemovalDecision.KEEP)
    return [
        removal
        if removal.decision is RemovalDecision.KEEP or alike[removal.tag] < 2
        else replace(removal, decision=RemovalDecision.KEEP, snapshot_ids=(), reasons=(_several(removal, removals),))
        for removal in removals
    ]


def _several(removal: Removal, removals: Sequence[Removal]) -> Reason:
    ids = ", ".join(other.image.image_id for other in removals if other.tag == removal.tag and other.image)
    return reason("removal_several_copies", images=ids)


def _is_asked_for(unwanted: Unwanted, tag: CopyTag | None) -> bool:
    """Return whether a tag names the key asked for, if one was. Copies under another key are not considered."""
    return tag is None or not unwanted.kms_key_id or tag.kms_key_id == unwanted.kms_key_id


def _described(removal: Removal) -> str:
    parts = [str(_state_of(removal.image))] if removal.image else []
    if removal.snapshot_ids:
        parts.append(f"snapshots {', '.join(removal.snapshot_ids)}")
    if removal.shared_with:
        parts.append(f"shared with {', '.join(removal.shared_with)}")
    return "; ".join(parts)
