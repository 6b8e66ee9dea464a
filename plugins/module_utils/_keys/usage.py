# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find which images need which key, so that no key in use gets disabled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .._images.encryption import arn_account, bare_key_id, is_service_alias
from .._model.image import Image
from .._model.key import SERVICE_KEY_ALIAS, Key, KeyType
from .._model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """The images on each key by its id, and those whose key is unknown because a snapshot is not seen."""

    by_key: Mapping[str, tuple[Image, ...]]
    unknown: tuple[Image, ...]


def key_use(images: Iterable[Image], snapshots: Mapping[str, Snapshot], keys: Iterable[Key]) -> KeyUse:
    """Sort images by the keys of their disks; an image on two keys stands under both."""
    service_key = next((key.key_id for key in keys if SERVICE_KEY_ALIAS in key.aliases), "")
    by_key: dict[str, list[Image]] = {}
    unknown = []
    for image in sorted(images, key=lambda item: (item.name, item.image_id)):
        found = [snapshots.get(disk.snapshot_id) for disk in image.disks]
        if None in found or not found:
            unknown.append(image)
        for key_id in sorted({_key_id(item, image, service_key) for item in found if item and item.encrypted}):
            by_key.setdefault(key_id, []).append(image)
    return KeyUse(by_key={key_id: tuple(used) for key_id, used in by_key.items()}, unknown=tuple(unknown))


def _key_id(snapshot: Snapshot, image: Image, service_key: str) -> str:
    """Return the key's id; another account's key stands under its ARN, and the service key may not be named at all."""
    named = snapshot.kms_key_id
    if not named or is_service_alias(named):
        return service_key
    return bare_key_id(named) if arn_account(named) in ("", image.owner_id) else named


def key_result(key: Key, account_id: str, use: KeyUse | None) -> dict[str, Any]:
    """Return a key as kms_key_info shows it. Another account's is foreign (`account_id` is empty if none can be)."""
    foreign = account_id not in ("", key.account_id)
    result = {**key.to_result(), **({"key_type": str(KeyType.FOREIGN)} if foreign else {})}
    if use is not None:
        named = key.arn if foreign else key.key_id
        result["images"] = [brief(image) for image in use.by_key.get(named, ())]
    return result


def brief(image: Image) -> dict[str, str]:
    """Return the id, name and status of an image."""
    return {"image_id": image.image_id, "name": image.name, "status": image.status}
