# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finding and making a key that is known by its alias, without ever making it twice."""

from __future__ import annotations

from dataclasses import replace

from .._api import kms_key_changes as changes
from .._api.kms_keys import find_key
from .._client.session import Session
from .._model.errors import ApiError, ConnectionFailed, InvalidInput
from .._model.key import Key
from .._model.key_request import TAG_ALIAS, KeyRequest
from .decide import KeyPlan
from .values import KeyState


def observe_key(session: Session, request: KeyRequest) -> KeyState | None:
    """The key of this alias, else one that was made for it and did not get it yet. Raises InvalidInput for several."""
    key = find_key(session, request.region, request.alias)
    if key is not None:
        return _state(session, request, key, has_alias=True)
    key = _made_for_alias(session, request)
    return _state(session, request, key, has_alias=False) if key else None


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
        return changes.create_key(session, request)
    except (ConnectionFailed, ApiError) as error:
        # Without an answer the key may be there all the same; its tag tells.
        if isinstance(error, ApiError) and error.status < 500:
            raise
        made = _made_for_alias(session, request)
        if made is None:
            raise
        return made.key_id


def _made_for_alias(session: Session, request: KeyRequest) -> Key | None:
    ids = changes.find_keys_by_tag(session, request.region, TAG_ALIAS, request.alias)
    keys = [key for key_id in ids if (key := find_key(session, request.region, key_id)) and key.state == "Enabled"]
    if len(keys) > 1:
        listed = ", ".join(key.key_id for key in keys)
        remedy = f"Give the alias to one of them and remove the tag {TAG_ALIAS} from the others."
        raise InvalidInput("alias", request.alias, f"is wanted by several keys without it: {listed}", remedy)
    return keys[0] if keys else None


def _state(session: Session, request: KeyRequest, key: Key, *, has_alias: bool) -> KeyState:
    return KeyState(
        key=key,
        tags=changes.list_key_tags(session, request.region, key.key_id),
        policy=changes.get_key_policy(session, request.region, key.key_id) if request.policy else None,
        has_alias=has_alias,
    )
