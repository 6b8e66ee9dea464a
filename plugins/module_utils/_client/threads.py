# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Many calls side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from .._model.errors import ImageopsError

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(
    work: Callable[[Item], Result], items: Sequence[Item], limit: int
) -> list[tuple[Item, Result | ImageopsError]]:
    """Run `work` on every item, `limit` at once; an item's error takes the place of its result."""

    def isolated(item: Item) -> tuple[Item, Result | ImageopsError]:
        try:
            return item, work(item)
        except ImageopsError as error:
            return item, error

    if len(items) <= 1:
        return [isolated(item) for item in items]
    with ThreadPoolExecutor(max_workers=min(limit, len(items))) as pool:
        return list(pool.map(isolated, items))
