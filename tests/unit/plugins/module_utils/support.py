# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images, keys and copies as the tests need them: valid, and different only in what a case is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.evidence import Evidence
from plugins.module_utils._model.image import Disk, Image
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_SOURCE, CopyWanted
from plugins.module_utils._model.key import Key, KeyType
from plugins.module_utils._model.snapshot import Snapshot

OWNER = "1000000000000001"
CONSUMER = "2000000000000002"
HOME = "cn-beijing"
AWAY = "cn-shanghai"
KEY = "key-bj"


def disk(key: str = "", **more: Any) -> Disk:
    """A system disk of 40 GiB; with a key it was examined and is under that customer key."""
    examined = {"encrypted": True, "kms_key_id": key, "key_type": KeyType.CUSTOMER} if key else {}
    return Disk(**{"device": "/dev/xvda", "type": "system", "size_gib": 40, "snapshot_id": "s-1", **examined, **more})


def image(**more: Any) -> Image:
    """An own, available image in HOME with one disk."""
    given = {
        "image_id": "m-1",
        "name": "web-1",
        "region": HOME,
        "status": "Available",
        "owner_id": OWNER,
        "owner_alias": "self",
        "disks": (disk(),),
    }
    return Image(**{**given, **more})


def key(**more: Any) -> Key:
    """An enabled customer key in a KMS instance."""
    key_id, region = more.get("key_id", KEY), more.get("region", HOME)
    given = {
        "key_id": key_id,
        "arn": f"acs:kms:{region}:{OWNER}:key/{key_id}",
        "region": region,
        "state": "Enabled",
        "spec": "Aliyun_AES_256",
        "usage": "ENCRYPT/DECRYPT",
        "origin": "Aliyun_KMS",
        "creator": OWNER,
        "instance_id": "kst-1",
    }
    return Key(**{**given, **more})


def snapshot(kms_key_id: str = "", *, encrypted: bool = True, snapshot_id: str = "s-1") -> Snapshot:
    """A snapshot, encrypted unless said otherwise."""
    return Snapshot(snapshot_id=snapshot_id, encrypted=encrypted, kms_key_id=kms_key_id)


def evidence(*found: Snapshot | Key, gone: tuple[str, ...] = (), denied: dict[str, str] | None = None) -> Evidence:
    """What was read: snapshots and keys, and the ids of keys that are not there."""
    keys: dict[str, Key | None] = {item.key_id: item for item in found if isinstance(item, Key)}
    return Evidence(
        snapshots={item.snapshot_id: item for item in found if isinstance(item, Snapshot)},
        keys={**keys, **dict.fromkeys(gone)},
        denied=denied or {},
    )


def wanted(source: Image | None = None, *, region: str = HOME, key_id: str = KEY) -> CopyWanted:
    """A copy of `source` that is asked for."""
    return CopyWanted(source=source or image(), account_id=OWNER, region=region, kms_key_id=key_id)


def copy_of(want: CopyWanted, attempt: int = 1, **more: Any) -> Image:
    """A good copy of an attempt, as CopyImage makes it."""
    tags = {TAG_SOURCE: want.source.image_id, TAG_COPY: want.tag_value(attempt)}
    given = {
        "image_id": f"m-copy-{attempt}",
        "name": "web-1-cmk",
        "region": want.region,
        "is_copied": True,
        "tags": tags,
        "disks": tuple(
            disk(want.kms_key_id, device=item.device, type=item.type, size_gib=item.size_gib)
            for item in want.source.disks
        ),
    }
    return image(**{**given, **more})


def refusal_of(check: Callable[[], object]) -> str:
    """Return why a check refuses, empty if it does not."""
    try:
        check()
    except InvalidInput as error:
        return str(error)
    return ""
