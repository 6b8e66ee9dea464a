# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long copies will still take."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

import pytest

from plugins.module_utils._copies.waiting.estimate import CopyEstimate, CopySpeed, fit

from ...support import AWAY, HOME


def copied(number: int, state: str, progress: int = 0, **more: Any) -> dict[str, Any]:
    given = {
        "source_image_id": f"m-{number}",
        "source_region": HOME,
        "region": HOME,
        "wanted_state": "present",
        "state": state,
        "action": "started",
        "progress": progress,
        "size_gib": 40,
    }
    return {**given, **more}


class Queue:
    """A region's queue as the cloud works it off: five at once, in this order, in seconds that sizes decide."""

    def __init__(self, sizes: Sequence[int], *, base: float, per_gib: float) -> None:
        self.sizes = sizes
        self.spans: list[tuple[float, float]] = []
        free = [0.0] * 5
        for size in sizes:
            begun = free[0]
            self.spans.append((begun, begun + base + per_gib * size))
            heapq.heapreplace(free, self.spans[-1][1])

    @property
    def end(self) -> float:
        return max(end for _begun, end in self.spans)

    def at(self, now: float) -> list[dict[str, Any]]:
        """What a pass says that ends at this moment."""
        return [
            copied(number, "available", 100, size_gib=size)
            if end <= now
            else copied(number, "copying", int(100 * (now - begun) / (end - begun)), size_gib=size)
            if begun <= now
            else copied(number, "queued", size_gib=size)
            for number, (size, (begun, end)) in enumerate(zip(self.sizes, self.spans, strict=True))
        ]


def after(queue: Queue, *moments: float) -> float | None:
    """The estimate after passes that ended at these moments."""
    estimate = CopyEstimate()
    for now in moments:
        estimate.record(queue.at(now), now)
    return estimate.seconds_left(queue.at(moments[-1]), moments[-1])


# Before and after the work


def test_nothing_is_left_of_what_has_settled() -> None:
    copies = [copied(1, "available", 100), copied(2, "failed")]
    estimate = CopyEstimate()
    estimate.record(copies, 60)

    assert estimate.seconds_left(copies, 60) == 0


@pytest.mark.parametrize(
    "copies",
    [
        pytest.param([copied(1, "queued")], id="only queued"),
        pytest.param([copied(1, "copying", 0)], id="nothing moved yet"),
        pytest.param([copied(1, "copying", 1)], id="one percent may be any speed up to its double"),
        pytest.param([copied(1, "copying", 50, action="adopted")], id="it was under way before"),
        pytest.param([copied(1, "available", 100, action="reused"), copied(2, "copying")], id="one was there before"),
    ],
)
def test_without_a_speed_no_time_is_told(copies: list[dict[str, Any]]) -> None:
    estimate = CopyEstimate()
    estimate.record(copies, 60)

    assert estimate.seconds_left(copies, 60) is None


# The speed


def test_the_second_percent_is_enough() -> None:
    queue = Queue([200] * 100, base=0, per_gib=10)

    assert after(queue, 59) == pytest.approx(queue.end - 59, rel=0.25)


def test_the_estimate_gets_better_with_every_pass() -> None:
    queue = Queue([200] * 100, base=0, per_gib=10)

    assert after(queue, 60, 120, 180, 240, 300) == pytest.approx(queue.end - 300, rel=0.04)


@pytest.mark.parametrize(("base", "per_gib"), [(0, 10), (300, 10), (1800, 0)])
def test_it_learns_from_different_sizes_how_time_follows_from_size(base: float, per_gib: float) -> None:
    sizes = sorted([40, 60, 80, 100, 120, 150, 200, 250, 300, 500] * 10, reverse=True)
    queue = Queue(sizes, base=base, per_gib=per_gib)
    moments = range(60, 18000, 60)

    assert after(queue, *moments) == pytest.approx(queue.end - moments[-1], rel=0.05)


def test_one_that_was_under_way_before_tells_its_speed_from_the_second_pass() -> None:
    estimate = CopyEstimate()
    estimate.record([copied(1, "copying", 50, action="adopted")], 60)
    now = [copied(1, "copying", 60, action="adopted")]
    estimate.record(now, 120)

    assert estimate.seconds_left(now, 120) == pytest.approx(240)


def test_copies_that_end_within_a_pass_tell_their_speed_too() -> None:
    queue = Queue([40] * 100, base=30, per_gib=0)
    left = after(queue, 60)

    assert left == pytest.approx(queue.end - 60, rel=0.1)


def test_an_attempt_that_begins_anew_is_not_a_speed_below_nothing() -> None:
    estimate = CopyEstimate()
    for now, progress in ((600, 50), (660, 0)):
        copies = [copied(1, "copying", progress)]
        estimate.record(copies, now)

    assert estimate.seconds_left(copies, 660) is None


# The queue


def test_five_run_at_once_in_a_region_and_the_slowest_region_counts() -> None:
    here = [copied(number, "copying", 50) for number in range(5)] + [
        copied(number, "queued") for number in range(5, 10)
    ]
    there = [copied(10, "copying", 50, region=AWAY)]
    estimate = CopyEstimate()
    estimate.record(here + there, 505)

    assert estimate.seconds_left(here + there, 505) == pytest.approx(1500, rel=0.02)
    assert estimate.seconds_left(there, 505) == pytest.approx(500, rel=0.02)


@pytest.mark.parametrize(("running", "left"), [(2, 500 + 2000), (4, 500 + 1000), (8, 500 + 1000)])
def test_as_many_run_at_once_as_are_seen_to_run(running: int, left: float) -> None:
    copies = [copied(number, "copying", 50) for number in range(running)]
    copies += [copied(10 + number, "queued") for number in range(4)]
    estimate = CopyEstimate()
    estimate.record(copies, 505)

    assert estimate.seconds_left(copies, 505) == pytest.approx(left, rel=0.02)


def test_the_largest_are_started_first() -> None:
    copies = [copied(number, "copying", 50) for number in range(5)]
    copies += [copied(10 + number, "queued") for number in range(4)]
    copies += [copied(20 + number, "queued", size_gib=4) for number in range(4)] + [copied(30, "queued", size_gib=80)]
    estimate = CopyEstimate()
    estimate.record(copies, 505)

    assert estimate.seconds_left(copies, 505) == pytest.approx(500 + 2000, rel=0.02)


def test_between_passes_the_time_left_goes_down_and_never_to_nothing() -> None:
    copies = [copied(1, "copying", 50)]
    estimate = CopyEstimate()
    estimate.record(copies, 505)

    assert estimate.seconds_left(copies, 605) == pytest.approx(400, rel=0.02)
    assert estimate.seconds_left(copies, 9000) == 1


# The line


def test_seconds_are_in_proportion_to_the_size_while_one_size_is_known() -> None:
    assert fit([(100, 500, 10), (100, 500, 20)]) == CopySpeed(0, 5)


def test_a_line_is_laid_through_several_sizes() -> None:
    speed = fit([(100, 1300, 10), (200, 2300, 10), (40, 700, 50)])

    assert (speed.base, speed.per_gib) == (pytest.approx(300), pytest.approx(10))


@pytest.mark.parametrize(
    ("samples", "speed"),
    [
        pytest.param([(100, 900, 10), (200, 450, 10)], CopySpeed(pytest.approx(540), 0), id="small ones were slower"),
        pytest.param([(100, 100, 10), (200, 900, 10)], CopySpeed(0, pytest.approx(1.08, rel=0.05)), id="below nothing"),
    ],
)
def test_a_line_that_makes_no_sense_is_not_followed(
    samples: list[tuple[float, float, float]], speed: CopySpeed
) -> None:
    assert fit(samples) == speed


def test_what_was_seen_longer_counts_more() -> None:
    assert fit([(100, 500, 50), (100, 1000, 1)]).per_gib == pytest.approx(5, rel=0.01)
