# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long copies take."""

from __future__ import annotations

import pytest

from plugins.module_utils._copies.waiting.queue import QueuedCopy, region_seconds

from ...support import AWAY, HOME


def copies(count: int, region: str = HOME, gib: int = 40) -> list[QueuedCopy]:
    return [QueuedCopy(source=f"m-{number}", region=region, gib=gib) for number in range(count)]


@pytest.mark.parametrize(("count", "rounds"), [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (5000, 1000)])
def test_a_region_copies_five_at_once(count: int, rounds: int) -> None:
    assert region_seconds(copies(count), 45) == {HOME: rounds * 1800}


def test_a_region_may_copy_another_number_at_once() -> None:
    assert region_seconds(copies(6), 45, 2) == {HOME: 3 * 1800}


def test_regions_copy_side_by_side() -> None:
    others = [QueuedCopy(source=f"n-{number}", region=AWAY, gib=40) for number in range(6)]

    assert region_seconds([*copies(3), *others], 45) == {HOME: 1800, AWAY: 3600}


def test_an_image_is_copied_to_one_region_after_the_other() -> None:
    both = [QueuedCopy(source="m-1", region=region, gib=40) for region in (HOME, AWAY)]

    assert region_seconds(both, 45) == {HOME: 1800, AWAY: 3600}


def test_what_is_started_first_ends_first() -> None:
    large = QueuedCopy(source="m-large", region=HOME, gib=500)

    assert region_seconds([large, *copies(9)], 1) == {HOME: 500}
    assert region_seconds([*copies(5), large], 1) == {HOME: 540}


def test_an_image_without_a_size_takes_time_too() -> None:
    assert region_seconds(copies(1, gib=0), 45) == {HOME: 45}


def test_no_copies_take_no_time() -> None:
    assert region_seconds([], 45) == {}
