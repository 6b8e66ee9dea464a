# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finding and making a key that is known by its alias, without ever making it twice."""

from __future__ import annotations

from dataclasses import replace

from .._api import kms_key_changes as changes
from .._api.kms_keys import find_key
from .._client.session import Session
from .._model.errors import ApiError, ConnectionFailed
from .._model.key import Key
from .decide import KeyPlan
from .observe import _made_for_alias
from .values import KeyRequest


def apply_key(session: Session, plan: KeyPlan) -> Key | None:
    """Make or change the key, and read it back."""
    request, region = plan.request, plan.request.region
    key_id = plan.state.key.key_id if plan.state else _create(session, request)
    if plan.create_alias:
        changes.create_alias(session, region, request.alias, key_id)
    if plan.tags:
        changes.tag_key(session, region, key_id, plan.tags)
    if plan.description is not None:
        changes.set_description(session, region, key_id, plan.description)
    if plan.policy:
        changes.set_key_policy(session, region, key_id, plan.policy)
    key = find_key(session, region, key_id)
    if key and plan.deletion_protection is not None and key.deletion_protection != plan.deletion_protection:
        changes.set_deletion_protection(session, region, key.arn, enabled=plan.deletion_protection)
        key = find_key(session, region, key_id)
    return replace(key, aliases=(request.alias,)) if key else None


def _create(session: Session, request: KeyRequest) -> str:
    try:
        return changes.create_key(session, request, request.creation_tags)
    except (ConnectionFailed, ApiError) as error:
        # Without an answer the key may be there all the same; its tag shows that.
        if isinstance(error, ApiError) and error.status < 500:
            raise
        made = _made_for_alias(session, request)
        if made is None:
            raise
        return made.key_id
