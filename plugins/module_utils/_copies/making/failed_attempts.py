# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Failed attempts that a later one has followed. The last failed one stays as the record, so that attempts never count
down; the others are removed, and so are snapshots of such that an earlier removal left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..._model.image import FAILED_STATUSES, Image
from ..._model.image_copy import CopyWanted
from ..._model.snapshot import Snapshot
from ..removing.decide import removal_of, removals_of_orphans
from ..removing.values import Origins, RegionStock, Removal, RemovalDecision, Unwanted
from .match import Match, attempt_of

MarkedSnapshots = Sequence[tuple[Snapshot, Mapping[str, str]]]


def failed_attempts(wanted: CopyWanted, match: Match) -> dict[int, Image]:
    """Return the attempts that ECS could not make. One that several images claim to be is left out."""
    doubtful = {attempt_of(wanted, image) for image in match.others}
    return {
        attempt: image for attempt, image in match.ours if image.status in FAILED_STATUSES and attempt not in doubtful
    }


def superseded_attempts(wanted: CopyWanted, failed: Mapping[int, Image]) -> list[Removal]:
    """Return what is removed of failed attempts: all but the last, which was read and so is known to exist."""
    followed = [failed[attempt] for attempt in sorted(failed)[:-1]]
    removals = [removal_of(_unwanted(wanted), image, _origins(wanted), {}) for image in followed if not image.is_shared]
    return [removal for removal in removals if removal.decision is RemovalDecision.REMOVE]


def orphans_of(wanted: CopyWanted, orphans: MarkedSnapshots) -> list[Removal]:
    """Return what is removed of orphan snapshots; `orphans` has none that an image is made of."""
    stock = RegionStock(images=(), copies=(), marked_snapshots=orphans)
    removals = removals_of_orphans(_unwanted(wanted), stock, _origins(wanted))
    return [removal for removal in removals if removal.decision is RemovalDecision.REMOVE]


def _unwanted(wanted: CopyWanted) -> Unwanted:
    return Unwanted(
        source_image_id=wanted.source.image_id,
        source_region=wanted.source.region,
        region=wanted.region,
        account_id=wanted.account_id,
        kms_key_id=wanted.kms_key_id,
    )


def _origins(wanted: CopyWanted) -> Origins:
    return Origins(source=frozenset(disk.snapshot_id for disk in wanted.source.disks))
