# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether each RAM policy of docs/policies is enough for what it is for, and has nothing superfluous.

Each mode of modes.yml is run under exactly its document, then once for every action with all of the document but that
one. Without an action a run has to fail or to say what it could not see, and either way name the action.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from .judging import needing, wrong_with_all, wrong_without
from .modes import PRINCIPALS, Mode, read_actions, read_modes
from .running import Stage

# One action without which a run fails, and one without which it says what it does not know.
SAMPLES = {"verify": "sts:AssumeRole", "audit": "ecs:DescribeSnapshots"}


def judge(mode: Mode, stage: Stage, pool: ThreadPoolExecutor, only: str = "") -> tuple[int, list[str]]:
    """The number of actions that were taken away, and what is wrong with the mode's documents."""
    runs = list(pool.map(lambda case: stage.play(mode, case), mode.cases))
    wrong = [f"{text}\n{run.output}" for run in runs for text in wrong_with_all(run, mode.spared)]
    if wrong:
        return 0, wrong
    rights = [
        (principal, action)
        for principal, document in mode.documents.items()
        for action in read_actions(document)
        if only in ("", action)
    ]

    def without(right: tuple[str, str]) -> str:
        principal, action = right
        case = mode.cases[needing(PRINCIPALS[principal][0], action, runs)]
        run = stage.play(mode, case, right)
        found = wrong_without(action, run)
        return f"{mode.documents[principal]}.json: {found}\n{run.output}" if found else ""

    return len(rights), [text for text in pool.map(without, rights) if text]


def main() -> int:
    """Judge the modes named, or all."""
    modes = {mode.name: mode for mode in read_modes()}
    parser = argparse.ArgumentParser(description="Run each mode under exactly its RAM policy, and without each action.")
    parser.add_argument("modes", nargs="*", choices=[*modes, []], metavar="mode", help=f"any of {', '.join(modes)}")
    parser.add_argument("--sample", action="store_true", help="one action of each kind")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4), help="runs side by side")
    options = parser.parse_args()
    chosen = list(SAMPLES) if options.sample else options.modes or list(modes)

    failed = 0
    with Stage().opened(options.workers) as stage, ThreadPoolExecutor(options.workers) as pool:
        for name in chosen:
            started = time.monotonic()
            number, wrong = judge(modes[name], stage, pool, SAMPLES[name] if options.sample else "")
            failed += bool(wrong)
            seconds = time.monotonic() - started
            print(f"{'FAILED' if wrong else 'ok':8}{name:20}{number:3} actions {seconds:7.1f} s", flush=True)
            for text in wrong:
                print(f"        {text}", flush=True)
    print(f"policies: {len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
