# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Change what decides, one place at a time, and count how often a test notices."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any

from tests.mutation.equivalent import why_equivalent
from tests.mutation.judging import baseline, is_killed
from tests.mutation.mutants import DECIDING, Mutant, sample
from tests.workspace import ROOT

OUTPUT = ROOT / "tests" / "output" / "mutation.jsonl"
SEED, COUNT = 17, 300
AIM = 0.9


def judge(mutant: Mutant, took: dict[str, float]) -> dict[str, Any]:
    """The verdict of a mutant: killed, survived, or equivalent with its reason. `took` keeps seconds by room."""
    room = mutant.path.partition("/")[0]
    if room not in took:
        took[room] = baseline(mutant)
    reason = why_equivalent(mutant)
    verdict = "equivalent" if reason else "killed" if is_killed(mutant, took[room]) else "survived"
    before, after = mutant.change
    return {"mutant": mutant.name, "verdict": verdict, "before": before, "after": after, "why": reason}


def main() -> int:
    parser = argparse.ArgumentParser(description="Change what decides, and see whether a test notices.")
    parser.add_argument("--seed", type=int, default=SEED, help="draws the mutants")
    parser.add_argument("--count", type=int, default=COUNT, help="how many")
    parser.add_argument("--file", action="append", help="only of this file, such as _keys/decide.py")
    options = parser.parse_args()
    started = time.monotonic()
    mutants, all_there_are = sample(options.seed, options.count, options.file or DECIDING)
    print(f"mutation: {len(mutants)} of {all_there_are} places, seed {options.seed}", flush=True)
    counts: Counter[str] = Counter()
    took: dict[str, float] = {}
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    with OUTPUT.open("w") as lines:
        for mutant in mutants:
            found = judge(mutant, took)
            counts[found["verdict"]] += 1
            print(json.dumps(found), file=lines, flush=True)
            if found["verdict"] == "survived":
                print(f"survived  {mutant.name}\n        - {found['before']}\n        + {found['after']}", flush=True)
    score = counts["killed"] / max(1, counts["killed"] + counts["survived"])
    print(
        f"{counts['killed']} killed, {counts['survived']} survived, {counts['equivalent']} equivalent:"
        f" {score:.1%} of what can be killed, {time.monotonic() - started:.0f} s"
    )
    return 0 if score >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
