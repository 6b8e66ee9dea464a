# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What executions of the encryption template have left behind: find it by what their tasks say, and remove it."""

from __future__ import annotations

import time
from dataclasses import replace

from .._api.ecs_removal import SNAPSHOT_LISTED, delete_image, delete_snapshot, undeleted
from .._client.session import Session
from .._model.errors import ApiError, ImageopsError
from .residue import (
    ResiduePlan,
)
from .residue_values import Residue, ResidueKind

# A deleted image holds its snapshots for a moment longer, and ECS may list a deleted snapshot as long.
HELD = ("SnapshotCreatedImage", SNAPSHOT_LISTED)
HELD_SECONDS = 60.0


def remove_residue(
    session: Session, region: str, plan: ResiduePlan
) -> tuple[list[Residue], dict[str, Exception], bool]:
    """Remove what may go. Return the residue with what became of it, the errors, and whether anything was removed."""
    done: list[Residue] = []
    failures: dict[str, Exception] = {}
    for item in plan.residue:
        if item.kept:
            done.append(item)
            continue
        try:
            _remove(session, region, item)
            done.append(replace(item, removed=True))
        except ImageopsError as error:
            failures[item.made.resource_id] = error
            done.append(item)
    return done, failures, any(item.removed for item in done)


def _remove(session: Session, region: str, item: Residue) -> None:
    if item.made.kind is ResidueKind.IMAGE:
        delete_image(session, region, item.made.resource_id)
        return
    deadline = time.monotonic() + HELD_SECONDS
    while True:
        try:
            delete_snapshot(session, region, item.made.resource_id, force=item.made_disk)
            listed = undeleted(session, region, [item.made.resource_id])
            if not listed:
                return
            raise listed[item.made.resource_id]
        except ApiError as error:
            if error.code not in HELD or time.monotonic() > deadline:
                raise
            time.sleep(1)
