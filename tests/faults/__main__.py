# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Play many seeds side by side, and say what happened and whether every rule held."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from tests.emulated import emulator
from tests.faults import kept
from tests.faults.fuzz import Fuzz
from tests.faults.report import Report
from tests.faults.scenario import Kind
from tests.faults.seeds import play_seed, play_seeds, play_users
from tests.faults.table import missing_kinds, show, write
from tests.faults.users.scenario import OF_USERS
from tests.workspace import ROOT, commit_of

OUTPUT = ROOT / "tests" / "output"
FOLDERS = OUTPUT / "faults"
KEPT = OUTPUT / "faults-kept.jsonl"
RUNS = 300
# Cheap ones that have every kind: one run in which things go wrong, few copies, no playbook of many tasks.
FIXED = (119, 837, 910, 1008, 1014, 1297, 2675, 20005, 20014)
# One is killed while users are moved, one right after a node pool of ACK is, one right after a parameter of OOS is, one
# between an image's unsharing and its deprecation; in the last, a parameter has the id of another kind of user.
FIXED_USERS = (139, 23546, 2322, 350, 30005)
# So many seeds have every kind; the fixed ones may lack a few, as it depends on the machine which happen.
ENOUGH = 100
MAY_LACK = 3
# A seed spends part of its time waiting.
WORKERS = min((os.cpu_count() or 1) + 1, 4)


def seeds_of(options: argparse.Namespace) -> Sequence[int]:
    """The seeds that are asked for."""
    if options.seed:
        return list(options.seed)
    if options.fixed:
        return FIXED_USERS if options.users else FIXED
    first = options.first if options.first is not None else SystemRandom().randrange(10**6)
    return range(first, first + options.runs)


def tell(report: Report, commit: str, part: str) -> None:
    """Say what became of a seed, and keep it."""
    kept.keep(KEPT, commit, report, part)
    state = "FAILED" if report.violations else "ok"
    kinds = ", ".join(f"{kind} {tally.fired}/{tally.planned}" for kind, tally in report.tallies.items())
    print(f"{state:8}seed {report.seed:<8}{len(report.runs)} runs {report.seconds:6.1f} s  {kinds}", flush=True)
    for violation in report.violations:
        print(f"        {violation}", flush=True)
    if report.violations:
        folder = (folder_of(part) / str(report.seed)).relative_to(ROOT)
        again = " ARGS=--users" if part == kept.USERS else ""
        print(f"        again: make faults SEED={report.seed}{again}; seen: {folder}", flush=True)


def folder_of(part: str) -> Path:
    """The folder of the seeds of a part."""
    return FOLDERS / part if part == kept.USERS else FOLDERS


def fuzz(calls: int, seed: int) -> int:
    """Send random calls to an emulator of their own, and say which it could not answer."""
    folder = FOLDERS / f"calls-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "emulator.log").open("w") as log, emulator(folder, log) as url:
        findings = Fuzz(url, seed).run(calls)
    for finding in findings:
        print(f"FAILED  {finding}", flush=True)
    print(f"faults: {calls} random calls of seed {seed}, {len(findings)} not answered", flush=True)
    return 1 if findings else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Play random runs with faults against the emulator.")
    parser.add_argument("--seed", type=int, action="append", help="play this seed again (may be given several times)")
    parser.add_argument("--first", type=int, help="the first seed (default: a random one)")
    parser.add_argument("--runs", type=int, default=RUNS, help="how many seeds")
    parser.add_argument("--fixed", action="store_true", help="the quick seeds, always the same")
    parser.add_argument(
        "--workers", type=int, help="seeds to play side by side (default: one for each core, and one more)"
    )
    parser.add_argument("--calls", type=int, help="instead, send an emulator so many random calls (seed: --first)")
    parser.add_argument("--kept", action="store_true", help="instead, say what has become of all seeds so far")
    parser.add_argument("--users", action="store_true", help="seeds about moving users and retiring images")
    options = parser.parse_args()
    part = kept.USERS if options.users else kept.COPIES
    lines = kept.of_part(kept.read(KEPT), part)
    if options.kept:
        kept.show(lines)
        return 0
    if options.calls:
        return fuzz(options.calls, options.first if options.first is not None else SystemRandom().randrange(10**6))
    seeds = seeds_of(options)
    if options.first is not None:
        # A part that was cut off goes on where it was.
        seeds = kept.rest_of(seeds, lines) or seeds
    print(f"faults: {len(seeds)} seeds about {part} from {seeds[0]}", flush=True)
    commit, play = commit_of(ROOT), play_users if options.users else play_seed
    workers = options.workers or WORKERS
    reports = play_seeds(seeds, folder_of(part), workers, lambda report: tell(report, commit, part), play)
    show(reports)
    write(OUTPUT / ("faults-users.json" if options.users else "faults.json"), reports)
    lacking = missing_kinds(reports, OF_USERS if options.users else tuple(Kind))
    # The fixed seeds about users have two kinds.
    most = len(Kind) if options.users else MAY_LACK
    is_idle = (len(seeds) >= ENOUGH and lacking != []) or (options.fixed and len(lacking) > most)
    if is_idle:
        print(f"FAILED  never happened: {', '.join(lacking)}")
    return 1 if is_idle or any(report.violations for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
