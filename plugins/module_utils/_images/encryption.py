# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which key encrypts what. No field of an image says it; snapshots and keys do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .._model.evidence import Evidence
from .._model.image import Disk, Encryption, Image
from .._model.key import SERVICE_KEY_ALIAS, Key, KeyType

SPECS = ("Aliyun_AES_256", "Aliyun_SM4")
WHOLE_IMAGE = {
    KeyType.NONE: Encryption.NONE,
    KeyType.SERVICE: Encryption.SERVICE_KEY,
    KeyType.CUSTOMER: Encryption.CUSTOMER_KEY,
    KeyType.FOREIGN: Encryption.FOREIGN_KEY,
}


def arn_account(key: str) -> str:
    """Return the account in a key's ARN `acs:kms:<region>:<account>:key/<id>`; empty for a bare id."""
    parts = key.split(":")
    return parts[3] if key.startswith("acs:kms:") and len(parts) > 4 else ""


def bare_key_id(key: str) -> str:
    """Return the id of a key given as id or ARN."""
    return key.rpartition(":key/")[2] if arn_account(key) else key


def is_disk_under(disk: Disk, key_id: str, key_account: str = "") -> bool:
    """Return whether a disk is encrypted with exactly this key: an own one, or that of `key_account`."""
    if disk.encrypted is not True or bare_key_id(disk.kms_key_id) != key_id:
        return False
    if key_account:
        # ECS may name it by its ARN or by its id alone.
        return arn_account(disk.kms_key_id) in ("", key_account)
    return disk.key_type is KeyType.CUSTOMER


def is_service_alias(key: str) -> bool:
    """Return whether the ECS service key is named by its alias, or by the ARN of the alias."""
    return key == SERVICE_KEY_ALIAS or (key.startswith("acs:kms:") and key.endswith(f":{SERVICE_KEY_ALIAS}"))


def key_ids(images: Iterable[Image], evidence: Evidence) -> set[str]:
    """Return the account's keys that these images' snapshots name, as bare ids."""
    found = {
        own_key_id(snapshot.encrypted, snapshot.kms_key_id, image.owner_id)
        for image in images
        for disk in image.disks
        if (snapshot := evidence.snapshots.get(disk.snapshot_id))
    }
    return found - {""}


def examine_disk(disk: Disk, owner_id: str, evidence: Evidence) -> Disk:
    """Return the disk with its key filled in, as far as the evidence goes."""
    snapshot = evidence.snapshots.get(disk.snapshot_id)
    if snapshot is None:
        return disk
    disk = replace(disk, source_snapshot_id=snapshot.source_snapshot_id)
    key_id, key_type = classify_key(snapshot.encrypted, snapshot.kms_key_id, owner_id, evidence.keys)
    return replace(disk, encrypted=snapshot.encrypted, kms_key_id=key_id, key_type=key_type)


def classify_key(encrypted: bool, key: str, owner_id: str, keys: Mapping[str, Key | None]) -> tuple[str, KeyType]:
    """Id and kind of the key that a snapshot or a disk of an owner names; `keys` are those that were looked up."""
    if not encrypted:
        return "", KeyType.NONE
    if not key or is_service_alias(key):
        # An empty id was seen for service-key resources: encrypted, and no key named.
        return key, KeyType.SERVICE
    if arn_account(key) not in ("", owner_id):
        return key, KeyType.FOREIGN
    key_id = bare_key_id(key)
    found = keys.get(key_id)
    return key_id, found.key_type if found else KeyType.UNKNOWN


def own_key_id(encrypted: bool, key: str, owner_id: str) -> str:
    """Return the bare id of the account's key to look up for such a snapshot or disk; empty if there is none."""
    is_own = encrypted and key and arn_account(key) in ("", owner_id) and not is_service_alias(key)
    return bare_key_id(key) if is_own else ""


def encryption_of(disks: Iterable[Disk]) -> Encryption:
    """Return one word over all disks; two different customer keys are `mixed`."""
    found = {(disk.key_type, disk.kms_key_id) for disk in disks}
    kinds = {kind for kind, _key in found}
    if not kinds or KeyType.UNKNOWN in kinds:
        return Encryption.UNKNOWN
    if len(kinds) > 1 or (KeyType.CUSTOMER in kinds and len(found) > 1):
        return Encryption.MIXED
    return WHOLE_IMAGE[kinds.pop()]
