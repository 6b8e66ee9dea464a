# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was measured, as tables for people and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.measure import Cost


@dataclass(frozen=True)
class Row:
    """One measured run. `calls` by action; `note` says what a reader has to know about the figures."""

    title: str
    cost: Cost
    calls: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True)
class Aim:
    """A figure and its limit. One that counts calls is exact, so that missing it fails the whole run.

    `column` is its column in the history of runs.
    """

    title: str
    value: float
    limit: float
    unit: str = ""
    counted: bool = False
    at_least: bool = False
    column: str = ""

    @property
    def met(self) -> bool:
        """Whether the value keeps to its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass
class Section:
    """One of the benchmarks."""

    title: str
    rows: list[Row] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def show(self) -> None:
        """Print it."""
        print(f"\n== {self.title}\n", flush=True)
        table: list[tuple[str, ...]] = [
            ("", "wall s", "CPU s", "largest MB", "controller", "worker", "module", "calls")
        ]
        table += [_cells(row) for row in self.rows]
        for line in _aligned(table):
            print(f"  {line}")
        print()
        for row in self.rows:
            if row.note:
                print(f"  {row.title}: {row.note}")
        print("\n  Calls")
        for listed, titles in self._calls().items():
            print(f"  - {'; '.join(titles)}: {listed}")
        print()
        for name, value in self.figures.items():
            print(f"  {name}: {value}")
        print()
        for line in _aligned([_aim_cells(aim) for aim in self.aims], left=(0, 1)):
            print(f"  {line}")

    def _calls(self) -> dict[str, list[str]]:
        """The calls in words, with the titles of the rows that made just these."""
        told: dict[str, list[str]] = {}
        for row in self.rows:
            told.setdefault(_listed(row.calls), []).append(row.title)
        return told


def _cells(row: Row) -> tuple[str, ...]:
    cost = row.cost
    roles = (f"{cost.roles[name]:.0f}" if name in cost.roles else "-" for name in ("controller", "worker", "module"))
    return (
        row.title,
        f"{cost.wall:.1f}",
        f"{cost.cpu:.2f}",
        f"{cost.largest:.0f}",
        *roles,
        str(sum(row.calls.values())),
    )


def _aim_cells(aim: Aim) -> tuple[str, ...]:
    sign = ">=" if aim.at_least else "<="
    return ("met" if aim.met else "NOT MET", aim.title, f"{aim.value:.4g}", f"{sign} {aim.limit:.4g} {aim.unit}")


def _aligned(table: Sequence[tuple[str, ...]], left: Sequence[int] = (0,)) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if number in left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]


def _listed(calls: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {action}" for action, count in Counter(calls).most_common())


def write(path: Path, sections: Sequence[Section], run: Mapping[str, Any]) -> None:
    """Write everything as JSON, without what the runs printed. `run` says when and on what was measured."""
    told: list[dict[str, Any]] = []
    for section in sections:
        shown = asdict(section)
        for row in shown["rows"]:
            del row["cost"]["output"]
        shown["aims"] = [{**asdict(aim), "met": aim.met} for aim in section.aims]
        told.append(shown)
    path.write_text(json.dumps({**run, "sections": told}, indent=1) + "\n")
