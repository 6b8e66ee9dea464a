# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The list styles of the APIs, each as a generator of items; call sites never see a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

PAGE_SIZE = 100
Fetch = Callable[[dict[str, Any]], dict[str, Any]]


def numbered(fetch: Fetch, outer: str, inner: str) -> Iterator[dict[str, Any]]:
    """PageNumber and PageSize, ends at TotalCount; items are in `answer[outer][inner]`."""
    page = 1
    seen = 0
    while True:
        answer = fetch({"PageNumber": page, "PageSize": PAGE_SIZE})
        items = unwrap(answer, outer, inner)
        yield from items
        seen += len(items)
        if not items or seen >= int(answer.get("TotalCount") or 0):
            return
        page += 1


def unwrap(answer: dict[str, Any], outer: str, inner: str) -> list[dict[str, Any]]:
    """The list in `answer[outer][inner]`; an empty one may come as null, as text, or not at all."""
    wrapper = answer.get(outer)
    items = wrapper.get(inner) if isinstance(wrapper, dict) else None
    return items if isinstance(items, list) else []
