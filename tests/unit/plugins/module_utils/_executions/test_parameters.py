# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Templates are read tolerantly, and parameters held to what they declare."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from plugins.module_utils._executions.parameters import check_parameters, declared_parameters
from plugins.module_utils._model.errors import InvalidInput

from ..support import refusal_of

DECLARED = {
    "text": {"Type": "String"},
    "number": {"Type": "Number", "Default": 1},
    "flag": {"Type": "Boolean", "Default": False},
    "items": {"Type": "List", "Default": []},
    "json": {"Type": "Json", "Default": {}},
    "color": {"AllowedValues": ["red", "green"], "Default": "red"},
    "new_kind": {"Type": "Duration", "Default": 5},
}


def load_yaml(content: str) -> Any:
    try:
        return yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"Parameters": {"a": {"Type": "String"}}}),
        "Parameters:\n  a:\n    Type: String\n",
        json.dumps("Parameters:\n  a:\n    Type: String\n"),
    ],
    ids=["json", "yaml", "yaml in json"],
)
def test_parameters_are_read_from_every_form(content: str) -> None:
    assert declared_parameters(content, load_yaml) == {"a": {"Type": "String"}}


def test_yaml_is_not_read_without_a_loader() -> None:
    assert declared_parameters("Parameters: {a: {Type: String}}", None) is None


@pytest.mark.parametrize("content", ["", "- a list", "{", "a: [", '"text"'])
def test_what_is_no_template_declares_nothing_that_is_known(content: str) -> None:
    assert declared_parameters(content, load_yaml) is None


def test_a_template_without_parameters_takes_none() -> None:
    assert declared_parameters('{"Tasks": []}', None) == {}


def test_fitting_parameters_pass() -> None:
    given = {"text": "a", "number": 1.5, "flag": True, "items": [1], "json": [{}], "color": "green", "new_kind": "x"}
    assert refusal_of(lambda: check_parameters(given, DECLARED, "mine")) == ""


@pytest.mark.parametrize(
    ("given", "option", "says"),
    [
        ({}, "parameters", "'text' is required by the template mine"),
        ({"text": "a", "txt": "b"}, "parameters", "'txt' is no parameter of the template mine"),
        ({"text": 1}, "parameters.text", "1 is not of the type String"),
        ({"text": "a", "number": True}, "parameters.number", "True is not of the type Number"),
        ({"text": "a", "flag": "true"}, "parameters.flag", "is not of the type Boolean"),
        ({"text": "a", "items": {}}, "parameters.items", "is not of the type List"),
        ({"text": "a", "json": "{}"}, "parameters.json", "is not of the type Json"),
        ({"text": "a", "color": "blue"}, "parameters.color", "Give one of red, green"),
    ],
)
def test_an_unfitting_parameter_is_named(given: dict[str, Any], option: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_parameters(given, DECLARED, "mine")
    assert caught.value.option == option
    assert says in str(caught.value)
