# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One pace for all threads."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from plugins.module_utils._client.pace import Pace


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(time: Time) -> Pace:
    return Pace(time.clock, time.sleep)


def test_calls_are_not_slowed_down_before_the_service_asks(pace: Pace, time: Time) -> None:
    for _round in range(100):
        pace.wait()
        pace.succeeded()

    assert time.slept == []


def test_after_a_throttling_answer_calls_keep_a_distance(pace: Pace, time: Time) -> None:
    pace.throttled()
    for _round in range(4):
        pace.wait()

    assert time.slept == pytest.approx([0.0, 0.1, 0.1, 0.1])


def test_callers_that_come_at_the_same_moment_stand_in_line(time: Time) -> None:
    waits: list[float] = []
    pace = Pace(time.clock, waits.append)
    pace.throttled()
    for _round in range(4):
        pace.wait()

    assert waits == pytest.approx([0.0, 0.1, 0.2, 0.3])


def test_who_comes_late_does_not_wait(pace: Pace, time: Time) -> None:
    pace.throttled()
    pace.wait()
    time.now += 60
    pace.wait()

    assert sum(time.slept) == 0


def test_each_throttling_answer_doubles_the_distance_up_to_five_seconds(time: Time) -> None:
    distances = []
    pace = Pace(time.clock, time.sleep)
    for _round in range(8):
        pace.throttled()
        pace.wait()
        before = time.now
        pace.wait()
        distances.append(time.now - before)

    assert distances == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])


def test_success_brings_the_pace_back_until_nothing_is_waited(pace: Pace, time: Time) -> None:
    for _round in range(8):
        pace.throttled()
    distances = []
    for _round in range(40):
        before = time.now
        pace.wait()
        distances.append(time.now - before)
        pace.succeeded()
    time.slept.clear()
    pace.wait()

    assert distances[1:] == sorted(distances[1:], reverse=True)
    assert time.slept == []


def test_one_throttling_answer_costs_little_over_a_run(pace: Pace, time: Time) -> None:
    pace.throttled()
    for _round in range(1000):
        pace.wait()
        pace.succeeded()

    assert time.now - 1000.0 < 0.5
