# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading answers tolerantly."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.wire import document, flag, number, part, text
from plugins.module_utils._client.answer import Answer
from plugins.module_utils._model.errors import UnexpectedAnswer


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
        ("-1", -1),
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
        (1, True),
        (0, False),
    ],
)
def test_a_boolean_may_come_as_text(value: Any, found: bool) -> None:
    assert flag({"x": value}, "x") is found


def test_what_is_missing_is_empty() -> None:
    assert (text({}, "x"), number({}, "x"), flag({}, "x")) == ("", 0, False)


ODD = {
    "an object as text": (text, {}, "an object in Disk.x, where text belongs"),
    "a list as text": (text, ["a"], "a list in Disk.x, where text belongs"),
    "text as a number": (number, "many", "text in Disk.x, where a number belongs"),
    "a sign as a number": (number, "%", "text in Disk.x, where a number belongs"),
    "a foreign digit as a number": (number, "\u0663", "text in Disk.x, where a number belongs"),
    "a boolean as a number": (number, True, "a boolean in Disk.x, where a number belongs"),
    "a list as a number": (number, [1], "a list in Disk.x, where text belongs"),
    "a word as a boolean": (flag, "yes", "text in Disk.x, where a boolean belongs"),
    "a number as a boolean": (flag, 2, "a number in Disk.x, where a boolean belongs"),
    "text as an object": (part, "odd", "text in Disk.x, where an object belongs"),
    "a list as an object": (part, [1], "a list in Disk.x, where an object belongs"),
    "no JSON": (document, "{", "text in Disk.x, where JSON text belongs"),
    "JSON of a list": (document, "[1]", "a list in Disk.x, where a JSON object belongs"),
}


@pytest.mark.parametrize(("read", "value", "told"), ODD.values(), ids=ODD)
def test_what_is_odd_is_an_error_that_names_action_and_field(read: Any, value: Any, told: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="DescribeDisks answered with ") as caught:
        read(Answer({"x": value}, "DescribeDisks", "Disk"), "x")

    assert told in str(caught.value)
    assert (caught.value.action, caught.value.field) == ("DescribeDisks", "Disk.x")


def test_an_object_that_is_not_there_is_empty_unless_it_is_required() -> None:
    answer = Answer({}, "GetRole")

    assert part(answer, "Role") == {}
    with pytest.raises(UnexpectedAnswer, match="GetRole answered with null in Role, where an object belongs"):
        part(answer, "Role", is_required=True)
