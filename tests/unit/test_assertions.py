# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every unit test can fail: it asserts or expects an error, itself or through a helper that does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
EXPECTING = {"raises", "warns", "fail"}


def functions(root: Path) -> Iterator[tuple[Path, ast.FunctionDef]]:
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield file, node


def called(function: ast.FunctionDef) -> set[str]:
    """The names of all that a function calls."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def checks(function: ast.FunctionDef) -> bool:
    return bool(called(function) & EXPECTING) or any(isinstance(node, ast.Assert) for node in ast.walk(function))


def without_check(root: Path) -> list[str]:
    """Each test that checks nothing. Helpers are known by their names."""
    found = list(functions(root))
    helpers = {helper.name for _file, helper in found if not helper.name.startswith("test_") and checks(helper)}
    tests = [(file, test) for file, test in found if test.name.startswith("test_")]
    return [f"{file.name}: {test.name}" for file, test in tests if not checks(test) and not called(test) & helpers]


def test_every_test_checks_something() -> None:
    assert without_check(TESTS) == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("f()", ["test_a.py: test_it"]),
        ("assert f()", []),
        ("with pytest.raises(ValueError):\n        f()", []),
        ("assert_whole(f())", []),
    ],
)
def test_a_test_that_checks_nothing_is_found(tmp_path: Path, body: str, names: list[str]) -> None:
    helper = "def assert_whole(found):\n    assert found\n"
    (tmp_path / "test_a.py").write_text(f"{helper}\ndef test_it():\n    {body}\n")

    assert without_check(tmp_path) == names
