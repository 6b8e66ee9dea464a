# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the snapshots that other accounts share with the caller: the consumer's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._api.ecs_snapshots import list_shared_snapshots
from .._client.session import Session
from .._core.per_region import required_region
from .._core.text import list_option
from .._model.snapshot import SharedFrom, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSnapshotsRequest:
    """The snapshots by their ids at the owner, and the owners; all without them."""

    region: str
    source_snapshot_ids: tuple[str, ...] = ()
    owner_ids: tuple[str, ...] = ()


def read_shared_request(params: Mapping[str, Any]) -> SharedSnapshotsRequest:
    """Read the parameters of snapshot_share_info. Raises InvalidInput."""
    return SharedSnapshotsRequest(
        region=required_region(params),
        source_snapshot_ids=list_option(params["source_snapshot_ids"], "source_snapshot_ids"),
        owner_ids=list_option(params["owner_ids"], "owner_ids"),
    )


def read_shared_snapshots(session: Session, request: SharedSnapshotsRequest) -> dict[str, Any]:
    """Return the values of snapshot_share_info."""
    snapshots = [
        shared_result(request.region, snapshot, origin)
        for snapshot in list_shared_snapshots(session, request.region)
        if (origin := snapshot.shared_from) is not None
        and (not request.source_snapshot_ids or origin.snapshot_id in request.source_snapshot_ids)
        and (not request.owner_ids or origin.owner_id in request.owner_ids)
    ]
    return {"snapshots": snapshots}


def shared_result(region: str, snapshot: Snapshot, origin: SharedFrom) -> dict[str, Any]:
    """Return the shape of an item of `snapshots`."""
    return {
        "snapshot_id": snapshot.snapshot_id,
        "region": region,
        "source_snapshot_id": origin.snapshot_id,
        "owner_id": origin.owner_id,
        "name": snapshot.name,
        "size_gib": snapshot.size_gib,
        "disk_type": snapshot.disk_type,
        "encrypted": snapshot.encrypted,
        "kms_key_id": snapshot.kms_key_id,
        "status": snapshot.status,
        "created": snapshot.created,
    }
