# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A step that ends because a module failed has that module's code, so that nobody has to read the words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.plugin_utils._steps.failures import error_of

STEPS = sorted(Path(__file__).resolve().parents[4].joinpath("plugins", "plugin_utils", "_steps").glob("*.py"))
NAMES = ("StepFailed", "record_failure")


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_of_failure(node: ast.AST, known: set[str]) -> bool:
    """Does an expression have the words of a failed module, or a name that has them."""
    return any(
        (isinstance(part, ast.Call) and name_of(part) == "failure_of")
        or (isinstance(part, ast.Name) and part.id in known)
        for part in ast.walk(node)
    )


def names_with_words(function: ast.FunctionDef) -> set[str]:
    """The variables that words of failed modules get into."""
    known: set[str] = set()
    for _round in range(3):
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_of_failure(value, known):
                    known.add(name)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append")) if any(
                    is_of_failure(argument, known) for argument in node.args
                ):
                    known.add(name)
    return known


def without_code(source: str) -> list[int]:
    """The lines on which the words of failed modules are passed on, and nothing beside them."""
    return [
        call.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for call in calls(function)
        if name_of(call) in NAMES
        and is_of_failure(call.args[0], names_with_words(function))
        and (len(call.args) < 2 or (isinstance(call.args[1], ast.Constant) and call.args[1].value is None))
    ]


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_ends_with_the_code_of_the_module_that_failed(path: Path) -> None:
    assert without_code(path.read_text("utf-8")) == []


def test_of_several_failures_the_first_gives_the_code() -> None:
    failed = [{"failed": True, "error": {"code": "Throttling"}}, {"failed": True, "error": {"code": "Forbidden.RAM"}}]

    assert error_of(failed) == {"code": "Throttling"}
    assert error_of([]) == {}
    assert error_of([{"failed": True}]) == {}
