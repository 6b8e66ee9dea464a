# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run does with the images that it made to copy them: images of a system disk alone."""

from __future__ import annotations

from typing import Any

from .._model.image_making import TAG_MADE_FROM, MadeFrom
from .rollback_use import uses_of_others
from .rollback_values import KEEP, REMOVE, Item, RunTraces, row_of


def is_made(image: Item) -> bool:
    """Return whether the module `image` made this image; else a run's images are copies."""
    return bool(image["tags"].get(TAG_MADE_FROM))


def made_going(traces: RunTraces) -> list[dict[str, Any]]:
    """Return the made images that go, in the shape of a copy that `image_copy` would remove.

    Their snapshots are those of the images that they were made of, and stay.
    """
    return [
        {
            "source_image_id": MadeFrom.read(image["tags"][TAG_MADE_FROM]).source,
            "image_id": image["image_id"],
            "name": image["name"],
            "region": image["region"],
            "snapshot_ids": [],
            "unshared": list(image["shared_with"]),
        }
        for image in traces.made
        if not _why_kept(traces, image)
    ]


def made_rows(traces: RunTraces) -> list[dict[str, Any]]:
    """Return a row of the plan for each made image."""
    rows = []
    for image in traces.made:
        why = _why_kept(traces, image)
        reason = why or f"the run {traces.run} made it"
        rows.append(row_of("image", image, KEEP if why else REMOVE, reason))
    return rows


def _why_kept(traces: RunTraces, image: Item) -> str:
    return traces.refused.get(image["image_id"], "") or uses_of_others(traces, image)
