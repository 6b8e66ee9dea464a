# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which instances are meant, and how their system disks are encrypted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from .._images.encryption import WHOLE_IMAGE, classify_key, own_key_id
from .._model.image import Encryption
from .._model.instance import Instance
from .._model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceSelection:
    """Conditions of different kinds must all hold; within one kind any value will do (all, for tags)."""

    instance_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()

    def matches(self, instance: Instance) -> bool:
        """Return whether this instance is selected. Names are shell globs, case matters."""
        return (
            (not self.instance_ids or instance.instance_id in self.instance_ids)
            and (not self.names or any(fnmatchcase(instance.name, pattern) for pattern in self.names))
            and all(instance.tags.get(key) == value for key, value in self.tags.items())
            and (not self.statuses or instance.status in self.statuses)
        )

    def missing_ids(self, instances: Iterable[Instance]) -> list[str]:
        """Return the ids asked for by name that none of these instances has."""
        found = {instance.instance_id for instance in instances}
        return [instance_id for instance_id in self.instance_ids if instance_id not in found]


def disk_key_ids(instances: Iterable[Instance], owner_id: str) -> set[str]:
    """Return the account's keys that the disks of these instances name, as bare ids."""
    found = {own_key_id(disk.encrypted, disk.kms_key_id, owner_id) for instance in instances for disk in instance.disks}
    return found - {""}


def examine_instance(instance: Instance, owner_id: str, keys: Mapping[str, Key | None]) -> Instance:
    """Return the instance with the keys of its disks judged as those of images are."""
    disks = []
    for disk in instance.disks:
        key_id, key_type = classify_key(disk.encrypted, disk.kms_key_id, owner_id, keys)
        disks.append(replace(disk, kms_key_id=key_id, key_type=key_type))
    return replace(instance, disks=tuple(disks))


def system_disk_encryption(instance: Instance) -> Encryption:
    """Return one word for the system disk; unknown without one, or where its key is not known."""
    disk = instance.system_disk
    return WHOLE_IMAGE.get(disk.key_type, Encryption.UNKNOWN) if disk else Encryption.UNKNOWN


def instance_result(instance: Instance) -> dict[str, object]:
    """Return the shape of an item of `instances`."""
    return {**instance.to_result(), "system_disk_encryption": str(system_disk_encryption(instance))}
