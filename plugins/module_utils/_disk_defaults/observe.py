# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read a region's default encryption, and the key that is asked for."""

from __future__ import annotations

from typing import Any

from .._api.ecs_regions import list_regions
from .._api.kms_keys import find_key
from .._api.ram_roles import has_role
from .._api.sts import get_caller
from .._audit.observe import known_defaults, read_defaults
from .._client.session import Session
from .._images.encryption import arn_account
from .._keys.target import check_target_key
from .._model.errors import Denied, InvalidInput
from .._model.key import Key
from .._model.role import DISK_ROLE
from .values import DefaultsRequest, ObservedDefaults, RegionsRequest

OPTION = "kms_key_id"


def observe_defaults(session: Session, request: DefaultsRequest) -> ObservedDefaults:
    """Read what is. Raises InvalidInput for a key that cannot be the default, ApiError."""
    key = _read_key(session, request.region, request.kms_key_id) if request.kms_key_id else None
    return ObservedDefaults(defaults=known_defaults(session, request.region), key=key)


def _read_key(session: Session, region: str, given: str) -> Key:
    account = arn_account(given)
    if account and account != get_caller(session).account_id:
        remedy = "Give a key of this account: ECS documents no default key of another one."
        raise InvalidInput(OPTION, given, f"is a key of account {account}", remedy)
    key = check_target_key(OPTION, given, find_key(session, region, given), region, "disks")
    try:
        is_there = has_role(session, DISK_ROLE)
    except Denied:
        # ECS answers with an error if it is missing.
        is_there = True
    if not is_there:
        remedy = "Create it with image_share_role (disk_encrypt_role: true) or in the ECS console."
        raise InvalidInput(OPTION, given, f"cannot be used by ECS: the account has no role {DISK_ROLE}", remedy)
    return key


def read_info(session: Session, request: RegionsRequest) -> dict[str, Any]:
    """Return the values of disk_encryption_default_info."""
    regions = request.regions or list_regions(session, request.region)
    found = session.gather(lambda region: read_defaults(session, region), regions)
    return {"encryption_defaults": [defaults.to_result() for defaults in found]}
