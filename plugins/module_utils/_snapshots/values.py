# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What copies of snapshots are requested with, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._model.image_copy import CopyAction, CopyState, WantedState
from .._model.snapshot import DataDisk, Snapshot

DONE, FAILED = "accomplished", "failed"
STATES = {DONE: CopyState.AVAILABLE, FAILED: CopyState.FAILED}


def state_of(snapshot: Snapshot) -> CopyState:
    """Return how far a copy is."""
    return STATES.get(snapshot.status, CopyState.COPYING)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotCopyRequest:
    """Snapshots of `region` to copy to `destination` under a key, whose id, ARN or alias is given. Times in seconds.

    Without a key, copies under any key are removed, and with `run` only those that this run began. `disks` says of
    snapshots which disk they are of.
    """

    region: str
    snapshot_ids: tuple[str, ...]
    destination: str
    key: str
    state: WantedState
    run: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    disks: Mapping[str, DataDisk] = field(default_factory=dict)
    wait: bool = True
    wait_timeout: int = 3600
    poll_seconds: int = 10

    @property
    def absent(self) -> bool:
        """Are copies to be removed."""
        return self.state is WantedState.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotWorld:
    """The sources that are there, by id, the snapshots of the destination, and the id of the key that was given."""

    account_id: str
    sources: Mapping[str, Snapshot]
    there: Sequence[Snapshot]
    kms_key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotCopy:
    """A copy of `source_id`; `size_gib` is the source's, and `snapshot` what was last read of the copy."""

    source_id: str
    source_region: str
    region: str
    kms_key_id: str
    name: str
    size_gib: int
    state: CopyState
    action: CopyAction
    snapshot_id: str = ""
    progress: int = 0

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `copies`."""
        return {
            "source_snapshot_id": self.source_id,
            "source_region": self.source_region,
            "snapshot_id": self.snapshot_id,
            "region": self.region,
            "name": self.name,
            "size_gib": self.size_gib,
            "kms_key_id": self.kms_key_id,
            "state": str(self.state),
            "action": str(self.action),
            "progress": self.progress,
        }
