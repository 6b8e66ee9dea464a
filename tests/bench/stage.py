# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Runs commands on a cloud and keeps what they cost as rows of a section."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cloud import Counting
from tests.bench.measure import run
from tests.bench.places import COLLECTIONS
from tests.bench.report import Row, Section


@dataclass(frozen=True)
class Stage:
    """Where the runs of a section take place."""

    cloud: Counting
    folder: Path
    section: Section

    def __call__(self, told: tuple[str, str], command: Sequence[str], watch: Callable[[], None] | None = None) -> Row:
        """Run a command, and let the section show it; `told` is its title and a note about it."""
        row = self.measure(told, command, watch)
        self.section.rows.append(row)
        return row

    def measure(
        self,
        told: tuple[str, str],
        command: Sequence[str],
        watch: Callable[[], None] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Row:
        """Run a command. `more` is added to its environment."""
        title, note = told
        with self.cloud.counting() as calls:
            cost = run(command, self.cloud.environment(COLLECTIONS) | dict(more or {}), self.log, watch)
        row = Row(title, cost, dict(calls), note)
        print(f"  {title}: {cost.wall:.1f} s, CPU {cost.cpu:.2f} s", flush=True)
        return row

    @property
    def log(self) -> Path:
        """What the running command prints."""
        return self.folder / "run.log"


def script(name: str, *arguments: str) -> list[str]:
    """The command of a script of `raw/`."""
    return [sys.executable, "-m", f"tests.bench.raw.{name}", *arguments]
