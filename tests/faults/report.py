# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What became of a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.findings import Violation
from tests.faults.playing import Played
from tests.faults.scenario import Kind


@dataclass(slots=True)
class Tally:
    """How often a kind was planned, and how often it happened."""

    planned: int = 0
    fired: int = 0


@dataclass(slots=True)
class Report:
    """Kinds, violations and runs of a seed."""

    seed: int
    scenario: Mapping[str, Any]
    tallies: dict[Kind, Tally] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, kind: Kind, planned: int, fired: int) -> None:
        """Add to a kind's tally."""
        tally = self.tallies.setdefault(kind, Tally())
        tally.planned += planned
        tally.fired += fired

    def add(self, played: Played) -> None:
        """Add a run."""
        seconds = round(played.seconds, 1)
        told = {"status": played.status, "killed": played.killed, "seconds": seconds, "codes": played.codes}
        self.runs.append(told)

    def to_json(self) -> dict[str, Any]:
        """For a file."""
        return {
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
            "runs": self.runs,
            "faults": {str(kind): [tally.fired, tally.planned] for kind, tally in self.tallies.items()},
            "violations": [str(violation) for violation in self.violations],
            "scenario": self.scenario,
        }
