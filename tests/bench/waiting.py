# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What it takes to wait for copies, beside a task that sleeps meanwhile: Ansible's own loop is in both.

The window begins with the line after the first pass, in which the copies are started, and is as long as the two passes
that follow in every long migration: one of a minute, while no speed is known, and one of four. All later passes are of
four minutes, so that the window has the dearest part of a wait, each start of a pass included.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.cloud import Cloud, cloud
from tests.bench.fleet import IMAGES, copy
from tests.bench.measure import Failed
from tests.bench.places import COLLECTIONS, own
from tests.bench.report import Aim, Section
from tests.workspace import ROOT

# Of a first pass the start of the copies is a part.
FIRST_PASS_SECONDS = 150
SECONDS = 60 + 240
SLEEP = "tests/bench/playbooks/idle.yml"
PASSED = re.compile(r"\d+ of \d+ done")
TICKS = os.sysconf("SC_CLK_TCK")


def bench(folder: Path) -> list[Section]:
    """Measure both side by side, after the first pass."""
    section = Section(f"Waiting for copies of {IMAGES} images, none of which ends, for {SECONDS} s")
    with cloud("fleet", IMAGES, folder / "emulator.log") as now:
        copying = _start(now, copy({}), folder / "copy.log")
        sleeping = _start(now, [own().playbook, SLEEP, "-e", "bench_seconds=3600"], folder / "sleep.log")
        try:
            _await_line(copying, folder / "copy.log")
            before, began = _all_cpu(copying, sleeping), time.monotonic()
            with now.counting() as calls:
                time.sleep(SECONDS)
            after, wall = _all_cpu(copying, sleeping), time.monotonic() - began
            if copying.poll() is not None or sleeping.poll() is not None:
                raise Failed(f"a run ended too early:\n{(folder / 'copy.log').read_text()[-3000:]}")
        finally:
            for process in (copying, sleeping):
                process.terminate()
                process.wait()
    waiting, idle, main, main_idle = (100 * (late - early) / wall for early, late in zip(before, after, strict=True))
    section.figures |= {
        "Waiting, all processes": f"{waiting:.2f} % of one core, {main:.2f} % of it Ansible's main process",
        "A task that sleeps": f"{idle:.2f} % of one core, {main_idle:.2f} % of it Ansible's main process",
        "Calls": f"{sum(calls.values())} in {wall:.0f} s",
    }
    beyond = "CPU while copies are waited for, of one core, beyond Ansible's"
    section.aims.append(Aim(beyond, waiting - idle, 0.4, "%", column="waiting %"))
    return [section]


def _start(now: Cloud, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("w") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=now.environment(COLLECTIONS),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _await_line(process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the line after the first pass. Raises Failed."""
    deadline = time.monotonic() + FIRST_PASS_SECONDS
    while not PASSED.search(log.read_text()):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed(f"the first pass did not end:\n{log.read_text()[-3000:]}")
        time.sleep(0.5)


def _all_cpu(*runs: subprocess.Popen[bytes]) -> list[float]:
    """Return the CPU seconds of each run, then those of its main process alone."""
    return [_cpu(run.pid) for run in runs] + [_own_cpu(run.pid) for run in runs]


def _own_cpu(pid: int) -> float:
    return sum(map(int, _fields(pid)[11:13])) / TICKS


def _fields(pid: int) -> list[str]:
    # The name of the program stands in brackets and may hold anything.
    return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process, of those it started that still run, and of those it has waited for."""
    proc = Path("/proc") / str(pid)
    try:
        fields = _fields(pid)
        children = [
            int(child) for task in (proc / "task").iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:
        # It has ended meanwhile.
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(map(_cpu, children))
