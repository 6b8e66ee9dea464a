# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Mutants that no test can kill, each with the reason. A place is known by its file and by its lines."""

from __future__ import annotations

from tests.mutation.mutants import Mutant

# (file, lines before, lines after): why both do the same.
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "_copies/making/decide.py",
        "if not permission or max(plan.failed, default=0) < 2:",
        "if not permission or max(plan.failed, default= 1) < 2:",
    ): "both are less than two",
}


def why_equivalent(mutant: Mutant) -> str:
    """The reason why a mutant does what the source does, empty if it does not."""
    before, after = mutant.change
    if before.startswith("@dataclass("):
        return "nothing assigns to a value after it was made, which mypy sees to"
    return EQUIVALENT.get((mutant.path, before, after), "")
