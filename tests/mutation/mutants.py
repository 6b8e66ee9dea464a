# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Changed sources of what decides, drawn by a seed."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from cosmic_ray.ast import get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from tests.workspace import ROOT

ROOMS = ROOT / "plugins" / "module_utils"
# What says what is done to whose images, keys, roles and disks; nothing of it does I/O.
DECIDING = (
    "_copies/making/decide.py",
    "_copies/making/match.py",
    "_copies/making/failed_attempts.py",
    "_copies/proof.py",
    "_copies/removing/decide.py",
    "_copies/removing/rules.py",
    "_disk_defaults/decide.py",
    "_executions/decide.py",
    "_images/encryption.py",
    "_images/verdict.py",
    "_instances/encryption.py",
    "_keys/decide.py",
    "_migration/adoption.py",
    "_migration/approval.py",
    "_migration/plan.py",
    "_migration/plan_check.py",
    "_migration/rollback.py",
    "_migration/rollback_shares.py",
    "_migration/rollback_use.py",
    "_repoint/families.py",
    "_repoint/node_pools.py",
    "_repoint/parameters.py",
    "_repoint/scaling.py",
    "_repoint/templates.py",
    "_repoint/templates_undo.py",
    "_repoint/undo.py",
    "_retire/consumers.py",
    "_retire/decide.py",
    "_retire/guards.py",
    "_retire/leftovers.py",
    "_share_role/decide.py",
    "_share_role/trust.py",
    "_shares/decide.py",
    "_snapshots/decide.py",
    "_snapshots/share.py",
)
# Of cosmic-ray's operators those whose mutants mean something here. `is` for `==` is left out, as enums and None are
# compared by either; so are operations on numbers that no source has.
_COMPARED = ("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt")
OPERATORS = (
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in (*_COMPARED, "Is_IsNot", "IsNot_Is")),
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "BitOr_BitAnd", "BitAnd_BitOr")),
    *(f"core/{name}" for name in ("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr")),
    *(f"core/{name}" for name in ("ReplaceOrWithAnd", "ReplaceUnaryOperator_Delete_Not", "NumberReplacer")),
    *(f"core/{name}" for name in ("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop")),
)


@dataclass(frozen=True)
class Mutant:
    """A source with one change. `name` stays the same as long as the source and cosmic-ray do."""

    path: str
    operator: str
    occurrence: int
    source: str
    mutated: str

    @property
    def name(self) -> str:
        """File, operator, and which of its places."""
        return f"{self.path} {self.operator.removeprefix('core/')} {self.occurrence}"

    @property
    def module(self) -> str:
        """The name under which tests import it."""
        return f"plugins.module_utils.{self.path.removesuffix('.py').replace('/', '.')}"

    @cached_property
    def change(self) -> tuple[str, str]:
        """The lines that differ, before and after."""
        lines = difflib.ndiff(self.source.splitlines(), self.mutated.splitlines())
        sides: dict[str, list[str]] = {"- ": [], "+ ": []}
        for line in lines:
            if line[:2] in sides:
                sides[line[:2]].append(line[2:].strip())
        return " ".join(sides["- "]), " ".join(sides["+ "])


def places_of(path: str) -> list[tuple[str, int]]:
    """Each operator that has something to change in a file, once for each place."""
    operators = [(name, get_operator(name)()) for name in OPERATORS]
    counts: Counter[str] = Counter()
    nodes = [get_ast((ROOMS / path).read_text())]
    while nodes:
        node = nodes.pop()
        for name, operator in operators:
            counts[name] += sum(1 for _place in operator.mutation_positions(node))
        nodes += getattr(node, "children", ())
    return [(name, occurrence) for name in OPERATORS for occurrence in range(counts[name])]


def sample(seed: int, count: int, paths: Sequence[str] = DECIDING) -> tuple[list[Mutant], int]:
    """So many mutants of all files together, always the same for a seed, and how many places there are.

    They come in the order drawn, so the first of them are a sample, too.
    """
    places = [(path, *place) for path in paths for place in places_of(path)]
    drawn = Random(seed).sample(places, len(places))
    sources = {path: (ROOMS / path).read_text() for path in paths}
    meant = {path: _meaning(source) for path, source in sources.items()}
    found: list[Mutant] = []
    for path, name, occurrence in drawn:
        if len(found) == count:
            break
        mutated = mutate_code(sources[path], get_operator(name)(), occurrence)
        # Annotations are not run, and not every change is Python.
        if mutated is not None and _meaning(mutated) not in ("", meant[path]):
            found.append(Mutant(path, name, occurrence, sources[path], mutated))
    return found, len(places)


class _Run(ast.NodeTransformer):
    """Leaves out what is never run: annotations."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.annotation = ast.Constant(value=None)
        self.generic_visit(node)
        return node


def _meaning(source: str) -> str:
    """What of a source is run, empty if it is no Python (`not a := b`)."""
    try:
        return ast.dump(_Run().visit(ast.parse(source)))
    except SyntaxError:
        return ""


def tests_of(path: str) -> list[Path]:
    """The tests of a file's decisions: those of its room but the ones that need a cloud, its own first."""
    tests = ROOT / "tests" / "unit" / "plugins" / "module_utils"
    room, own = path.split("/", maxsplit=1)[0], f"test_{Path(path).name}"
    found = [
        test for test in (tests / room).rglob("test_*.py") if not test.name.startswith(("test_apply", "test_observe"))
    ]
    folder = (tests / path).parent
    return sorted(found, key=lambda test: (test.parent != folder or test.name != own, test.parent != folder, test))
