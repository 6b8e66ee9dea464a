# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the copies of snapshots that this collection made, by their tags: of images, of sources, or of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._api.ecs_regions import list_regions
from .._api.ecs_snapshots import list_snapshots
from .._api.ecs_tags import list_tagged_snapshots
from .._client.session import Session
from .._core.per_region import CENTRAL, read_regions
from .._core.text import list_option
from .._model.image_copy import TAG_RUN
from .._model.snapshot import TAG_SNAPSHOT_COPY, TAG_SOURCE_SNAPSHOT, DataDisk, Snapshot
from .values import state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotCopiesRequest:
    """The copies in `regions`, or in all regions if there are none; of images, sources and a run where any are given.

    `region` lists all.
    """

    region: str
    regions: tuple[str, ...]
    image_ids: tuple[str, ...] = ()
    source_snapshot_ids: tuple[str, ...] = ()
    run: str = ""

    def wants(self, copy: Mapping[str, Any]) -> bool:
        """Return whether a copy is one of those asked for."""
        return (
            (not self.image_ids or copy["image_id"] in self.image_ids)
            and (not self.source_snapshot_ids or copy["source_snapshot_id"] in self.source_snapshot_ids)
            and self.run in ("", copy["run"])
        )


def read_copies_request(params: Mapping[str, Any]) -> SnapshotCopiesRequest:
    """Read the parameters of snapshot_copy_info. Raises InvalidInput."""
    return SnapshotCopiesRequest(
        region=params["region"] or CENTRAL,
        regions=read_regions(params),
        image_ids=list_option(params["image_ids"], "image_ids"),
        source_snapshot_ids=list_option(params["source_snapshot_ids"], "source_snapshot_ids"),
        run=params["run"] or "",
    )


def read_snapshot_copies(session: Session, request: SnapshotCopiesRequest) -> dict[str, Any]:
    """Return the values of snapshot_copy_info."""
    regions = request.regions or list_regions(session, request.region)
    tagged = session.gather(lambda region: _tagged(session, region), regions)
    copies = []
    for region, ids in zip(regions, tagged, strict=True):
        snapshots = list_snapshots(session, region, ids) if ids else {}
        copies += [copy_result(region, snapshots[name]) for name in sorted(snapshots)]
    return {"copies": [copy for copy in copies if request.wants(copy)]}


def _tagged(session: Session, region: str) -> list[str]:
    return list(list_tagged_snapshots(session, region, (TAG_SOURCE_SNAPSHOT, TAG_SNAPSHOT_COPY)))


def copy_result(region: str, snapshot: Snapshot) -> dict[str, Any]:
    """Return the shape of an item of `copies`."""
    disk = DataDisk.read(snapshot.tags)
    place, _slash, key = snapshot.tags.get(TAG_SNAPSHOT_COPY, "").rpartition("/")
    return {
        "snapshot_id": snapshot.snapshot_id,
        "region": region,
        "source_snapshot_id": snapshot.tags.get(TAG_SOURCE_SNAPSHOT, ""),
        "source_region": place.rpartition("/")[2].partition(">")[0],
        "name": snapshot.name,
        "size_gib": snapshot.size_gib,
        "kms_key_id": key,
        "state": str(state_of(snapshot)),
        "is_shared": snapshot.is_shared,
        "run": snapshot.tags.get(TAG_RUN, ""),
        "image_id": disk.image_id if disk else "",
        "device": disk.device if disk else "",
        "data_disk": disk.number if disk else 0,
        "data_disks": disk.count if disk else 0,
    }
