# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The audit summary, and which images a result lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .._model.image import AssessedImage, Verdict
from .._model.key import SERVICE_KEY_ALIAS, KeyType

AUTO_LIMIT = 500


def choose(found: Sequence[AssessedImage], result: str) -> Sequence[AssessedImage]:
    """The images that `result` (full, auto, summary, file) returns; auto leaves out the good ones of large sets."""
    if result in ("summary", "file"):
        return []
    if result == "auto" and len(found) > AUTO_LIMIT:
        return [item for item in found if is_notable(_verdicts(item), item.codes)]
    return found


def listed_of(total: int, images: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return those of `total` images that `auto` lists; the images have the shape of `images`."""
    return [dict(image) for image in images if total <= AUTO_LIMIT or _is_notable_result(image)]


def is_notable(verdicts: Iterable[str], codes: Collection[str]) -> bool:
    """Return whether an image cannot be shared, not with every account asked for, or is shared too widely."""
    return any(verdict != Verdict.SHAREABLE for verdict in verdicts) or "shared_outside" in codes


def _verdicts(item: AssessedImage) -> tuple[str, ...]:
    return (item.verdict, *(account.verdict for account in item.accounts))


def _is_notable_result(image: Mapping[str, Any]) -> bool:
    verdicts = [image["verdict"], *(account["verdict"] for account in image["accounts"])]
    return is_notable(verdicts, [reason["code"] for reason in image["reasons"]])


def summarize(found: Sequence[AssessedImage], listed: int) -> dict[str, Any]:
    """Return the shape of `summary`."""
    return {
        "total": len(found),
        "verdicts": _count(str(item.verdict) for item in found),
        "encryption": _count(str(item.encryption) for item in found),
        "regions": _count(item.image.region for item in found),
        "owners": _count(item.image.owner_id for item in found),
        "kms_keys": _count(key for item in found for key in keys_of(item)),
        "reasons": _count(code for item in found for code in item.codes),
        "shared_with": _count(account for item in found for account in item.shared_with),
        "listed": listed,
    }


def keys_of(item: AssessedImage) -> list[str]:
    """Return the keys of an image's disks, each once; the service key by its alias where its id is unknown."""
    named = {
        disk.kms_key_id or (SERVICE_KEY_ALIAS if disk.key_type is KeyType.SERVICE else "") for disk in item.image.disks
    }
    return sorted(named - {""})


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
