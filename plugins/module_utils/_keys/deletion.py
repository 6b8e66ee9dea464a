# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a key needs so that its deletion is not scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .._model.errors import InvalidInput
from .._model.key import PENDING_DELETION, Key
from .values import DeletionRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionPlan:
    """The key of today, and whether its deletion must be cancelled."""

    key: Key
    changed: bool

    @property
    def has_work(self) -> bool:
        """Nothing but writing is done."""
        return self.changed

    @property
    def will_be(self) -> Key:
        """The key afterwards. KMS enables a key whose deletion is cancelled."""
        return replace(self.key, state="Enabled") if self.changed else self.key

    @property
    def before(self) -> Mapping[str, Any]:
        """The key's state now."""
        return {"key_id": self.key.key_id, "state": self.key.state}

    @property
    def after(self) -> Mapping[str, Any]:
        """The key's state afterwards."""
        return {"key_id": self.key.key_id, "state": self.will_be.state}


def plan_cancellation(request: DeletionRequest, key: Key | None) -> DeletionPlan:
    """Decide whether a key's deletion must be cancelled. Raises InvalidInput if there is no such key."""
    if key is None:
        remedy = f"Give the id or ARN of a key of this account in {request.region}. A deleted key is lost."
        raise InvalidInput("kms_key_id", request.key_id, f"is not found in {request.region}", remedy)
    return DeletionPlan(key=key, changed=key.state == PENDING_DELETION)
