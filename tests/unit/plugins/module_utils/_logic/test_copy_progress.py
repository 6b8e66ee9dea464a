# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How far a set of copies is."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._logic.copy_progress import done_share, duration, progress_line, time_left

from ..support import AWAY, HOME


def copied(state: str, progress: int = 0, size_gib: int = 40, region: str = HOME) -> dict[str, Any]:
    return {"state": state, "progress": progress, "size_gib": size_gib, "region": region}


@pytest.mark.parametrize(
    ("copies", "line"),
    [
        pytest.param(
            [copied("available"), copied("copying", 50), copied("copying", 75), copied("queued"), copied("failed")],
            "1 of 5 done, 2 copying (62 %), 1 queued, 1 failed, ",
            id="some of each",
        ),
        pytest.param(
            [copied("available")] * 3, "3 of 3 done, 0 copying, 0 queued, 0 failed, nothing left", id="all done"
        ),
        pytest.param([copied("failed")], "0 of 1 done, 0 copying, 0 queued, 1 failed, nothing left", id="all failed"),
        pytest.param([], "0 of 0 done, 0 copying, 0 queued, 0 failed, nothing left", id="none"),
        pytest.param(
            [copied("queued")], "0 of 1 done, 0 copying, 1 queued, 0 failed, time left not known yet", id="only queued"
        ),
    ],
)
def test_the_line_counts_the_copies(copies: list[dict[str, Any]], line: str) -> None:
    assert progress_line(copies, 0.0, 60.0).startswith(line)


@pytest.mark.parametrize(
    ("copies", "share"),
    [
        pytest.param([], 1.0, id="nothing to do"),
        pytest.param([copied("queued")], 0.0, id="queued"),
        pytest.param([copied("copying", 25)], 0.25, id="a quarter"),
        pytest.param([copied("failed")], 1.0, id="failed is settled"),
        pytest.param([copied("available", size_gib=120), copied("queued")], 0.75, id="a big one weighs more"),
        pytest.param([copied("available", size_gib=0), copied("queued", size_gib=0)], 0.5, id="size not told"),
        pytest.param([copied("available", size_gib=0), copied("queued", size_gib=3)], 0.25, id="one size not told"),
        pytest.param([copied("queued", progress=50)], 0.0, id="progress of a queued one means nothing"),
    ],
)
def test_the_share_that_is_done_weighs_sizes(copies: list[dict[str, Any]], share: float) -> None:
    assert done_share(copies) == pytest.approx(share)


@pytest.mark.parametrize(
    ("copies", "earlier", "elapsed", "text"),
    [
        pytest.param([copied("copying", 50)], 0.0, 60, "about 60 s left", id="half in a minute"),
        pytest.param([copied("copying", 75)], 0.5, 60, "about 60 s left", id="the first half was there before"),
        pytest.param([copied("copying", 10)] * 2, 0.0, 60, "about 9 min left", id="two side by side"),
        pytest.param([copied("copying", 0)], 0.0, 60, "time left not known yet", id="nothing moved yet"),
        pytest.param([copied("copying", 50)], 0.5, 60, "time left not known yet", id="nothing moved since"),
        pytest.param([copied("copying", 50)], 0.0, 0, "time left not known yet", id="no time has passed"),
        pytest.param([copied("available"), copied("failed")], 0.0, 60, "nothing left", id="all settled"),
        pytest.param(
            [copied("available")] * 5 + [copied("copying")] * 5 + [copied("queued")] * 10,
            0.0,
            600,
            "about 30 min left",
            id="a queue of three rounds",
        ),
        pytest.param(
            [copied("copying", 90), copied("copying", 50, region=AWAY)],
            0.0,
            70,
            "about 50 s left",
            id="the slower region counts",
        ),
        pytest.param(
            [copied("available")] * 7 + [copied("queued")] * 10 + [copied("copying", region=AWAY)] * 2,
            0.0,
            35,
            "about 70 s left",
            id="five run in a region",
        ),
        pytest.param([copied("copying", 1)], 0.0, 1, "about 99 s left", id="a hundredth is enough to know the speed"),
    ],
)
def test_the_time_left_follows_from_the_speed_so_far(
    copies: list[dict[str, Any]], earlier: float, elapsed: float, text: str
) -> None:
    assert time_left(copies, earlier, elapsed) == text


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
