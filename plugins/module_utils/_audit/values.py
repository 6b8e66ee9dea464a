# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was found out about a region."""

from __future__ import annotations

from dataclasses import dataclass

from .._model.key import KeyType
from .._model.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskDefaults:
    """How ECS encrypts new disks by default; `enabled` is None and the key unknown where ECS does not say."""

    region: str
    enabled: bool | None = None
    kms_key_id: str = ""
    key_type: KeyType = KeyType.UNKNOWN
    reasons: tuple[Reason, ...] = ()

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `encryption_defaults`."""
        return {
            "region": self.region,
            "enabled": self.enabled,
            "kms_key_id": self.kms_key_id,
            "key_type": str(self.key_type),
            "reasons": [reason.to_result() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCount:
    """How many instances a region has; None, with the RAM action in `denied`, where they may not be listed."""

    region: str
    count: int | None
    denied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether a region with instances has a usable image of a family; None where that cannot be said."""

    region: str
    family: str
    instances: int | None
    image_ids: tuple[str, ...]
    covered: bool | None
    reasons: tuple[Reason, ...] = ()

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `coverage`."""
        return {
            "region": self.region,
            "family": self.family,
            "instances": self.instances,
            "image_ids": list(self.image_ids),
            "covered": self.covered,
            "reasons": [reason.to_result() for reason in self.reasons],
        }
