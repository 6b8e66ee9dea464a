# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counted pages: PageNumber and PageSize."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from ...actions import Call

Item = TypeVar("Item")


def counted_page(call: Call, items: Sequence[Item]) -> tuple[Sequence[Item], dict[str, Any]]:
    """The asked page (10 items unless said otherwise) and what the answer says about it."""
    number = call.parameters.number("PageNumber", 1)
    size = call.parameters.number("PageSize", 10)
    start = (number - 1) * size
    return items[start : start + size], {"PageNumber": number, "PageSize": size, "TotalCount": len(items)}
