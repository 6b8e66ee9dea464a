# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The list styles of the APIs, also while the lists change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.module_utils._client.answer import Answer, unwrap
from plugins.module_utils._client.paging import numbered, tokened
from plugins.module_utils._model.errors import ListingUnstable, UnexpectedAnswer

Change = Callable[["Listing"], None]


class Listing:
    """A counted list of an API, and what was asked of it. `changes` happen before the call of their number."""

    def __init__(self, count: int, changes: dict[int, Change] | None = None, *, oldest_first: bool = False) -> None:
        self.items = list(range(count))
        self.made = count
        self.throughout = set(self.items)
        self.changes = changes or {}
        self.oldest_first = oldest_first
        self.asked: list[dict[str, Any]] = []

    def __call__(self, query: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(query)
        if change := self.changes.get(len(self.asked)):
            change(self)
        return self.answer(query)

    def answer(self, query: dict[str, Any]) -> dict[str, Any]:
        start = (query["PageNumber"] - 1) * query["PageSize"]
        shown = self.shown[start : start + query["PageSize"]]
        return {"TotalCount": len(self.items), "Things": {"Thing": [{"Id": item} for item in shown]}}

    @property
    def shown(self) -> list[int]:
        return self.items if self.oldest_first else self.items[::-1]

    def delete(self, *places: int) -> None:
        """Delete what is at these places of the list as it is shown."""
        gone = {self.shown[place] for place in places}
        self.items = [item for item in self.items if item not in gone]
        self.throughout -= gone

    def make(self, count: int) -> None:
        self.items += range(self.made, self.made + count)
        self.made += count


class Chance:
    """Numbers that look random and are the same in every run."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, end: int) -> int:
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return (self.state >> 8) % end


def ids(listing: Callable[[dict[str, Any]], dict[str, Any]]) -> list[int]:
    return [item["Id"] for item in numbered(listing, "Things", "Thing", "Id")]


def assert_whole(listing: Listing, found: list[int]) -> None:
    assert len(found) == len(set(found)), "something came twice"
    assert listing.throughout <= set(found), "something is missing that was there all the time"


# Lists that stand still


@pytest.mark.parametrize(
    ("count", "calls"),
    [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (250, 3), (1000, 10), (1001, 11), (10_000, 100)],
)
@pytest.mark.parametrize("oldest_first", [False, True])
def test_every_item_comes_once_with_one_call_for_a_hundred(count: int, calls: int, oldest_first: bool) -> None:
    listing = Listing(count, oldest_first=oldest_first)

    assert ids(listing) == listing.shown
    assert listing.asked == [{"PageNumber": number, "PageSize": 100} for number in range(1, calls + 1)]


def test_a_page_is_fetched_only_when_its_items_are_wanted() -> None:
    listing = Listing(250)
    items = numbered(listing, "Things", "Thing", "Id")
    for _round in range(100):
        next(items)

    assert len(listing.asked) == 1


# Lists that change while they are read


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("count", [101, 200, 250, 1000])
@pytest.mark.parametrize("before", [2, 3])
@pytest.mark.parametrize("places", [[0], [99], [0, 50, 99], [*range(15)], [*range(90)]])
def test_an_item_that_slips_over_a_border_is_not_lost(
    oldest_first: bool, count: int, before: int, places: list[int]
) -> None:
    listing = Listing(count, {before: lambda moved: moved.delete(*places)}, oldest_first=oldest_first)

    assert_whole(listing, ids(listing))


def test_a_deletion_costs_two_calls_more() -> None:
    listing = Listing(1000, {6: lambda moved: moved.delete(3)})

    assert_whole(listing, ids(listing))
    assert len(listing.asked) == 12


def test_the_only_item_of_the_last_page_is_not_lost_though_the_page_is_empty() -> None:
    listing = Listing(101, {2: lambda moved: moved.delete(0)})
    found = ids(listing)

    assert_whole(listing, found)
    assert 0 in found


def test_items_that_are_deleted_before_they_are_read_cost_two_calls() -> None:
    listing = Listing(300, {2: lambda moved: moved.delete(250)})

    assert_whole(listing, ids(listing))
    assert len(listing.asked) == 5


def test_items_made_in_between_come_too_and_nothing_comes_twice() -> None:
    listing = Listing(300, {2: lambda moved: moved.make(2)})
    found = ids(listing)

    assert_whole(listing, found)
    assert {300, 301} <= set(found)
    assert len(listing.asked) == 5


def test_one_deleted_and_one_made_at_the_other_end_lose_nothing() -> None:
    def both(moved: Listing) -> None:
        moved.delete(10)
        moved.make(1)

    listing = Listing(300, {2: both})

    assert_whole(listing, ids(listing))


def test_far_more_are_deleted_than_a_step_back_covers() -> None:
    listing = Listing(1000, {6: lambda moved: moved.delete(*range(450))})

    assert_whole(listing, ids(listing))
    assert len(listing.asked) < 20


def test_a_total_that_is_back_where_it_was_proves_nothing_after_a_doubt() -> None:
    changes: dict[int, Change] = {6: lambda moved: moved.delete(*range(30)), 7: lambda moved: moved.make(30)}
    listing = Listing(1000, changes, oldest_first=True)

    assert_whole(listing, ids(listing))


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_lost_whatever_changes_between_the_calls(seed: int, oldest_first: bool) -> None:
    chance = Chance(seed)

    def change(moved: Listing) -> None:
        places = {chance.below(len(moved.items)) for _place in range((0, 1, 1, 2, 5, 15)[chance.below(6)])}
        moved.delete(*places)
        # In a list that is oldest first, just as many made as deleted look like a list that stood still.
        moved.make(len(places) + 1 if oldest_first else (0, 1, 3)[chance.below(3)])

    calls = {number: change for number in range(2, 200) if chance.below(10) < 4}
    listing = Listing((101, 200, 350, 1000)[chance.below(4)], calls, oldest_first=oldest_first)

    assert_whole(listing, ids(listing))


def test_a_list_that_never_stands_still_is_given_up_with_an_error() -> None:
    def replace(moved: Listing) -> None:
        moved.delete(*range(len(moved.items)))
        moved.make(201 - len(moved.asked) % 2)

    listing = Listing(200, dict.fromkeys(range(2, 1000), replace))

    with pytest.raises(ListingUnstable, match=r"changed all the time.*Run it again"):
        ids(listing)


# Answers that do not agree with each other


def test_a_page_that_came_twice_does_not_hide_the_one_it_replaced() -> None:
    listing = Listing(300)

    def repeating(query: dict[str, Any]) -> dict[str, Any]:
        answer = listing(query)
        return listing.answer({**query, "PageNumber": 1}) if len(listing.asked) == 2 else answer

    found = ids(repeating)

    assert_whole(listing, found)
    # The second look ends with the page that was missing.
    assert len(listing.asked) == 5


def test_items_that_change_places_over_a_border_are_not_lost() -> None:
    def swap(moved: Listing) -> None:
        moved.items[199], moved.items[200] = moved.items[200], moved.items[199]

    listing = Listing(300, {2: swap})

    assert_whole(listing, ids(listing))


def test_a_total_that_says_too_much_costs_one_more_look_and_ends() -> None:
    listing = Listing(150)
    found = ids(lambda query: {**listing(query), "TotalCount": 300})

    assert found == listing.shown
    assert len(listing.asked) == 6


def test_a_total_that_is_behind_does_not_end_the_list_early() -> None:
    listing = Listing(250, {2: lambda moved: moved.make(60)})
    found = ids(lambda query: {**listing(query), "TotalCount": 250 if len(listing.asked) < 3 else 310})

    assert_whole(listing, found)
    assert len(set(found)) == 310


def test_a_total_may_come_as_text() -> None:
    listing = Listing(150)

    assert ids(lambda query: {**listing(query), "TotalCount": "150"}) == listing.shown


def test_pages_that_are_not_full_do_not_end_the_list() -> None:
    def fetch(query: dict[str, Any]) -> dict[str, Any]:
        pages = {1: range(60), 2: range(60, 150)}
        return {"TotalCount": 150, "Things": {"Thing": [{"Id": item} for item in pages[query["PageNumber"]]]}}

    assert ids(fetch) == list(range(150))


@pytest.mark.parametrize("total", [None, "", 0])
@pytest.mark.parametrize(("count", "calls"), [(1, 1), (100, 2), (150, 2)])
def test_a_list_without_a_total_ends_with_a_page_that_is_not_full(total: object, count: int, calls: int) -> None:
    listing = Listing(count)

    assert ids(lambda query: {**listing(query), "TotalCount": total}) == listing.shown
    assert len(listing.asked) == calls


# Tokens


class Tokens:
    """A list with tokens that gives `size` items a call."""

    def __init__(self, count: int, size: int, *, last: str = "") -> None:
        self.pages = [list(range(start, min(count, start + size))) for start in range(0, count, size)] or [[]]
        self.last = last
        self.asked: list[dict[str, Any]] = []

    def __call__(self, query: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(query)
        number = int(query.get("NextToken") or 0)
        token = str(number + 1) if number + 1 < len(self.pages) else self.last
        return {"NextToken": token, "Things": {"Thing": [{"Id": item} for item in self.pages[number]]}}


@pytest.mark.parametrize(("count", "size", "calls"), [(0, 100, 1), (100, 100, 1), (100, 40, 3), (100, 10, 10)], ids=str)
def test_all_pages_that_tokens_lead_to_are_read(count: int, size: int, calls: int) -> None:
    tokens = Tokens(count, size)

    assert [item["Id"] for item in tokened(tokens, "Things", "Thing", 100)] == list(range(count))
    assert len(tokens.asked) == calls
    assert {query["MaxResults"] for query in tokens.asked} == {100}


def test_a_token_is_not_followed_once_all_wanted_items_came() -> None:
    tokens = Tokens(100, 100, last="0")

    assert len(list(tokened(tokens, "Things", "Thing", 100))) == 100
    assert len(tokens.asked) == 1


def test_a_token_that_comes_again_ends_the_list() -> None:
    tokens = Tokens(30, 10, last="1")

    assert {item["Id"] for item in tokened(tokens, "Things", "Thing", 100)} == set(range(30))
    assert len(tokens.asked) == 3


# Shapes


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
    assert list(numbered(lambda _query: answer, "Things", "Thing", "Id")) == []
    assert list(tokened(lambda _query: answer, "Things", "Thing", 1)) == []


def test_items_are_unwrapped() -> None:
    assert unwrap({"Things": {"Thing": [{"Id": 1}]}}, "Things", "Thing") == [{"Id": 1}]


def test_a_list_may_stand_without_a_wrapper() -> None:
    assert unwrap({"Things": [{"Id": 1}]}, "Things") == [{"Id": 1}]


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "null in the list": ({"Things": {"Thing": [None]}}, "null in Things.Thing[], where an object belongs"),
    "text in the list": ({"Things": {"Thing": [{"Id": 1}, "odd"]}}, "text in Things.Thing[], where an object belongs"),
    "a list in the list": ({"Things": {"Thing": [[]]}}, "a list in Things.Thing[], where an object belongs"),
    "an object for the list": ({"Things": {"Thing": {"Id": 1}}}, "an object in Things.Thing, where a list belongs"),
    "text for the list": ({"Things": {"Thing": "odd"}}, "text in Things.Thing, where a list belongs"),
    "a number for the list": ({"Things": {"Thing": 5}}, "a number in Things.Thing, where a list belongs"),
    "text for the wrapper": ({"Things": "odd"}, "text in Things, where an object belongs"),
    "a list for the wrapper": ({"Things": [{"Id": 1}]}, "a list in Things, where an object belongs"),
}
ODD_COUNTED: dict[str, tuple[dict[str, Any], str]] = {
    "text for the total": ({"TotalCount": "abc"}, "text in TotalCount, where a number belongs"),
    "a negative total": ({"TotalCount": -1}, "a number in TotalCount, where a number belongs"),
    "a boolean for the total": ({"TotalCount": True}, "a boolean in TotalCount, where a number belongs"),
    "a list for the total": ({"TotalCount": [1]}, "a list in TotalCount, where text belongs"),
    "an item without its id": ({"Things": {"Thing": [{}]}}, "nothing in Things.Thing[].Id, where an id belongs"),
}


@pytest.mark.parametrize(("answer", "told"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("style", ["numbered", "tokened"])
def test_an_odd_list_is_an_error_that_names_action_and_field(style: str, answer: dict[str, Any], told: str) -> None:
    def fetch(_query: dict[str, Any]) -> dict[str, Any]:
        return Answer(answer, "ListThings")

    with pytest.raises(UnexpectedAnswer) as caught:
        list(numbered(fetch, "Things", "Thing", "Id") if style == "numbered" else tokened(fetch, "Things", "Thing", 9))

    assert f"ListThings answered with {told}" in str(caught.value)


@pytest.mark.parametrize(("answer", "told"), ODD_COUNTED.values(), ids=ODD_COUNTED)
def test_an_odd_page_is_an_error_that_names_action_and_field(answer: dict[str, Any], told: str) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        list(numbered(lambda _query: Answer(answer, "ListThings"), "Things", "Thing", "Id"))

    assert f"ListThings answered with {told}" in str(caught.value)
