# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a command costs with all the processes it starts: time, CPU, memory. The emulator is none of them."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.workspace import ROOT, is_module

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time and of CPU (user and system), and MB of memory.

    `largest` is the largest resident size that any single process had, as the kernel counted it. `roles` has the same
    for the controller, its workers and modules, sampled from their high-water marks.
    """

    wall: float
    cpu: float
    largest: float
    roles: Mapping[str, float] = field(default_factory=dict)
    output: str = ""


class Failed(Exception):
    """A measured command did not work, so that its cost means nothing."""


def run(
    command: Sequence[str], environment: Mapping[str, str], log: Path, watch: Callable[[], None] | None = None
) -> Cost:
    """Run a command to its end. Its output goes to `log`; `watch` is called now and then. Raises Failed."""
    roles: dict[str, float] = {}
    ended = threading.Event()
    started = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )

    def sample() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            _sample(process.pid, process.pid, roles)
            if watch:
                watch()

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        # The usage of a process that was waited for holds that of all processes which it waited for itself.
        _pid, status, usage = os.wait4(process.pid, 0)
    finally:
        ended.set()
        sampler.join()
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text()[-3000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall, cpu, usage.ru_maxrss * 1024 / 1e6, dict(roles), log.read_text())


def _sample(root: int, pid: int, roles: dict[str, float]) -> None:
    """Note the high-water marks of a process and what it started, by role."""
    proc = Path("/proc") / str(pid)
    try:
        command = (proc / "cmdline").read_bytes()
        memory = _high_water((proc / "status").read_text())
        children = [
            int(child) for task in (proc / "task").iterdir() for child in (task / "children").read_text().split()
        ]
    except (OSError, ValueError):
        # It has ended meanwhile.
        return
    role = "controller" if pid == root else "module" if is_module(pid, root) else "worker"
    # A shell stands between a worker and its module.
    if b"python" in command.partition(b"\0")[0] or pid == root:
        roles[role] = max(roles.get(role, 0.0), memory)
    for child in children:
        _sample(root, child, roles)


def _high_water(status: str) -> float:
    """VmHWM in MB; a process that is ending has none."""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0
