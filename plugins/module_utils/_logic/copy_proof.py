# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Is an image a true copy: all disks there, all under the key, and what ECS does not carry over put right."""

from __future__ import annotations

from collections.abc import Sequence

from .._model.image import Disk, Image
from .._model.image_copy import CopyWanted
from .._model.key import KeyType
from .._model.reason import Reason


def is_under(key_id: str, image: Image) -> bool:
    """Is every disk encrypted with exactly this key."""
    return bool(image.disks) and all(_is_disk_under(key_id, disk) for disk in image.disks)


def _is_disk_under(key_id: str, disk: Disk) -> bool:
    return disk.encrypted is True and disk.key_type is KeyType.CUSTOMER and disk.kms_key_id == key_id


def proof_problems(wanted: CopyWanted, image: Image) -> tuple[Reason, ...]:
    """What keeps this image from being a true copy; nothing if all its disks are there and under the key."""
    source = wanted.source
    problems = []
    wrong = [disk.device for disk in image.disks if not _is_disk_under(wanted.kms_key_id, disk)]
    if wrong:
        message = f"has disks that are not under the key {wanted.kms_key_id}: {', '.join(wrong)}"
        problems.append(Reason(code="copy_wrong_key", message=message, remedy="Copy it again."))
    have = sorted((disk.type, disk.size_gib) for disk in image.disks)
    want = sorted((disk.type, disk.size_gib) for disk in source.disks)
    if have != want:
        message = f"has disks {_sizes(have)} where the source has {_sizes(want)}"
        problems.append(Reason(code="copy_disks_differ", message=message, remedy="Copy it again."))
    return tuple(problems)


def _sizes(disks: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{kind} {size} GiB" for kind, size in disks) or "none"


def repairs(copy: Image, source: Image, restore_family: bool) -> dict[str, str]:
    """What ECS does not always carry over, and the value it should have: by name of Image's field."""
    changes = {}
    if restore_family and source.family and copy.family != source.family:
        changes["family"] = source.family
    for name in ("description", "boot_mode", "nvme_support"):
        wanted = getattr(source, name)
        if wanted and getattr(copy, name) != wanted:
            changes[name] = wanted
    return changes
