# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How far a set of copies is."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.waiting.progress import duration, progress_line

from ...support import HOME


def copied(
    state: str, progress: int = 0, size_gib: int = 40, region: str = HOME, code: str = "", image_id: str = ""
) -> dict[str, Any]:
    reasons = [{"code": code, "message": "", "remedy": ""}] if code else []
    shape = {"state": state, "progress": progress, "size_gib": size_gib, "region": region}
    return {**shape, "image_id": image_id, "reasons": reasons}


@pytest.mark.parametrize(
    ("copies", "left", "line"),
    [
        pytest.param(
            [copied("available"), copied("copying", 50), copied("copying", 75), copied("queued"), copied("failed")],
            720.0,
            "1 of 5 done, 2 copying (62 %), 1 queued, 1 failed, about 12 min left",
            id="some of each",
        ),
        pytest.param(
            [copied("available")] * 3, 0.0, "3 of 3 done, 0 copying, 0 queued, 0 failed, nothing left", id="all done"
        ),
        pytest.param(
            [copied("failed")], 0.0, "0 of 1 done, 0 copying, 0 queued, 1 failed, nothing left", id="all failed"
        ),
        pytest.param([], 0.0, "0 of 0 done, 0 copying, 0 queued, 0 failed, nothing left", id="none"),
        pytest.param(
            [copied("queued")],
            None,
            "0 of 1 done, 0 copying, 1 queued, 0 failed, time left not known yet",
            id="only queued",
        ),
        pytest.param(
            [copied("available"), *[copied("queued", code="QuotaExceed.Image")] * 2],
            60.0,
            f"1 of 3 done, 0 copying, 2 queued, 0 failed, 2 wait for room in {HOME} (QuotaExceed.Image), "
            "time left not known",
            id="a full region",
        ),
        pytest.param(
            [copied("queued", code="QuotaExceed.Image", image_id="m-1"), copied("queued", code="QuotaExceed.Snapshot")],
            60.0,
            f"0 of 2 done, 0 copying, 2 queued, 0 failed, 1 wait for room in {HOME} (QuotaExceed.Snapshot), "
            "about 60 s left",
            id="one of them found room by now",
        ),
    ],
)
def test_the_line_counts_the_copies_and_tells_the_time_left(
    copies: list[dict[str, Any]], left: float | None, line: str
) -> None:
    assert progress_line(copies, left) == line


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 s"),
        (0.4, "1 s"),
        (40, "40 s"),
        (99, "99 s"),
        (100, "2 min"),
        (720, "12 min"),
        (99 * 60, "99 min"),
        (100 * 60, "1 h 40 min"),
        (200 * 60, "3 h 20 min"),
        (24 * 3600, "24 h 0 min"),
    ],
)
def test_a_time_is_told_as_a_person_wants_to_know_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text
