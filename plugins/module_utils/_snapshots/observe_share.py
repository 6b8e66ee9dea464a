# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read who has which snapshots, what they are encrypted with, and whom the role trusts."""

from __future__ import annotations

from .._api import resource_shares as api
from .._api.ecs_snapshots import list_snapshots
from .._api.sts import get_caller
from .._client.session import Session
from .._images.observe import look_up_keys
from .._model.errors import InvalidInput
from .._model.resource_share import ResourceShare
from .._model.role import SNAPSHOT_SHARE_ROLE
from .._share_role.observe import read_trust
from .share_values import SnapshotShareRequest, SnapshotShareSeen


def observe_snapshot_shares(session: Session, request: SnapshotShareRequest) -> SnapshotShareSeen:
    """Read snapshots, keys, role and resource shares; to take snapshots away only the shares are read."""
    account_id = get_caller(session).account_id
    shares = find_shares(session, request)
    if request.absent:
        return SnapshotShareSeen(account_id=account_id, snapshots={}, keys={}, keys_denied={}, shares=shares)
    snapshots = list_snapshots(session, request.region, request.snapshot_ids)
    ids = {item.kms_key_id for item in snapshots.values() if item.kms_key_id}
    keys, denied = look_up_keys(session, request.region, ids)
    needs_role = request.check_role and any(item.encrypted for item in snapshots.values())
    return SnapshotShareSeen(
        account_id=account_id,
        snapshots=snapshots,
        keys=keys,
        keys_denied=denied,
        shares=shares,
        trust=read_trust(session, SNAPSHOT_SHARE_ROLE) if needs_role else None,
    )


def find_shares(session: Session, request: SnapshotShareRequest) -> dict[str, ResourceShare]:
    """Return the resource shares of this kind with what is in them, by account. Raises InvalidInput for twins."""
    found: dict[str, ResourceShare] = {}
    for share in api.list_shares(session, request.region):
        if account := request.account_of(share.name):
            if account in found:
                problem = f"begins the name of two shares: {found[account].share_id} and {share.share_id}"
                remedy = "Delete one of them, or give another resource_share_prefix."
                raise InvalidInput("resource_share_prefix", request.prefix, problem, remedy)
            found[account] = share
    filled = session.gather(lambda share: api.with_associations(session, share), found.values())
    return dict(zip(found, filled, strict=True))
