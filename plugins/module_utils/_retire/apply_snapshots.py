# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Delete the snapshots of an image that was deleted a moment ago."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .._api.ecs_removal import SNAPSHOT_LISTED, delete_snapshot, undeleted
from .._client.session import Session
from .._model.errors import ApiError, ImageopsError

# A deleted image holds its snapshots for a moment longer, and ECS may list a deleted snapshot as long.
HELD = ("SnapshotCreatedImage", SNAPSHOT_LISTED)
HELD_SECONDS = 60.0
PAUSE_SECONDS = 1.0


def delete_snapshots(
    session: Session,
    region: str,
    snapshot_ids: Sequence[str],
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> tuple[list[str], dict[str, ImageopsError]]:
    """Delete all that can be deleted. Return those that are gone, and the error of each that is not."""
    deadline = clock() + HELD_SECONDS
    due, gone = list(snapshot_ids), []
    while due:
        errors = _ask(session, region, due)
        asked = [item for item in due if item not in errors]
        errors |= undeleted(session, region, asked)
        gone += [item for item in asked if item not in errors]
        held = [item for item, error in errors.items() if isinstance(error, ApiError) and error.code in HELD]
        if len(held) < len(errors) or not held or clock() > deadline:
            return gone, errors
        due = held
        sleep(PAUSE_SECONDS)
    return gone, {}


def _ask(session: Session, region: str, snapshot_ids: Sequence[str]) -> dict[str, ImageopsError]:
    errors: dict[str, ImageopsError] = {}
    for snapshot_id in snapshot_ids:
        try:
            delete_snapshot(session, region, snapshot_id)
        except ImageopsError as error:
            errors[snapshot_id] = error
    return errors
