# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lists and mappings as people and surveys write them."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._core.text import (
    at_path,
    harmless_cell,
    list_option,
    text_dict,
    text_list,
    text_or_dict,
)
from plugins.module_utils._model.errors import InvalidInput


@pytest.mark.parametrize(
    ("value", "items"),
    [
        pytest.param(None, [], id="none"),
        pytest.param("", [], id="empty text"),
        pytest.param(" \n, ", [], id="only separators"),
        pytest.param("a", ["a"], id="one"),
        pytest.param("a, b,,c", ["a", "b", "c"], id="commas"),
        pytest.param("a\n b \r\nc\n", ["a", "b", "c"], id="lines"),
        pytest.param("a b", ["a b"], id="a blank does not separate"),
        pytest.param(["a", " b ", ""], ["a", "b"], id="list"),
        pytest.param(("a",), ["a"], id="tuple"),
        pytest.param([2000000000000002], ["2000000000000002"], id="number in a list"),
        pytest.param(2000000000000002, ["2000000000000002"], id="number"),
        pytest.param([], [], id="empty list"),
        pytest.param("a\uff0cb\u3001c", ["a", "b", "c"], id="full-width commas"),
        pytest.param('["a", "b, c", 1, true, null]', ["a", "b, c", "1", "true"], id="JSON"),
        pytest.param(" [] ", [], id="empty JSON list"),
        pytest.param("[ab]*", ["[ab]*"], id="a glob"),
        pytest.param("[ab]", ["[ab]"], id="a glob that ends as it begins"),
        pytest.param([True, None, ""], ["true"], id="other scalars"),
    ],
)
def test_a_list_is_read_however_it_is_written(value: Any, items: list[str]) -> None:
    assert text_list(value) == items
    assert list_option(value, "image_ids") == tuple(items)


def test_broken_json_in_a_list_is_said_of_the_option() -> None:
    with pytest.raises(InvalidInput, match=r"^image_ids: "):
        list_option(["[" * 3000], "image_ids")


@pytest.mark.parametrize("value", ['["a",', '[{"a": 1}', '["a" "b"]', "[" * 100000 + '"'])
def test_broken_json_is_no_list(value: str) -> None:
    with pytest.raises(InvalidInput, match="is not JSON"):
        text_list(value)


@pytest.mark.parametrize(
    ("value", "mapping"),
    [
        pytest.param(None, {}, id="none"),
        pytest.param("", {}, id="empty text"),
        pytest.param("  \n", {}, id="blanks"),
        pytest.param({"a": 1}, {"a": 1}, id="mapping"),
        pytest.param('{"a": {"b": 1}}', {"a": {"b": 1}}, id="JSON"),
        pytest.param(' {"a": "1"} ', {"a": "1"}, id="JSON with blanks"),
        pytest.param("a=1\nb = 2", {"a": "1", "b": "2"}, id="lines"),
        pytest.param("a=1,b=2", {"a": "1", "b": "2"}, id="commas"),
        pytest.param("a=x=y", {"a": "x=y"}, id="an equals sign in the value"),
        pytest.param("a=", {"a": ""}, id="empty value"),
        pytest.param("a=1\uff0cb=2\r\nc=3\r\n", {"a": "1", "b": "2", "c": "3"}, id="lines of a form"),
        pytest.param(["a=1", "", "b=2"], {"a": "1", "b": "2"}, id="list of lines"),
    ],
)
def test_a_mapping_is_read_however_it_is_written(value: Any, mapping: dict[str, Any]) -> None:
    assert text_dict(value) == mapping


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        pytest.param("{a: 1}", "is not JSON", id="not quite JSON"),
        pytest.param("a=1\nb", "'b' has no key=value", id="a line without an equals sign"),
        pytest.param("=1", "'=1' has no key=value", id="no key"),
        pytest.param("[1]", "'[1]' has no key=value", id="a JSON list"),
        pytest.param(5, "'5' has no key=value", id="a number"),
    ],
)
def test_text_that_is_no_mapping_is_refused_with_how_to_write_one(value: Any, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        text_dict(value)

    assert problem in str(caught.value)
    assert "Write JSON, or lines of key=value." in str(caught.value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("key-1", "key-1", id="one text for all"),
        pytest.param("cn-beijing=key-1", {"cn-beijing": "key-1"}, id="lines"),
        pytest.param('{"cn-beijing": "key-1"}', {"cn-beijing": "key-1"}, id="JSON"),
        pytest.param({"a": 1}, {"a": 1}, id="mapping"),
        pytest.param("", "", id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_one_value_or_one_for_each_is_told_apart(value: Any, read: Any) -> None:
    assert text_or_dict(value) == read


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("name", "web"),
        ("reasons.0.message", "is so"),
        ("reasons.1.message", None),
        ("reasons.x", None),
        ("reasons.message", ["is so"]),
        ("name.0", None),
        ("owner.id", None),
        ("none.x", None),
    ],
)
def test_a_path_finds_what_stands_there_or_nothing(path: str, found: Any) -> None:
    assert at_path({"name": "web", "reasons": [{"message": "is so"}], "none": None}, path) == found


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("web-1", "web-1"),
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1", "'\uff1d1"),
        (["2", "3"], "2 3"),
        (["=1", "3"], "'=1 3"),
        ([], ""),
        (None, ""),
        (40, "40"),
        (True, "True"),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert harmless_cell(value) == cell
