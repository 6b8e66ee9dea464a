# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is sent has the names that the vendor's SDK knows; the API ignores a parameter it does not know silently."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugins.module_utils._api.ecs_images import WIRE_ATTRIBUTES
from plugins.module_utils._client import sdk

API = Path(__file__).resolve().parents[5] / "plugins" / "module_utils" / "_api"
PAGE = {"PageNumber", "PageSize"}
TOKENED = {"MaxResults", "NextToken"}


@dataclass(frozen=True)
class Sent:
    """One call in the sources: `names` are the parameters that it may send."""

    place: str
    service: str
    action: str
    names: frozenset[str]


class Calls(ast.NodeVisitor):
    """Finds the calls in a source. A query is a dict, or a variable that dicts and single values are assigned to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Sent] = []
        self._functions: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(
                func=ast.Attribute(attr="call"), args=[ast.Name(id=service), _, ast.Constant(value=action), query, *_]
            ):
                self._add(node, service, action, query)
            case ast.Call(func=ast.Name(id="_unless"), args=[_, _, ast.Constant(value=action), query]):
                self._add(node, "RAM", action, query)
            case ast.Call(func=ast.Name(id="_unless_gone"), args=[_, ast.Constant(value=action), query]):
                self._add(node, "RAM", action, query)
            case ast.Call(func=ast.Name(id="_switch"), args=[_, _, ast.Constant(value=action), _]):
                self._add(node, "ECS", action, ast.parse("{'RegionId': region}", mode="eval").body)
        self.generic_visit(node)

    def _add(self, node: ast.Call, service: str, action: object, query: ast.expr) -> None:
        place = f"{self.name}:{node.lineno}"
        self.found.append(Sent(place, service, str(action), frozenset(self._names(query))))

    def _names(self, query: ast.expr) -> Iterator[str]:
        match query:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant):
                        yield str(key.value)
                    elif key is None:
                        yield from self._names(value)
            case ast.Name(id="page"):
                names = {node.id for node in ast.walk(self._functions[0]) if isinstance(node, ast.Name)}
                yield from TOKENED if "tokened" in names else PAGE
            case ast.Name(id=variable):
                yield from self._assigned(variable)

    def _assigned(self, variable: str) -> Iterator[str]:
        for node in (inner for function in self._functions for inner in ast.walk(function)):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ) if name == variable:
                    yield from self._names(value)
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key))]) if (
                    name == variable
                ):
                    yield str(key)


def calls(name: str, source: str) -> list[Sent]:
    visitor = Calls(name)
    visitor.visit(ast.parse(source))
    return visitor.found


SENT = [sent for path in sorted(API.glob("*.py")) for sent in calls(path.name, path.read_text())]
# _unless passes its action on, and these send what a table maps.
MAPPED = {"ModifyImageAttribute": {"ImageFamily", "Description", "BootMode"}}


def known(service: str, action: str) -> set[str] | None:
    """The names on the wire that the SDK's request of this action has; None if there is no such action."""
    package = getattr(sdk, service).module
    client = importlib.import_module(f"{package}.client").Client
    # Its methods are in lower case with underscores, which stand in no fixed way around KMS.
    names = [name for name in dir(client) if not name.startswith("_")]
    method = next((name for name in names if name.replace("_", "") == action.lower()), None)
    if method is None:
        return None
    # What a path has, the method takes beside its request.
    in_path = {name.title().replace("_", "") for name in inspect.signature(getattr(client, method)).parameters}
    model = getattr(importlib.import_module(f"{package}.models"), f"{action}Request", None)
    return in_path | (set(re.findall(r"result\['(\w+)'\]", inspect.getsource(model.to_map))) if model else set())


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: f"{sent.place} {sent.action}")
def test_the_sdk_knows_the_action_and_every_parameter(sent: Sent) -> None:
    names = known(sent.service, sent.action)

    assert names is not None
    assert sent.names <= names


@pytest.mark.parametrize(("action", "names"), MAPPED.items())
def test_the_sdk_knows_the_parameters_that_a_table_names(action: str, names: set[str]) -> None:
    assert set(WIRE_ATTRIBUTES.values()) == names
    assert names <= (known("ECS", action) or set())


def test_every_action_in_the_sources_is_checked() -> None:
    """Whatever looks like an action's name and has a request in the SDK is an argument of a call that was found."""
    services = ("ECS", "KMS", "RAM", "RESOURCE_MANAGER", "STS")
    words = {
        node.value
        for path in API.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Z]\w+", node.value)
    }
    actions = {word for word in words if any(known(service, word) for service in services)}

    assert actions
    assert actions <= {sent.action for sent in SENT}


GOOD = """
def read(session, region, key):
    query = {"RegionId": region, "Tag": [{"Key": "a", "Value": "b"}]}
    if key:
        query["ImageId"] = key
    def fetch(page):
        return session.call(ECS, region, "DescribeImages", {**query, **page})
"""


def test_the_checker_sees_what_is_put_together_in_steps() -> None:
    (only,) = calls("x.py", GOOD)

    assert (only.service, only.action) == ("ECS", "DescribeImages")
    assert only.names == {"RegionId", "Tag", "ImageId", *PAGE}
    assert only.names <= (known("ECS", "DescribeImages") or set())


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(GOOD.replace('"ImageId"', '"ImageIds"'), id="added later"),
        pytest.param(GOOD.replace('"RegionId"', '"Region"'), id="at once"),
        pytest.param(GOOD.replace("**query", '"KmsKeyId": 1'), id="in the call"),
    ],
)
def test_the_checker_finds_a_wrong_parameter(source: str) -> None:
    (only,) = calls("x.py", source)

    assert not only.names <= (known("ECS", "DescribeImages") or set())


def test_the_checker_finds_a_wrong_action() -> None:
    assert known("ECS", "DescribeImagez") is None
