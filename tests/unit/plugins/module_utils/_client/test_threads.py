# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Work side by side."""

from __future__ import annotations

import threading

import pytest

from plugins.module_utils._client.threads import side_by_side
from plugins.module_utils._model.errors import ImageopsError


def test_as_many_run_at_once_as_are_allowed() -> None:
    barrier = threading.Barrier(3, timeout=5)
    assert side_by_side(lambda item: barrier.wait() >= 0 and item, [1, 2, 3], 3) == [(1, 1), (2, 2), (3, 3)]


def test_an_error_of_ours_takes_the_place_of_its_result() -> None:
    def work(item: int) -> int:
        if item == 2:
            raise ImageopsError("no")
        return item

    results = dict(side_by_side(work, [1, 2, 3], 2))
    assert (results[1], results[3], str(results[2])) == (1, 3, "no")


def test_any_other_error_ends_all() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda item: 1 // item, [1, 0], 2)
