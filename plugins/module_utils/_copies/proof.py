# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide whether an image is a true copy: all disks are there, all under the key; and what has to be repaired."""

from __future__ import annotations

from .._core.reasons import reason
from .._images.encryption import is_disk_under
from .._model.image import Disk, Image
from .._model.image_copy import CopyWanted
from .._model.key import KeyType
from .._model.reason import Reason


def is_under(wanted: CopyWanted, image: Image) -> bool:
    """Return whether every disk is encrypted with exactly the wanted key."""
    return bool(image.disks) and all(_is_disk_under(wanted, disk) for disk in image.disks)


def _is_disk_under(wanted: CopyWanted, disk: Disk) -> bool:
    return is_disk_under(disk, wanted.kms_key_id, wanted.key_account)


def has_unseen_disks(image: Image) -> bool:
    """Return whether its disks or their snapshots cannot be seen, so that it is not known what the image is."""
    return not image.disks or any(is_disk_unseen(disk) for disk in image.disks)


def is_disk_unseen(disk: Disk) -> bool:
    """Return whether its snapshot was not read; one that names a key that is not found was."""
    return disk.key_type is KeyType.UNKNOWN and not disk.kms_key_id


def proof_problems(wanted: CopyWanted, image: Image) -> tuple[Reason, ...]:
    """Return why this image is no true copy; nothing if all its disks are there and under the key."""
    source = wanted.source
    problems = []
    wrong = [disk.device for disk in image.disks if not _is_disk_under(wanted, disk)]
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
    """Return differences in number, type, size and device of the disks; none where the source's are unknown."""
    if not (wanted.source.is_own or wanted.source.disks):
        return ()
    have, want = _disks(image), _disks(wanted.source)
    if have == want:
        return ()
    disks = {"disks": ", ".join(have) or "none", "wanted": ", ".join(want) or "none"}
    return (reason("copy_disks_differ", image=image.image_id, **disks),)


def _disks(image: Image) -> list[str]:
    return sorted(f"{disk.type} {disk.device} {disk.size_gib} GiB" for disk in image.disks)


def group_notes(copy: Image, wanted: str) -> tuple[Reason, ...]:
    """Return that the copy is in another resource group than the `wanted` one, which is not repaired here."""
    if not wanted or copy.resource_group_id in ("", wanted):
        return ()
    return (reason("resource_group_differs", group=copy.resource_group_id, wanted=wanted),)


def repairs(copy: Image, source: Image, restore_family: bool) -> dict[str, str]:
    """Return the fields of Image that ECS did not carry over, each with the value it should have."""
    changes = {}
    if restore_family and source.family and copy.family != source.bare_family:
        changes["family"] = source.bare_family
    for name in ("description", "boot_mode", "nvme_support"):
        wanted = getattr(source, name)
        if wanted and getattr(copy, name) != wanted:
            changes[name] = wanted
    return changes
