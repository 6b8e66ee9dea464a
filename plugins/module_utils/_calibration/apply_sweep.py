# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Remove what calibration made: in this run, or in one that was interrupted.

An image is found by its own tag. Its snapshots get the tag before the image goes, so that a removal that is cut off
leaves nothing that cannot be found. Nothing is forced.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from .._api.ecs_removal import cancel_copy, delete_image, delete_snapshot, undeleted
from .._api.ecs_sharing import list_share_accounts, modify_share
from .._api.ecs_tags import tag_snapshots
from .._api.ram_removal import delete_policy, delete_role, detach_policy, list_role_policies
from .._client.session import Session
from .._launches.apply import release_one
from .._model.errors import ApiError, ImageopsError, Missing
from .._model.image import Image
from .._model.instance import Instance
from .._model.role import SHARE_ROLE
from .._model.share import ShareChange
from .observe import find_leftovers
from .role_marks import POLICY
from .values import TAG, Leftovers

# The copy has just ended or is being read, its snapshots are held by the image that was deleted a moment ago, or are
# listed for a while.
BUSY = (
    "IncorrectImageStatus",
    "CancelNotSupported",
    "OperationDenied.ImageCopying",
    "ImageIsCreating",
    "SnapshotCreatedImage",
    "snapshot_not_deleted",
)
PAUSE_SECONDS, LONGEST_PAUSE = 0.5, 15.0


@dataclass(slots=True)
class Sweep:
    """Remove what calibrations left until nothing is left.

    `removed` are ids and names, `snapshots` those of removed images of the first region, `failures` what was left.
    """

    session: Session
    regions: tuple[str, ...]
    wait_seconds: float
    consumer: Session | None = None
    removed: list[str] = field(default_factory=list)
    snapshots: list[str] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)

    def run(self, leftovers: Leftovers) -> None:
        """Remove what calibrations left, and what a list that lags shows only later."""
        deadline, pause = time.monotonic() + self.wait_seconds, PAUSE_SECONDS
        while True:
            self.failures = {}
            self._remove(leftovers)
            waits = [error for error in self.failures.values() if not _is_busy(error)]
            leftovers = find_leftovers(self.session, self.regions, with_role=True, consumer=self.consumer)
            if not leftovers and not self.failures:
                return
            if waits or time.monotonic() > deadline:
                self._name_what_stays(leftovers)
                return
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _remove(self, leftovers: Leftovers) -> None:
        for instance in leftovers.instances:
            self._release(instance)
        for image, error in self.session.map(self._remove_image, leftovers.images):
            if isinstance(error, Exception):
                self.failures[image.image_id] = error
        for region in self.regions:
            self._remove_snapshots(region, [name for place, name in leftovers.snapshots if place == region])
        self._remove_role(leftovers)

    def _release(self, instance: Instance) -> None:
        """Release an instance in the consumer's account."""
        if self.consumer is None:
            return
        try:
            release_one(self.consumer, instance.region, instance.instance_id)
        except ImageopsError as error:
            self.failures[instance.instance_id] = error
        else:
            self.removed.append(instance.instance_id)

    def _remove_image(self, image: Image) -> None:
        region, snapshots = image.region, [disk.snapshot_id for disk in image.disks if disk.snapshot_id]
        if snapshots:
            tag_snapshots(self.session, region, snapshots, {TAG: image.tags[TAG]})
        try:
            if image.is_in_progress:
                cancel_copy(self.session, region, image.image_id)
            else:
                self._unshare(image)
                delete_image(self.session, region, image.image_id)
        except Missing:
            pass
        self.removed.append(image.image_id)
        for snapshot_id in snapshots:
            delete_snapshot(self.session, region, snapshot_id)
        if listed := undeleted(self.session, region, snapshots):
            raise next(iter(listed.values()))
        if region == self.regions[0]:
            self.snapshots.extend(snapshots)

    def _unshare(self, image: Image) -> None:
        accounts = list_share_accounts(self.session, image.region, image.image_id)
        if accounts:
            change = ShareChange(image_id=image.image_id, region=image.region, before=accounts, add=(), remove=accounts)
            modify_share(self.session, change)

    def _remove_snapshots(self, region: str, snapshot_ids: Sequence[str]) -> None:
        for snapshot_id, error in self.session.map(
            lambda name: delete_snapshot(self.session, region, name), snapshot_ids
        ):
            if isinstance(error, ImageopsError):
                self.failures[snapshot_id] = error
            elif snapshot_id not in self.removed:
                self.removed.append(snapshot_id)

    def _remove_role(self, leftovers: Leftovers) -> None:
        try:
            if leftovers.role:
                if POLICY in list_role_policies(self.session, SHARE_ROLE):
                    detach_policy(self.session, SHARE_ROLE, POLICY)
                delete_role(self.session, SHARE_ROLE)
                self.removed.append(SHARE_ROLE)
            if leftovers.has_policy:
                delete_policy(self.session, POLICY.name)
                self.removed.append(POLICY.name)
        except ImageopsError as error:
            self.failures[SHARE_ROLE] = error

    def _name_what_stays(self, leftovers: Leftovers) -> None:
        for name in leftovers.names:
            self.failures.setdefault(name, ImageopsError(f"{name} is still there"))


def _is_busy(error: Exception) -> bool:
    return isinstance(error, ApiError) and error.code in BUSY
