# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read a key whose deletion may be scheduled, cancel that, and read the key back."""

from __future__ import annotations

from .._api.kms_key_changes import cancel_key_deletion
from .._api.kms_keys import find_key
from .._client.session import Session
from .._model.key import PENDING_DELETION, Key
from .deletion import DeletionPlan
from .values import DeletionRequest, DeletionStays


def observe_deletion(session: Session, request: DeletionRequest) -> Key | None:
    """Return the key, or None if the region does not know it."""
    return find_key(session, request.region, request.key_id)


def apply_cancellation(session: Session, plan: DeletionPlan) -> Key:
    """Cancel the deletion. Raises DeletionStays if KMS took the call and still reports it, ApiError."""
    region, key_id = plan.key.region, plan.key.key_id
    cancel_key_deletion(session, region, key_id)
    key = find_key(session, region, key_id) or plan.key
    if key.state == PENDING_DELETION:
        raise DeletionStays(key)
    return key
