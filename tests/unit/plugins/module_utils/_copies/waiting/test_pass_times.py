# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long passes of image_copy are, and how often they look."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.waiting.pass_times import pass_times

from ...support import AWAY
from ..test_results import copied, gone

RUNNING = copied("copying", progress=20)
NOT_STARTED = copied("queued", "none", image_id=None)


def times(*copies: dict[str, Any], left: float | None, now: float = 300) -> tuple[int, int]:
    found = pass_times(copies, left, now)
    return found["pass_seconds"], found["poll_seconds"]


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(5, (60, 10), id="the end is near"),
        pytest.param(200, (100, 10), id="some minutes"),
        pytest.param(800, (240, 10), id="the end may come soon after this pass"),
        pytest.param(2000, (240, 30), id="half an hour"),
        pytest.param(90000, (240, 30), id="a day: a line every few minutes"),
    ],
)
def test_the_longer_it_takes_the_longer_are_passes(left: float, expected: tuple[int, int]) -> None:
    assert times(RUNNING, left=left) == expected


@pytest.mark.parametrize(("now", "expected"), [(7, (60, 10)), (60, (60, 30)), (100, (100, 30)), (5000, (240, 30))])
def test_what_shows_no_speed_is_asked_for_in_passes_as_long_as_all_before(
    now: float, expected: tuple[int, int]
) -> None:
    assert times(RUNNING, left=None, now=now) == expected


def test_a_place_in_the_queue_that_gets_free_is_filled_soon_where_few_wait() -> None:
    assert times(*[RUNNING] * 9, NOT_STARTED, left=9000) == (240, 10)
    assert times(*[RUNNING] * 10, NOT_STARTED, left=9000) == (240, 30)
    assert times(*[copied("copying", region=AWAY)] * 10, RUNNING, NOT_STARTED, left=9000) == (240, 10)


def test_what_ecs_has_in_its_queue_needs_no_looks() -> None:
    assert times(RUNNING, copied("queued"), left=9000) == (240, 30)


def test_what_has_ended_does_not_fill_a_queue() -> None:
    assert times(*[copied("available")] * 20, NOT_STARTED, left=9000) == (240, 10)


def test_removals_are_looked_at_often() -> None:
    assert times(gone("queued"), left=9000) == (60, 10)
