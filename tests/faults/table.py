# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The sum of many seeds: a row for each kind of fault."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.report import Report
from tests.faults.scenario import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A kind: seeds that had it, how often it was planned and happened, and seeds with it where a rule broke."""

    kind: str
    runs: int
    planned: int
    fired: int
    violations: int

    @property
    def not_fired(self) -> int:
        """Planned, but the runs did not come by often enough."""
        return self.planned - self.fired


def rows(reports: Iterable[Report]) -> list[Row]:
    """A row for each kind there is, also for those that no seed had."""
    found = list(reports)
    table = []
    for kind in Kind:
        mine = [report for report in found if kind in report.tallies]
        table.append(
            Row(
                kind=str(kind),
                runs=len(mine),
                planned=sum(report.tallies[kind].planned for report in mine),
                fired=sum(report.tallies[kind].fired for report in mine),
                violations=sum(bool(report.violations) for report in mine),
            )
        )
    return table


def missing_kinds(reports: Iterable[Report], kinds: Collection[str] = tuple(Kind)) -> list[str]:
    """Kinds that never happened."""
    return [row.kind for row in rows(reports) if not row.fired and row.kind in kinds]


def show(reports: Sequence[Report]) -> None:
    """Print the table."""
    print(f"\n{'kind':16}{'seeds':>7}{'planned':>9}{'fired':>7}{'not fired':>11}{'violations':>12}")
    for row in rows(reports):
        print(f"{row.kind:16}{row.runs:7}{row.planned:9}{row.fired:7}{row.not_fired:11}{row.violations:12}")
    bad = [report.seed for report in reports if report.violations]
    playbook_runs = sum(len(report.runs) for report in reports)
    print(
        f"{len(reports)} seeds, {playbook_runs} runs of ansible-playbook, {len(bad)} seeds with violations {bad or ''}"
    )


def write(path: Path, reports: Sequence[Report]) -> None:
    """All of it as JSON."""
    table = [
        {
            "kind": row.kind,
            "seeds": row.runs,
            "planned": row.planned,
            "fired": row.fired,
            "not_fired": row.not_fired,
            "violations": row.violations,
        }
        for row in rows(reports)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"table": table, "seeds": [report.to_json() for report in reports]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str))
