# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Call every module with values that no option was made for and in hostile worlds, and tamper with every file."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from plugins.module_utils._client.sdk import load_all
from tests.emulated import control, emulator
from tests.hostile import options
from tests.hostile.calling import call
from tests.hostile.files import play_file, whole_files
from tests.hostile.readers import kinds
from tests.hostile.rules import broken
from tests.hostile.world import hostile_world, world
from tests.workspace import ROOT

OUTPUT = ROOT / "tests" / "output" / "hostile.jsonl"
QUICK_FIRST, QUICK_RUNS, QUICK_FILES = 0, 120, 600
RUNS = 3000
# So many calls of a seed's world find it with hostile names.
NAMES = 0.2
READERS = ("image_info", "image_reference_info", "instance_info", "kms_key_info", "image_copy", "image_share")
SECRETS = (options.SECRET, options.TOKEN)


def play(seed: int, url: str, folder: Path) -> tuple[str, list[str]]:
    """One call, and what it has broken."""
    draw = Random(seed)
    given: dict[str, Any] = {}
    if draw.random() < NAMES:
        module = draw.choice(READERS)
        control(url, "reset", hostile_world(draw))
    else:
        module, given = options.spoilt(draw)
        control(url, "reset", world())
    start = control(url, f"requests?since={10**9}")["next"]
    needed = {**options.connection(url), **options.CALLS[module]}
    answer = call(module, {**needed, **given}, folder)
    log = control(url, f"requests?since={start}")["requests"]
    names = [*given, *options.NEVER_THERE.get(module, ())]
    return f"{module} {_shown(given)}", list(broken(answer, names, log, SECRETS))


def _shown(given: dict[str, Any]) -> str:
    return ", ".join(f"{name}={ascii(value)[:80]}" for name, value in given.items()) or "hostile names"


@contextlib.contextmanager
def a_cloud() -> Iterator[tuple[str, Path]]:
    """An emulator on a fast clock, and a folder for what modules write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options_ = ("--clock-speed", "1800", "--request-log", "100000")
        with (folder / "log").open("w") as log, emulator(folder, log, *options_) as url:
            yield url, folder


def play_files(first: int, runs: int) -> int:
    """Tamper with so many files, and return how many were read wrongly; each kind has to be read as it is."""
    started, bad, known = time.monotonic(), 0, sorted(kinds().items())
    with tempfile.TemporaryDirectory() as name, OUTPUT.open("a") as kept:
        folder = Path(name)
        for text in whole_files(folder):
            bad += 1
            print(f"FAILED  an untouched file is refused: {text}", flush=True)
        for seed in range(first, first + runs):
            label, found = play_file(seed, folder, known)
            kept.write(json.dumps({"seed": seed, "file": label, "broken": found}) + "\n")
            bad += bool(found)
            for text in found:
                print(f"FAILED  {seed}: {label}\n        {text}", flush=True)
    print(f"hostile: {runs} files from seed {first}, {bad} wrong, {time.monotonic() - started:.0f} s")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description="Call modules with hostile values and in hostile worlds.")
    parser.add_argument("--first", type=int, help="the first seed (default: a random one)")
    parser.add_argument("--runs", type=int, default=RUNS, help="how many calls, and how many files")
    parser.add_argument("--quick", action="store_true", help="a few, always the same")
    chosen = parser.parse_args()
    first = chosen.first if chosen.first is not None else SystemRandom().randrange(10**6)
    first, runs = (QUICK_FIRST, QUICK_RUNS) if chosen.quick else (first, chosen.runs)
    started, bad = time.monotonic(), 0
    load_all()
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    with a_cloud() as (url, folder), OUTPUT.open("a") as kept:
        for seed in range(first, first + runs):
            label, found = play(seed, url, folder)
            kept.write(json.dumps({"seed": seed, "call": label, "broken": found}) + "\n")
            bad += bool(found)
            for text in found:
                print(f"FAILED  {seed}: {label}\n        {text}", flush=True)
    print(f"hostile: {runs} calls from seed {first}, {bad} wrong, {time.monotonic() - started:.0f} s")
    bad += play_files(first, QUICK_FILES if chosen.quick else runs)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
