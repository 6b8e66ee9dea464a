# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Say in one line how far a set of copies is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..._model.image_copy import PENDING_STATES
from ..values import REGION_FULL

RUNNING_PER_REGION = 5

CopyResult = Mapping[str, Any]


def progress_line(copies: Sequence[CopyResult], left: float | None) -> str:
    """Return `3 of 8 done, 4 copying (62 %), 1 queued, 0 failed, about 12 min left`.

    `copies` as `image_copy` returns them; `left` in seconds, None while it is unknown.
    """
    count = dict.fromkeys(("available", "copying", "queued", "failed"), 0)
    for copy in copies:
        count[copy["state"]] = count.get(copy["state"], 0) + 1
    copying = [copy["progress"] for copy in copies if copy["state"] == "copying"]
    percent = f" ({sum(copying) // len(copying)} %)" if copying else ""
    room = "".join(
        f", {count} wait for room in {region} ({code})"
        for (region, code), count in sorted(Counter(map(room_lacking, copies)).items())
        if code
    )
    under_way = [copy for copy in copies if copy["state"] in PENDING_STATES and not room_lacking(copy)[0]]
    remaining = (
        "time left not known"
        if room and not under_way
        else "time left not known yet"
        if left is None
        else f"about {duration(left)} left"
        if left
        else "nothing left"
    )
    return (
        f"{count['available']} of {len(copies)} done, {count['copying']} copying{percent}, "
        f"{count['queued']} queued, {count['failed']} failed{room}, {remaining}"
    )


def room_lacking(copy: CopyResult) -> tuple[str, str]:
    """Return the full region that a copy waits for and the cloud's code, both empty if it does not."""
    if copy["state"] != "queued" or copy["image_id"]:
        return "", ""
    code = next((reason["code"] for reason in reversed(copy["reasons"]) if reason["code"] in REGION_FULL), "")
    return (copy["region"], code) if code else ("", "")


def duration(seconds: float) -> str:
    """Return seconds as `40 s`, `12 min` or `3 h 20 min`."""
    whole = max(1, round(seconds))
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
