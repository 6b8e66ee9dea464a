# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The history of measured runs: a table in docs/benchmarks.md to which `make bench ARGS=--keep` adds a line."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.places import own
from tests.bench.report import Aim, Section
from tests.workspace import ROOT, commit_of

PAGE = ROOT / "docs" / "benchmarks.md"
# The columns after those of the run itself. An aim names the one that it belongs to.
COLUMNS = (
    "one image",
    "calls",
    "further image",
    "site",
    "audit",
    "audit MB",
    "result kB",
    "waiting %",
    "loop",
    "fleet",
    "amazon.aws",
)
ABOUT = ("date", "commit", "cores", "Python", "ansible-core", "load", "missed")
BEGIN, END = "<!-- runs: begin -->", "<!-- runs: end -->"
NONE = "-"
# The kernel's average over the last minute, for each core.
BUSY = 0.3


@dataclass(frozen=True)
class Run:
    """When and on what was measured. `load`: of each core, before the first measurement."""

    date: str
    commit: str
    cores: int
    python: str
    core: str
    load: float

    @property
    def busy(self) -> bool:
        """Whether others worked on the machine, so that figures of time mean little."""
        return self.load > BUSY


def this_run() -> Run:
    """Return the run that begins now."""
    cores = os.cpu_count() or 1
    core = own().title.partition(",")[0].removeprefix("core ")
    today = datetime.now(UTC).date().isoformat()
    return Run(today, commit_of(ROOT), cores, platform.python_version(), core, os.getloadavg()[0] / cores)


def keep(run: Run, sections: Sequence[Section], page: Path = PAGE) -> None:
    """Add a run to the table of the page, as the first."""
    before, begin, rest = page.read_text("utf-8").partition(f"{BEGIN}\n")
    table, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{page}: has no {BEGIN} and {END}"
        raise ValueError(message)
    kept = table.strip().splitlines()[2:]
    page.write_text(before + begin + "\n".join((*header(), line(run, sections), *kept)) + f"\n{end}{after}", "utf-8")


def header() -> tuple[str, str]:
    """Return the first two lines of the table."""
    names = (*ABOUT, *COLUMNS)
    return _row(names), f"|{'---|' * len(names)}"


def line(run: Run, sections: Sequence[Section]) -> str:
    """Return a run's line of the table. Of several aims in a column the worst is shown."""
    aims = [aim for section in sections for aim in section.aims]
    missed = sum(not aim.met for aim in aims)
    load = f"{run.load:.2f}{' (busy)' if run.busy else ''}"
    about = (run.date, run.commit, str(run.cores), run.python, run.core, load, f"{missed} of {len(aims)}")
    return _row((*about, *(_cell([aim for aim in aims if aim.column == name]) for name in COLUMNS)))


def _cell(aims: Sequence[Aim]) -> str:
    if not aims:
        return NONE
    worst = min(aims, key=lambda aim: aim.value) if aims[0].at_least else max(aims, key=lambda aim: aim.value)
    return f"{worst.value:.3g}" if worst.met else f"**{worst.value:.3g}**"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
