# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is asked of a region's default encryption, and what is there."""

from __future__ import annotations

from dataclasses import dataclass

from .._audit.values import DiskDefaults
from .._model.errors import ImageopsError
from .._model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsRequest:
    """The wanted encryption of new disks. `kms_key_id` is None to leave the key, empty for the service key."""

    region: str
    enabled: bool
    kms_key_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionsRequest:
    """Regions to read, every one of the account if none is named; `region` then lists them."""

    region: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedDefaults:
    """The defaults of the region, and the key asked for; None if none was."""

    defaults: DiskDefaults
    key: Key | None


class DefaultsFailed(ImageopsError):
    """ECS reported no error, and a region's default encryption is not what was asked for."""

    code = "DefaultsFailed"

    def __init__(self, region: str, *, enabled: bool, key: str) -> None:
        state = f"on with the key {key or 'that ECS names by default'}" if enabled else "off"
        super().__init__(
            f"ECS took the change of default encryption in {region}, which is {state}. Run it again; if it stays so, "
            "see who else changes it"
        )
