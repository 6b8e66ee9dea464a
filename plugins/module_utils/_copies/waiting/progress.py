# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How far a set of copies is, in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

RUNNING_PER_REGION = 5

CopyResult = Mapping[str, Any]


def progress_line(copies: Sequence[CopyResult], left: float | None) -> str:
    """`3 of 8 done, 4 copying (62 %), 1 queued, 0 failed, about 12 min left`.

    `copies` as `image_copy` returns them; `left` in seconds, None while it cannot be told.
    """
    count = dict.fromkeys(("available", "copying", "queued", "failed"), 0)
    for copy in copies:
        count[copy["state"]] = count.get(copy["state"], 0) + 1
    copying = [copy["progress"] for copy in copies if copy["state"] == "copying"]
    percent = f" ({sum(copying) // len(copying)} %)" if copying else ""
    told = "time left not known yet" if left is None else f"about {duration(left)} left" if left else "nothing left"
    return (
        f"{count['available']} of {len(copies)} done, {count['copying']} copying{percent}, "
        f"{count['queued']} queued, {count['failed']} failed, {told}"
    )


def duration(seconds: float) -> str:
    """Rounded to what a person wants to know: `40 s`, `12 min`, `3 h 20 min`."""
    whole = max(1, round(seconds))
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
