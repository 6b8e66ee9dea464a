# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a region's default encryption needs to be as asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .._audit.defaults import region_defaults
from .._audit.values import DiskDefaults
from .._model.key import KeyType
from .values import DefaultsRequest, ObservedDefaults


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsPlan:
    """The defaults now and afterwards. `key_id` is the key to name, empty for the service key, None to leave it."""

    was: DiskDefaults
    will_be: DiskDefaults
    key_id: str | None

    @property
    def is_switched(self) -> bool:
        """Is default encryption to be switched on or off."""
        return self.was.enabled is not self.will_be.enabled

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return self.is_switched or self.key_id is not None

    @property
    def has_work(self) -> bool:
        """Is there anything for `apply`."""
        return self.changed

    @property
    def before(self) -> Mapping[str, Any]:
        """The defaults now."""
        return _shown(self.was)

    @property
    def after(self) -> Mapping[str, Any]:
        """The defaults afterwards."""
        return _shown(self.will_be)


def plan_defaults(request: DefaultsRequest, observed: ObservedDefaults) -> DefaultsPlan:
    """Compare wanted and actual."""
    was = observed.defaults
    if not request.enabled:
        return DefaultsPlan(was=was, will_be=replace(was, enabled=False, reasons=()), key_id=None)
    if request.kms_key_id is None:
        return DefaultsPlan(was=was, will_be=_with_key(was, named_key(was), observed), key_id=None)
    wanted = observed.key.key_id if observed.key else ""
    will_be = _with_key(was, wanted, observed)
    return DefaultsPlan(was=was, will_be=will_be, key_id=None if wanted == named_key(was) else wanted)


def named_key(defaults: DiskDefaults) -> str:
    """Return the id of the default key, empty for the service key."""
    return "" if defaults.key_type is KeyType.SERVICE else defaults.kms_key_id


def _with_key(was: DiskDefaults, key_id: str, observed: ObservedDefaults) -> DiskDefaults:
    if key_id == named_key(was) and was.enabled:
        return was
    if key_id == named_key(was) and key_id:
        return replace(was, enabled=True)
    keys = {observed.key.key_id: observed.key} if observed.key else {}
    return region_defaults(was.region, enabled=True, kms_key_id=key_id, keys=keys)


def _shown(defaults: DiskDefaults) -> dict[str, Any]:
    return {name: value for name, value in defaults.to_result().items() if name != "reasons"}
