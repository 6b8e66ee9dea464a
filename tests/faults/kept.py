# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What became of seeds, kept over many parts: one line of JSON for each, in the order in which they ended."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.report import Report

Line = Mapping[str, Any]
# What seeds are about: copies of images, or users of images.
COPIES, USERS = "copies", "users"


def keep(path: Path, commit: str, report: Report, part: str = COPIES) -> None:
    """Add a seed to the file; `part` says what it is about."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {
        "seed": report.seed,
        "part": part,
        "verdict": "violated" if report.violations else "held",
        "commit": commit,
        "ended": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": round(report.seconds, 1),
        "runs": len(report.runs),
        "faults": {str(kind): tally.fired for kind, tally in report.tallies.items() if tally.fired},
        "violations": [str(violation)[:600] for violation in report.violations],
    }
    with path.open("a") as lines:
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def read(path: Path) -> list[Line]:
    """All lines, also after a part that was killed while it wrote one."""
    found = []
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def of_part(lines: Sequence[Line], part: str) -> list[Line]:
    """The lines about one part; the oldest name none and are about copies."""
    return [line for line in lines if line.get("part", COPIES) == part]


def rest_of(seeds: Sequence[int], lines: Sequence[Line]) -> list[int]:
    """The seeds that have no verdict yet. One that was violated is played again."""
    held = {line["seed"] for line in lines if line["verdict"] == "held"}
    return [seed for seed in seeds if seed not in held]


def streak(lines: Sequence[Line]) -> int:
    """How many different seeds have held since one was last violated."""
    seeds: set[int] = set()
    for line in reversed(lines):
        if line["verdict"] != "held":
            break
        seeds.add(line["seed"])
    return len(seeds)


def show(lines: Sequence[Line]) -> None:
    """Print the sum: seeds by commit, what happened how often, which seeds were violated, and since when none was."""
    if not lines:
        print("nothing is kept")
        return
    for commit, count in Counter(line["commit"] for line in lines).items():
        bad = [line["seed"] for line in lines if line["commit"] == commit and line["verdict"] != "held"]
        print(f"{commit:14}{count:6} seeds, {len(bad)} violated {bad or ''}")
    fired: Counter[str] = Counter()
    for line in lines:
        fired.update(line["faults"])
    print("happened: " + ", ".join(f"{kind} {count}" for kind, count in sorted(fired.items())))
    for line in lines:
        for violation in line["violations"][:1]:
            print(f"{line['seed']} ({line['commit']}): {violation[:200]}")
    runs = sum(line["runs"] for line in lines)
    print(f"{len(lines)} seeds, {runs} runs of ansible-playbook, {streak(lines)} seeds since the last violation")
