# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide how long the next pass of `image_copy` takes and how often it polls, where the user leaves that open.

Each pass is a process of its own, which costs more CPU than all its looks. So passes are long while nothing is near its
end, and still short enough for a line of progress every few minutes. All are in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..._model.copy_defaults import PASS_SECONDS, POLL_SECONDS
from ..._model.image_copy import PENDING_STATES
from ..results import is_removal
from .progress import RUNNING_PER_REGION

SHORT_PASS, LONG_PASS = PASS_SECONDS, 240
OFTEN, RARELY = POLL_SECONDS, 30
# With so many seconds left after a pass, polling rarely in it delays nothing.
FAR = 600


def pass_times(copies: Sequence[Mapping[str, Any]], left: float | None, now: float) -> dict[str, int]:
    """Return `pass_seconds` and `poll_seconds`. `left` is the estimate in seconds, None while there is none.

    `now` is in seconds since the task began. A copy without a known speed by now is slow: then a pass may take
    as long as all before it.
    """
    if any(map(is_removal, copies)):
        return {"pass_seconds": SHORT_PASS, "poll_seconds": OFTEN}
    seconds = round(min(LONG_PASS, max(SHORT_PASS, now if left is None else left / 2)))
    is_far = now >= SHORT_PASS if left is None else left - seconds > FAR
    return {"pass_seconds": seconds, "poll_seconds": RARELY if is_far and not _is_short_of_work(copies) else OFTEN}


def _is_short_of_work(copies: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether ECS may be idle until the next poll: a copy is still to be started, and few queue there."""
    at_ecs: dict[str, int] = {}
    for copy in copies:
        if copy["state"] in PENDING_STATES:
            at_ecs[copy["region"]] = at_ecs.get(copy["region"], 0) + bool(copy["image_id"])
    return any(
        copy["state"] == "queued" and not copy["image_id"] and at_ecs[copy["region"]] < 2 * RUNNING_PER_REGION
        for copy in copies
    )
