# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's modules import each other in one direction. Source: the emulator's own design."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

EMULATOR = Path(__file__).parents[3] / "emulator"


def imports(root: Path) -> dict[str, set[str]]:
    """Each module of a package, and the modules of it that it imports, for types only too."""
    files = {_name(root, file): file for file in root.rglob("*.py")}
    return {
        name: {found for found in _imported(file, name) if found in files and found != name}
        for name, file in files.items()
    }


def _name(root: Path, file: Path) -> str:
    parts = file.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(file: Path, name: str) -> Iterator[str]:
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*package[: len(package) + 1 - node.level], *(node.module or "").split(".")]
            path = ".".join(part for part in base if part)
            names = [f"{path}.{alias.name}" for alias in node.names]
            # `from . import a` names modules; the package itself only makes room for them.
            yield from names if node.module is None else [path, *names]


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The modules of one circle, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_no_modules_of_the_emulator_import_each_other_in_a_circle() -> None:
    graph = imports(EMULATOR)
    assert len(graph) > 100
    assert "emulator.services.oos.loops" in graph["emulator.services.oos.engine"]
    assert circle(graph) == []


@pytest.mark.parametrize(
    "source", ["from .b import x", "from . import b", "from ..p.b import x", "if T:\n    from .b import x"]
)
def test_a_circle_is_found(tmp_path: Path, source: str) -> None:
    for name, text in {"__init__": "", "a": source, "b": "from .a import y"}.items():
        (tmp_path / "p").mkdir(exist_ok=True)
        (tmp_path / "p" / f"{name}.py").write_text(text)
    assert set(circle(imports(tmp_path / "p"))) == {"p.a", "p.b"}
