# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading answers tolerantly."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.wire import flag, number, text


@pytest.mark.parametrize(
    ("value", "found"),
    [("a", "a"), (" a ", "a"), ("", ""), (None, ""), (2000000000000002, "2000000000000002"), (0, "0"), (True, "True")],
)
def test_a_text_may_come_as_a_number_or_not_at_all(value: Any, found: str) -> None:
    assert text({"x": value}, "x") == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (40, 40),
        ("40", 40),
        ("32%", 32),
        ("100%", 100),
        ("99.9%", 99),
        (40.0, 40),
        ("", 0),
        (None, 0),
        ("many", 0),
        ("-1", -1),
        ("%", 0),
    ],
)
def test_a_number_may_come_as_text_or_percentage(value: Any, found: int) -> None:
    assert number({"x": value}, "x") == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, True),
        ("True", True),
        ("true", True),
        ("TRUE", True),
        (False, False),
        ("False", False),
        ("false", False),
        ("", False),
        (None, False),
        (1, False),
        ("yes", False),
    ],
)
def test_a_boolean_may_come_as_text(value: Any, found: bool) -> None:
    assert flag({"x": value}, "x") is found


def test_what_is_missing_is_empty() -> None:
    assert (text({}, "x"), number({}, "x"), flag({}, "x")) == ("", 0, False)
