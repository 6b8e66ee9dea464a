# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide whether an image may be removed as a copy. Tags and facts must agree; if ECS shows too little, it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from ..._core.reasons import reason
from ..._images.encryption import bare_key_id, is_disk_under
from ..._model.image import Disk, Image
from ..._model.image_copy import TAG_COPY, CopyTag, read_copy_tag
from ..._model.key import KeyType
from ..._model.reason import Reason
from ..._model.snapshot import Snapshot
from ..names import may_be_named
from ..proof import is_disk_unseen
from .values import LiveDisks, Origins, Unwanted

# Only of these ECS must show the key; one that is being made or failed may have no snapshots yet.
NOT_PROVEN = "copy_not_proven"
COMPLETE = ("Available", "Deprecated")


def why_kept(image: Image, tag: CopyTag | None, unwanted: Unwanted, origins: Origins) -> Reason | None:
    """Return why an image with the source's id in its tag is kept; None for a copy of this collection."""
    if tag is None:
        return reason("copy_tag_unread", value=repr(image.tags.get(TAG_COPY, "")))
    if problem := _of_another_request(image.region, tag, unwanted):
        return problem
    if not image.is_copied:
        return reason("not_a_copy")
    wrong = [disk.device for disk in image.disks if not (_is_under(disk, tag) or is_disk_unseen(disk))]
    if wrong:
        return reason("removal_wrong_key", key=tag.kms_key_id, disks=", ".join(wrong))
    if image.status in COMPLETE and not (image.disks and all(_is_under(disk, tag) for disk in image.disks)):
        return reason("removal_not_proven")
    if any(_is_foreign(disk.source_snapshot_id, origins) for disk in image.disks):
        return reason("copy_of_copy")
    if image.status in COMPLETE and not (_is_origin_known(image, origins) or _may_be_named(image, tag, unwanted)):
        return reason("copy_of_unknown_origin")
    return None


def why_orphan_kept(
    snapshot: Snapshot,
    tags: Mapping[str, str],
    unwanted: Unwanted,
    origins: Origins,
    users: Mapping[str, str],
    live: LiveDisks,
) -> Reason | None:
    """Return the same for a snapshot that a removal tagged; `users` are images by the snapshots they are made of.

    Whatever its tags say, a snapshot of a disk that exists is that disk's.
    """
    tag = read_copy_tag(tags)
    if tag is None:
        return reason("copy_tag_unread", value=repr(tags.get(TAG_COPY, "")))
    if problem := _of_another_request(unwanted.region, tag, unwanted):
        return problem
    if not snapshot.encrypted or bare_key_id(snapshot.kms_key_id) != tag.kms_key_id:
        return reason("removal_snapshot_wrong_key", key=tag.kms_key_id)
    if _is_foreign(snapshot.source_snapshot_id, origins):
        return reason("copy_of_copy")
    if snapshot.source_disk_id in live.ids:
        code = "snapshot_disk_unseen" if live.denied else "snapshot_of_disk"
        values = {"snapshot": snapshot.snapshot_id, "disk": snapshot.source_disk_id, "permission": live.denied}
        return reason(code, **values)
    if user := users.get(snapshot.snapshot_id):
        return reason("snapshot_in_use", snapshot=snapshot.snapshot_id, image=user)
    return None


def _of_another_request(region: str, tag: CopyTag, unwanted: Unwanted) -> Reason | None:
    if tag.region != region or tag.source_region != unwanted.source_region:
        return reason("copy_of_other_destination", tag=tag.value)
    if unwanted.account_id and tag.account_id != unwanted.account_id:
        return reason("copy_of_another_account", account=tag.account_id, owner=unwanted.account_id)
    return None


def _is_under(disk: Disk, tag: CopyTag) -> bool:
    """Return whether a disk is under the key by its id alone: the key may be disabled or gone by now."""
    if tag.key_account:
        return is_disk_under(disk, tag.kms_key_id, tag.key_account)
    return disk.encrypted is True and disk.kms_key_id == tag.kms_key_id and disk.key_type is not KeyType.FOREIGN


def _is_foreign(source_snapshot_id: str, origins: Origins) -> bool:
    """Return whether it was copied from another image than the source. False where ECS names no origin."""
    if not source_snapshot_id:
        return False
    if origins.source is not None:
        return source_snapshot_id not in origins.source
    return source_snapshot_id in origins.others


def _is_origin_known(image: Image, origins: Origins) -> bool:
    """Return whether it is known to be made of the source, or the source exists, so that others would be noticed."""
    # Where ECS names no origin, two images with the same tags are alike and both stay.
    if origins.source is not None:
        return True
    return bool(image.disks) and all(disk.source_snapshot_id in origins.kept for disk in image.disks)


def _may_be_named(image: Image, tag: CopyTag, unwanted: Unwanted) -> bool:
    return may_be_named(
        unwanted.name_template,
        image.name,
        source_image_id=unwanted.source_image_id,
        region=tag.region,
        key=tag.kms_key_id,
        attempt=tag.attempt,
    )
