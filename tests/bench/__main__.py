# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Measure, print tables, and write tests/output/bench.json. The status says whether every counted aim was met."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench import audit, fleet, history, inspection, migration, neighbours, results, sites, start, waiting
from tests.bench.report import Section, write
from tests.workspace import ROOT

OUTPUT = ROOT / "tests" / "output"
# The aims that are ratios of two measurements taken in turn: a few minutes.
DEFAULT = {"start": start.bench, "audit": audit.bench, "results": results.bench, "waiting": waiting.bench}
# Sizes, growth and schedules, and other tools: about fifty minutes.
LARGE = {
    "inspection": inspection.bench,
    "migration": migration.bench,
    "neighbours": neighbours.bench,
    "fleet": fleet.bench,
    "sites": sites.bench,
}
BENCHES = DEFAULT | LARGE
ALL = "all"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure calls, time, CPU and memory against the emulator.")
    known = f"{', '.join(BENCHES)}, or {ALL}"
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{known}; default: {', '.join(DEFAULT)}")
    parser.add_argument("--keep", action="store_true", help="add the run to docs/benchmarks.md")
    given = parser.parse_args()
    names = list(BENCHES) if given.names == [ALL] else given.names or list(DEFAULT)
    if unknown := set(names) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {known}")
    run = history.this_run()
    sections: list[Section] = []
    with tempfile.TemporaryDirectory(prefix="imageops-bench-") as folder:
        for name in names:
            print(f"{name} ...", flush=True)
            sections += BENCHES[name](Path(folder))
    for section in sections:
        section.show()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    write(OUTPUT / "bench.json", sections, asdict(run))
    if given.keep:
        history.keep(run, sections)
    missed = [aim for section in sections for aim in section.aims if not aim.met]
    counted = [aim for aim in missed if aim.counted]
    print(f"\nbench: {sum(len(section.aims) for section in sections) - len(missed)} aims met, {len(missed)} missed")
    print(f"of those that count calls or bytes, {len(counted)} missed (tests/output/bench.json has all figures)")
    return 1 if counted else 0


if __name__ == "__main__":
    sys.exit(main())
