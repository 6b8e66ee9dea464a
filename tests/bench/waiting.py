# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What it takes to wait for copies, beside a task that sleeps meanwhile: Ansible's own loop is in both."""

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
SECONDS = 150
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
            before, began = [_cpu(copying.pid), _cpu(sleeping.pid)], time.monotonic()
            with now.counting() as calls:
                time.sleep(SECONDS)
            after, wall = [_cpu(copying.pid), _cpu(sleeping.pid)], time.monotonic() - began
            if copying.poll() is not None or sleeping.poll() is not None:
                raise Failed(f"a run ended too early:\n{(folder / 'copy.log').read_text()[-3000:]}")
        finally:
            for process in (copying, sleeping):
                process.terminate()
                process.wait()
    waiting, idle = (100 * (late - early) / wall for early, late in zip(before, after, strict=True))
    section.figures |= {
        "Waiting, all processes": f"{waiting:.2f} % of one core",
        "Ansible while any task runs": f"{idle:.2f} % of one core",
        "Calls": f"{sum(calls.values())} in {wall:.0f} s",
    }
    section.aims.append(Aim("CPU while copies are waited for, of one core, beyond Ansible's", waiting - idle, 0.4, "%"))
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


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process, of those it started that still run, and of those it has waited for."""
    proc = Path("/proc") / str(pid)
    try:
        # The name of the program stands in brackets and may hold anything.
        fields = (proc / "stat").read_text().rpartition(")")[2].split()
        children = [
            int(child) for task in (proc / "task").iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:
        # It has ended meanwhile.
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(map(_cpu, children))
