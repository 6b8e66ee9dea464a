# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Is an image a true copy: all disks there, all under the key, and what ECS does not carry over put right."""

from __future__ import annotations

from .._core.reasons import reason
from .._model.image import Disk, Image
from .._model.image_copy import CopyWanted
from .._model.key import KeyType
from .._model.reason import Reason


def is_under(key_id: str, image: Image) -> bool:
    """Is every disk encrypted with exactly this key."""
    return bool(image.disks) and all(_is_disk_under(key_id, disk) for disk in image.disks)


def _is_disk_under(key_id: str, disk: Disk) -> bool:
    return disk.encrypted is True and disk.key_type is KeyType.CUSTOMER and disk.kms_key_id == key_id


def is_unseen(image: Image) -> bool:
    """Are its disks, or their snapshots, not to be seen, so that it is not known what the image is."""
    return not image.disks or any(is_disk_unseen(disk) for disk in image.disks)


def is_disk_unseen(disk: Disk) -> bool:
    """Its snapshot told nothing; one that named a key that is not found has been seen."""
    return disk.key_type is KeyType.UNKNOWN and not disk.kms_key_id


def proof_problems(wanted: CopyWanted, image: Image) -> tuple[Reason, ...]:
    """What keeps this image from being a true copy; nothing if all its disks are there and under the key."""
    source = wanted.source
    problems = []
    wrong = [disk.device for disk in image.disks if not _is_disk_under(wanted.kms_key_id, disk)]
    if wrong:
        values = {"image": image.image_id, "key": wanted.kms_key_id, "disks": ", ".join(wrong)}
        problems.append(reason("copy_wrong_key", **values))
    problems.extend(disk_problems(wanted, image))
    for name in ("architecture", "platform"):
        have, want = getattr(image, name), getattr(source, name)
        if have and want and have != want:
            values = {"image": image.image_id, "attribute": name, "value": have, "wanted": want}
            problems.append(reason("copy_platform_differs", **values))
    return tuple(problems)


def disk_problems(wanted: CopyWanted, image: Image) -> tuple[Reason, ...]:
    """Differences in number, type, size and device of the disks; none from another account's that are not told."""
    if not (wanted.source.is_own or wanted.source.disks):
        return ()
    have, want = _disks(image), _disks(wanted.source)
    if have == want:
        return ()
    disks = {"disks": ", ".join(have) or "none", "wanted": ", ".join(want) or "none"}
    return (reason("copy_disks_differ", image=image.image_id, **disks),)


def _disks(image: Image) -> list[str]:
    return sorted(f"{disk.type} {disk.device} {disk.size_gib} GiB" for disk in image.disks)


def notes(copy: Image, wanted: str) -> tuple[Reason, ...]:
    """What differs and is not put right here: another resource group than the `wanted` one."""
    if not wanted or copy.resource_group_id in ("", wanted):
        return ()
    return (reason("resource_group_differs", group=copy.resource_group_id, wanted=wanted),)


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
