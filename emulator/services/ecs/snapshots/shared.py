# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots that others share through Resource Sharing, as the consumer sees them, and own ones that are shared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from ....actions.declare import Call
from ....state.accounts import Account
from ....state.images import Snapshot
from ....state.sharing_reach import is_in_share, snapshots_for
from ..encryption import key_of

SHARED_FROM = "acs:ecs:sharedFrom"
IS_SHARED = "acs:ecs:isShared"


def shared_with_caller(call: Call) -> Iterator[tuple[Account, Snapshot, Snapshot]]:
    """Owner, snapshot, and what the caller sees of it."""
    for owner, snapshot in snapshots_for(call.cloud, call.region_id, call.account.id):
        yield owner, snapshot, _seen(call, owner, snapshot)


def find_shared(call: Call, snapshot_id: str) -> tuple[Account, Snapshot] | None:
    """Owner and snapshot for an id that the caller sees another account's snapshot under."""
    for owner, snapshot, seen in shared_with_caller(call):
        if seen.id == snapshot_id:
            return owner, snapshot
    return None


def own_view(call: Call, snapshot: Snapshot) -> Snapshot:
    """An own snapshot as its owner sees it: a tag says that it is shared."""
    if not is_in_share(call.cloud, call.region, snapshot.id):
        return snapshot
    return replace(snapshot, tags={**snapshot.tags, IS_SHARED: "true"})


def _seen(call: Call, owner: Account, snapshot: Snapshot) -> Snapshot:
    held = key_of(call, owner, call.region_id, snapshot) if call.cloud.settings.shared_snapshot_shows_key else None
    origin = f"{owner.id}:{call.region_id}:{snapshot.id}"
    as_key = call.cloud.settings.shared_from_tag == "key"
    tags = {f"{SHARED_FROM}:{origin}": ""} if as_key else {SHARED_FROM: origin}
    return replace(
        snapshot,
        id=_id_at(call, owner, snapshot),
        key=held.arn if held else "",
        resource_group="",
        source_disk="",
        source_snapshot="",
        source_region="",
        images=set(),
        tags=tags,
    )


def _id_at(call: Call, owner: Account, snapshot: Snapshot) -> str:
    """The id is the consumer's own, and always the same."""
    text = f"{call.account.id}/{owner.id}/{call.region_id}/{snapshot.id}"
    return f"s-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
