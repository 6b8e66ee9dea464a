# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what decides about copies of snapshots: the sources, the key, and what is in the destination already."""

from __future__ import annotations

from .._api.ecs_snapshots import list_all_snapshots, list_snapshots
from .._api.kms_keys import find_key
from .._api.sts import get_caller
from .._client.session import Session
from .._keys.target import check_target_key, check_target_name, foreign_account
from .._model.errors import InvalidInput
from .values import SnapshotCopyRequest, SnapshotWorld

WHAT = "copies of snapshots"


def observe_snapshot_copies(session: Session, request: SnapshotCopyRequest) -> SnapshotWorld:
    """Read key, sources and destination. Raises InvalidInput for a key that cannot encrypt the copies."""
    account_id = get_caller(session).account_id
    kms_key_id = _key_id(session, request, account_id) if request.key else ""
    sources = {} if request.absent else list_snapshots(session, request.region, request.snapshot_ids)
    there = list_all_snapshots(session, request.destination)
    return SnapshotWorld(account_id=account_id, sources=sources, there=there, kms_key_id=kms_key_id)


def _key_id(session: Session, request: SnapshotCopyRequest, account_id: str) -> str:
    region, option = request.destination, "kms_key_id"
    check_target_name(option, request.key, region, account_id)
    key = check_target_key(option, request.key, find_key(session, region, request.key), region, WHAT)
    if owner := foreign_account(key, account_id):
        remedy = "Give a key of this account; how CopySnapshot names another account's key is not documented."
        raise InvalidInput(option, request.key, f"belongs to account {owner}", remedy)
    return key.key_id
