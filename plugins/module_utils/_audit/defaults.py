# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a region's default encryption means for images made there."""

from __future__ import annotations

from collections.abc import Mapping

from .._core.reasons import reason
from .._images.encryption import bare_key_id, is_service_alias
from .._model.key import Key, KeyType
from .values import DiskDefaults


def default_key_id(kms_key_id: str) -> str:
    """Return the id to look a default key up by; empty if it is the service key by name, or none is named."""
    return "" if is_service_alias(kms_key_id) else bare_key_id(kms_key_id)


def region_defaults(
    region: str, *, enabled: bool, kms_key_id: str, keys: Mapping[str, Key | None], denied: str = ""
) -> DiskDefaults:
    """The defaults with the key's type. A key that is not named is the service key; `denied` is why none was found."""
    key_id = default_key_id(kms_key_id)
    key = keys.get(key_id)
    key_type = KeyType.SERVICE if not key_id else key.key_type if key else KeyType.UNKNOWN
    reasons = []
    if key_type is KeyType.SERVICE and enabled:
        reasons.append(reason("default_service_key", region=region))
    elif key_type is KeyType.UNKNOWN and denied:
        reasons.append(reason("key_not_visible", key=key_id, permission=denied))
    elif key_type is KeyType.UNKNOWN:
        reasons.append(reason("key_not_found", key=key_id))
    return DiskDefaults(
        region=region, enabled=enabled, kms_key_id=key_id or kms_key_id, key_type=key_type, reasons=tuple(reasons)
    )


def unavailable_defaults(region: str, *, permission: str = "", error: str = "") -> DiskDefaults:
    """Return the reason where the caller may not ask, or ECS answers with an error."""
    why = (
        reason("defaults_not_visible", region=region, permission=permission)
        if permission
        else reason("defaults_unavailable", region=region, error=error)
    )
    return DiskDefaults(region=region, reasons=(why,))
