# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read keys, and which images are encrypted with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._api import kms_key_changes as changes
from .._api.ecs_images import list_images
from .._api.ecs_snapshots import list_snapshots
from .._api.kms_keys import find_key, list_aliases, list_key_ids, with_aliases
from .._api.sts import get_caller
from .._client.session import Session
from .._images.encryption import arn_account
from .._model.errors import InvalidInput
from .._model.key import Key
from .usage import KeyUse, brief, key_result, key_use
from .values import TAG_ALIAS, KeyRequest, KeysRequest, KeyState


def read_key_use(session: Session, region: str, keys: Sequence[Key]) -> KeyUse:
    """Return the account's images on each key. Raises Denied: an answer without some of them would mislead."""
    images = list_images(session, region)
    snapshot_ids = [disk.snapshot_id for image in images for disk in image.disks if disk.snapshot_id]
    return key_use(images, list_snapshots(session, region, snapshot_ids), keys)


def observe_key(session: Session, request: KeyRequest) -> KeyState | None:
    """The key of this alias, else one that was made for it and did not get it yet. Raises InvalidInput for several."""
    key = find_key(session, request.region, request.alias)
    if key is not None:
        return _state(session, request, key, has_alias=True)
    key = _made_for_alias(session, request)
    return _state(session, request, key, has_alias=False) if key else None


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
        policy=changes.get_key_policy(session, request.region, key.key_id)
        if request.policy and key.instance_id
        else None,
        has_alias=has_alias,
    )


def read_keys(session: Session, request: KeysRequest) -> dict[str, Any]:
    """Return the values of kms_key_info."""
    region = request.region
    wanted = request.key_ids or tuple(list_key_ids(session, region))
    found = session.gather(lambda key: find_key(session, region, key), wanted)
    aliases = list_aliases(session, region)
    keys = [with_aliases(key, aliases) for key in found if key]
    # Without an ARN only keys of this account can be meant.
    account_id = get_caller(session).account_id if any(map(arn_account, wanted)) else ""
    use = read_key_use(session, region, keys) if request.with_images else None
    values: dict[str, Any] = {"kms_keys": [key_result(key, account_id, use) for key in keys]}
    if use is not None:
        values["images_unknown"] = [brief(image) for image in use.unknown]
    return values
