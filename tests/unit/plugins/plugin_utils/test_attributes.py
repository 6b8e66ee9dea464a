# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the classes of an action keep on it: core's, the collection's bases and the action's own share one object."""

from __future__ import annotations

import ast
import inspect
import textwrap
from importlib import import_module
from pathlib import Path

import pytest
from ansible.plugins.action import ActionBase

ACTIONS = sorted(
    path.stem for path in Path(__file__).resolve().parents[4].joinpath("plugins", "action").glob("[a-z]*.py")
)


def assigned(kind: type) -> set[str]:
    """The names that the methods of a class assign to on `self`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize("name", ACTIONS)
def test_no_class_of_an_action_takes_the_attribute_of_another(name: str) -> None:
    kinds = import_module(f"plugins.action.{name}").ActionModule.__mro__
    kinds = kinds[: kinds.index(ActionBase) + 1]
    names = [(attribute, kind.__name__) for kind in kinds for attribute in assigned(kind)]
    keepers = {attribute: [kind for other, kind in names if other == attribute] for attribute, _kind in names}

    assert {attribute: found for attribute, found in keepers.items() if len(found) > 1} == {}
