# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both ways of paging: PageNumber and PageSize, and NextToken and MaxResults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from .declare import Call

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """The id."""


Resource = TypeVar("Resource", bound=Named)


class Pageable(Protocol[Item_co]):
    """A list that can be counted, and gives a page without being read as a whole."""

    def __len__(self) -> int: ...

    def __getitem__(self, wanted: slice, /) -> Sequence[Item_co]: ...


def counted_page(call: Call, items: Pageable[Item]) -> tuple[Sequence[Item], dict[str, Any]]:
    """The asked page (10 items unless said otherwise) and what the answer says about it."""
    number = call.parameters.number("PageNumber", 1)
    size = call.parameters.number("PageSize", 10)
    start = (number - 1) * size
    return items[start : start + size], {"PageNumber": number, "PageSize": size, "TotalCount": len(items)}


def token_page(
    call: Call, items: Sequence[Resource], size: int, *, wrong: str = ""
) -> tuple[Sequence[Resource], dict[str, Any]]:
    """The page that the token names, and the token of the next one; `wrong` is the code for an unknown token."""
    start = 0
    if token := call.parameters.text("NextToken"):
        named = _named(token)
        start = next((index for index, item in enumerate(items) if item.id == named), -1)
        if start < 0:
            raise call.refuse(wrong) if wrong else call.invalid("NextToken")
    following = items[start + size : start + size + 1]
    return items[start : start + size], {"NextToken": _token(following[0]) if following else ""}


def either_page(
    call: Call, items: Sequence[Resource], *, smallest: int = 1, largest: int = 100
) -> tuple[Sequence[Resource], dict[str, Any]]:
    """A token page if the call has one of its parameters, else a counted one; sizes out of bounds are moved inside."""
    if "MaxResults" not in call.parameters and "NextToken" not in call.parameters:
        return counted_page(call, items)
    size = min(max(call.parameters.number("MaxResults", 10), smallest), largest)
    return token_page(call, items, size)


def _named(token: str) -> str:
    try:
        return bytes.fromhex(token).decode()
    except ValueError:
        return ""


def _token(item: Named) -> str:
    return item.id.encode().hex()
