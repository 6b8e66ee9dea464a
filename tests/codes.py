# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which codes sources can show: whatever is given for something that is called `code`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

CODE = "code"
NAMES = (CODE, "problem_code")
# A name that is made of words; empty texts and status numbers are none.
LOOKS_LIKE_A_CODE = re.compile(r"[A-Za-z]\w*(?:\.\w+)*")


def codes_in(sources: Iterable[str]) -> set[str]:
    """Each text that is passed, kept or written as a code, in these sources taken together."""
    trees = [ast.parse(source) for source in sources]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    constants = {
        target.id: node.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    positions = dict(_positions(nodes))
    given = [value for node in nodes for value in _given(node, positions)]
    given += [value for tree in trees for value in _unpacked(tree)]
    return {text for value in given for text in _texts(value, constants) if LOOKS_LIKE_A_CODE.fullmatch(text)}


def _positions(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """Functions and classes that take a code, with its place among the arguments of a call."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            names = _arguments(node)
        elif isinstance(node, ast.ClassDef):
            fields = [line.target for line in node.body if isinstance(line, ast.AnnAssign)]
            names = [field.id for field in fields if isinstance(field, ast.Name)]
            for line in node.body:
                if isinstance(line, ast.FunctionDef) and line.name == "__init__":
                    names = _arguments(line)
        else:
            continue
        if CODE in names:
            yield node.name, names.index(CODE)


def _arguments(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]


def _called(node: ast.expr | None) -> str:
    """The name of what is called here."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _unpacked(tree: ast.Module) -> Iterator[ast.expr]:
    """What functions return of which the caller takes a part as code: `code, why = problem(x)`."""
    nodes = list(ast.walk(tree))
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    results = {node.target.id: node.value for node in nodes if isinstance(node, ast.NamedExpr)}
    for node in nodes:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)):
            continue
        names = [getattr(part, "id", "") for part in node.targets[0].elts]
        value = results.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
        for name in set(NAMES) & set(names):
            yield from _returned(functions, _called(value), names.index(name))


def _returned(functions: dict[str, ast.FunctionDef], name: str, place: int) -> Iterator[ast.expr]:
    for node in ast.walk(functions[name]) if name in functions else ():
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield node.value.elts[place]
        if isinstance(node, ast.Return) and _called(node.value) != name:
            yield from _returned(functions, _called(node.value), place)


def _given(node: ast.AST, positions: dict[str, int]) -> Iterator[ast.expr]:
    """What this node gives for a code."""
    if isinstance(node, ast.Call):
        place = positions.get(_called(node))
        if place is not None and place < len(node.args):
            yield node.args[place]
        yield from (keyword.value for keyword in node.keywords if keyword.arg in NAMES)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        yield from (value for key, value in pairs if isinstance(key, ast.Constant) and key.value in NAMES)


def _texts(value: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(value, ast.Name) and value.id in constants:
        value = constants[value.id]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    if isinstance(value, ast.IfExp):
        yield from _texts(value.body, constants)
        yield from _texts(value.orelse, constants)
    if isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _texts(part, constants)
