# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run does with users of images that it moved: they go back before their images are removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._repoint.undo import Judged
from .rollback_values import KEEP, RESTORE, row_of

WHAT = {
    "image_families": "image_family",
    "launch_templates": "launch_template",
    "scaling": "scaling_configuration",
    "node_pools": "node_pool",
    "oos_parameters": "oos_parameter",
}


def rows_of_users(users: Iterable[Judged]) -> list[dict[str, Any]]:
    """Return a row for each user."""
    return [_row(user) for user in users]


def launched(users: Sequence[Judged]) -> dict[str, str]:
    """Return for each new image that is still launched from who does so."""
    found: dict[str, list[str]] = {}
    for user in users:
        if user.is_used:
            found.setdefault(user.change["new_image_id"], []).append(user.words)
    return {image_id: "; ".join(words) for image_id, words in found.items()}


def _row(user: Judged) -> dict[str, Any]:
    change = user.change
    shown = {"image_id": change["id"], "name": change["name"], "region": change["region"], "shared_with": []}
    why = user.why or f"the run moved it from {change['old_image_id']} to {change['new_image_id']}"
    return row_of(WHAT[change["kind"]], shown, RESTORE if user.is_due else KEEP, why)
