# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The list styles of the APIs, each as a generator of items; call sites never see a page.

A counted list moves while it is read: when an item of a page that was read is deleted, all that follow move up, and
the first of the next page slips over the border into the page that was read already. So a page counts only if it joins
what is known: it is the first, or it begins with a known item, or TotalCount is what it was with the page before. Where
it does not, the next page asked for begins some items earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

from .._model.errors import ListingUnstable, UnexpectedAnswer
from .answer import Answer, odd, text, unwrap

PAGE_SIZE = 100
# So many items may vanish between two calls before one more step back is needed.
OVERLAP = 10
SPARE_CALLS = 50
Items = list[Answer]
Fetch = Callable[[dict[str, Any]], dict[str, Any]]


def numbered(fetch: Fetch, outer: str, inner: str, key: str, page_size: int = PAGE_SIZE) -> Iterator[Answer]:
    """PageNumber and PageSize, ends at TotalCount; items are in `answer[outer][inner]`, and `key` identifies them.

    Each item comes once, and every one that was there from the first call to the last, as far as the order is stable:
    one call for a page of items, two more for each change that moved the list. One case leaves no trace: in a list that
    is oldest first, as many items made as deleted between the same two calls. Raises ListingUnstable.
    """

    def pages(query: dict[str, Any]) -> tuple[Items, int, int]:
        answer = fetch(query)
        asked = int(query["PageSize"])
        return (
            unwrap(answer, outer, inner),
            _count(answer, "TotalCount"),
            min(asked, _count(answer, "PageSize") or asked),
        )

    known: set[Any] = set()
    total = yield from _read(pages, key, known, page_size)
    if len(known) < total:
        # A page came twice, or items of one second changed places: another look at all of it, until none is missing.
        yield from _read(pages, key, known, page_size, enough=True)


def tokened(fetch: Fetch, outer: str, inner: str, wanted: int) -> Iterator[Answer]:
    """NextToken and MaxResults (its default is ten), ends without a token or once `wanted` items have come."""
    query: dict[str, Any] = {"MaxResults": PAGE_SIZE}
    tokens: set[str] = set()
    while True:
        answer = fetch(query)
        items = unwrap(answer, outer, inner)
        yield from items
        wanted -= len(items)
        token = text(answer, "NextToken")
        # The same token again would give the same items again.
        if wanted <= 0 or not token or token in tokens:
            return
        tokens.add(token)
        query = {"MaxResults": PAGE_SIZE, "NextToken": token}


def _count(answer: dict[str, Any], name: str) -> int:
    count = answer.get(name) or 0
    digits = text(answer, name) or "0"
    if isinstance(count, bool) or not (digits.isascii() and digits.isdigit()):
        raise odd(answer, name, "a number")
    return int(digits)


def _identity(item: Answer, key: str) -> str:
    if name := text(item, key):
        return name
    raise UnexpectedAnswer(item.action, f"{item.path}.{key}", "an id", "nothing")


def _read(
    pages: Callable[[dict[str, Any]], tuple[Items, int, int]],
    key: str,
    known: set[Any],
    page_size: int,
    *,
    enough: bool = False,
) -> Generator[Answer, None, int]:
    """Items that are not `known` yet, which they become; the last TotalCount. With `enough`, only until none lacks."""
    position, total, calls = 0, -1, 0
    in_doubt = False
    while True:
        number, size = _page_across(position, page_size) if in_doubt else (position // page_size + 1, page_size)
        items, now, given = pages({"PageNumber": number, "PageSize": size})
        if given < size:
            # The service has smaller pages than were asked for, as the first one shows.
            page_size = size = given
        calls += 1
        start = (number - 1) * size
        begins_known = bool(items) and _identity(items[0], key) in known
        if not (start == 0 or begins_known or (now == total and not in_doubt)):
            if calls > SPARE_CALLS + 3 * now // page_size:
                raise ListingUnstable(calls)
            # The last item has moved up, further than this page reaches back if that was to find it.
            position = min(now, max(0, start - page_size + 2 * OVERLAP) if in_doubt else start)
            in_doubt = True
            continue
        total, in_doubt = now, False
        position = start + size
        new = [item for item in items if _identity(item, key) not in known]
        known.update(_identity(item, key) for item in new)
        yield from new
        # Without a TotalCount a page that is not full is the last.
        at_end = position >= total and (total > 0 or len(items) < size)
        if not items or at_end or (enough and len(known) >= total):
            return total


def _page_across(position: int, largest: int) -> tuple[int, int]:
    """Number and size of the page that begins at least OVERLAP items before `position` and reaches furthest.

    No page has more items than `largest`.
    """
    latest = max(0, position - OVERLAP)
    return max(
        ((latest // size + 1, size) for size in range(min(2 * OVERLAP, largest), largest + 1)),
        key=lambda p: p[0] * p[1],
    )
