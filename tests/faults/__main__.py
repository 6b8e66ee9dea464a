# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Play many seeds side by side, and say what happened and whether every rule held."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from random import SystemRandom

from tests.faults.episode import Report, play_seed
from tests.faults.findings import Violation
from tests.faults.table import missing_kinds, show, write
from tests.workspace import ROOT

OUTPUT = ROOT / "tests" / "output"
FOLDERS = OUTPUT / "faults"
RUNS = 300
FIXED = tuple(range(1, 21))
# So many seeds have every kind; fewer may not.
ENOUGH = 100


def play_all(seeds: Sequence[int], workers: int) -> list[Report]:
    """Play seeds side by side. Where the harness itself breaks, the others go on, and it counts as a violation."""
    reports = []
    with ThreadPoolExecutor(workers) as pool:
        started = {pool.submit(play_seed, seed, FOLDERS / str(seed)): seed for seed in seeds}
        for future in as_completed(started):
            error = future.exception()
            if error is None:
                report = future.result()
            else:
                text = "".join(traceback.format_exception(error))
                report = Report(started[future], {}, violations=[Violation(rule="harness", text=text)])
            reports.append(report)
            tell(report)
    return sorted(reports, key=lambda report: report.seed)


def seeds_of(options: argparse.Namespace) -> Sequence[int]:
    """The seeds that are asked for."""
    if options.seed:
        return list(options.seed)
    if options.fixed:
        return FIXED
    first = options.first if options.first is not None else SystemRandom().randrange(10**6)
    return range(first, first + options.runs)


def main() -> int:
    parser = argparse.ArgumentParser(description="Play random runs with faults against the emulator.")
    parser.add_argument("--seed", type=int, action="append", help="play this seed again (may be given several times)")
    parser.add_argument("--first", type=int, help="the first seed (default: a random one)")
    parser.add_argument("--runs", type=int, default=RUNS, help="how many seeds")
    parser.add_argument("--fixed", action="store_true", help="the seeds of `make test`")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4), help="seeds to play side by side")
    options = parser.parse_args()
    seeds = seeds_of(options)
    print(f"faults: {len(seeds)} seeds from {seeds[0]}", flush=True)
    reports = play_all(seeds, options.workers)
    show(reports)
    write(OUTPUT / "faults.json", reports)
    missing = missing_kinds(reports) if len(seeds) >= ENOUGH else []
    if missing:
        print(f"FAILED  never happened: {', '.join(missing)}")
    return 1 if missing or any(report.violations for report in reports) else 0


def tell(report: Report) -> None:
    """Say what became of a seed."""
    state = "FAILED" if report.violations else "ok"
    kinds = ", ".join(f"{kind} {tally.fired}/{tally.planned}" for kind, tally in report.tallies.items())
    print(f"{state:8}seed {report.seed:<8}{len(report.runs)} runs {report.seconds:6.1f} s  {kinds}", flush=True)
    for violation in report.violations:
        print(f"        {violation}", flush=True)
    if report.violations:
        folder = (FOLDERS / str(report.seed)).relative_to(ROOT)
        print(f"        again: make faults SEED={report.seed}; seen: {folder}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
