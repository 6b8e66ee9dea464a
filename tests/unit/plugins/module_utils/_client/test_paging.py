# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The list styles of the APIs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.module_utils._client.paging import numbered, unwrap


class Pages:
    """A list of an API, and what was asked of it."""

    def __init__(self, count: int, total: object = None, page: Callable[[int], int] = lambda _number: 100) -> None:
        self.items = [{"Id": number} for number in range(count)]
        self.total = count if total is None else total
        self.page = page
        self.asked: list[dict[str, Any]] = []

    def __call__(self, query: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(query)
        start = sum(self.page(number) for number in range(1, query["PageNumber"]))
        part = self.items[start : start + self.page(query["PageNumber"])]
        return {"TotalCount": self.total, "Things": {"Thing": part}}


def ids(pages: Pages) -> list[int]:
    return [item["Id"] for item in numbered(pages, "Things", "Thing")]


@pytest.mark.parametrize(
    ("count", "calls"),
    [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (250, 3)],
)
def test_every_item_comes_once_and_no_page_too_many_is_asked_for(count: int, calls: int) -> None:
    pages = Pages(count)

    assert ids(pages) == list(range(count))
    assert pages.asked == [{"PageNumber": number, "PageSize": 100} for number in range(1, calls + 1)]


def test_a_total_may_come_as_text() -> None:
    assert ids(Pages(150, total="150")) == list(range(150))


def test_pages_that_are_not_full_do_not_end_the_list() -> None:
    pages = Pages(150, page=lambda number: 60 if number == 1 else 100)

    assert ids(pages) == list(range(150))


def test_a_list_that_shrinks_while_it_is_read_ends() -> None:
    pages = Pages(150, total=300)

    assert ids(pages) == list(range(150))
    assert len(pages.asked) == 3


def test_a_page_is_fetched_only_when_its_items_are_wanted() -> None:
    pages = Pages(250)
    items = numbered(pages, "Things", "Thing")
    for _round in range(100):
        next(items)

    assert len(pages.asked) == 1


@pytest.mark.parametrize("total", [None, "", 0])
def test_a_list_without_a_total_ends_after_what_came(total: object) -> None:
    def fetch(_query: dict[str, Any]) -> dict[str, Any]:
        return {"TotalCount": total, "Things": {"Thing": [{"Id": 1}]}}

    assert list(numbered(fetch, "Things", "Thing")) == [{"Id": 1}]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="not there"),
        pytest.param({"Things": None}, id="null"),
        pytest.param({"Things": ""}, id="empty text"),
        pytest.param({"Things": []}, id="a list in its place"),
        pytest.param({"Things": {}}, id="empty"),
        pytest.param({"Things": {"Thing": None}}, id="null inside"),
        pytest.param({"Things": {"Thing": ""}}, id="empty text inside"),
        pytest.param({"Things": {"Thing": []}}, id="an empty list"),
    ],
)
def test_an_empty_list_may_be_written_in_any_way(answer: dict[str, Any]) -> None:
    assert unwrap(answer, "Things", "Thing") == []
    assert list(numbered(lambda _query: answer, "Things", "Thing")) == []


def test_items_are_unwrapped() -> None:
    assert unwrap({"Things": {"Thing": [{"Id": 1}]}}, "Things", "Thing") == [{"Id": 1}]
