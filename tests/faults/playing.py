# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Runs of ansible-playbook, watched, and killed when it is time."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.faults.scenario import Kind, Moment
from tests.integration.plugins.plugin_utils.preloaded import MARK as FILE
from tests.integration.plugins.plugin_utils.preloaded import Run
from tests.workspace import ROOT, environment, is_module

MARK = "IMAGEOPS_FAULTS"
CALLBACKS = ROOT / "tests" / "integration" / "plugins" / "callback"
COLLECTIONS = ROOT / ".venv" / "collections"
LIMIT_SECONDS = 240
LOOK_SECONDS = 0.03

Counts = Callable[[], Mapping[str, int]]


@dataclass(slots=True)
class Alarm:
    """Something that is to happen at a moment of a run; `act` answers whether it could."""

    at: Moment
    act: Callable[[], bool]
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A run that has ended; `status` is negative if its process was killed."""

    status: int
    killed: bool
    hung: bool
    seconds: float
    results: Sequence[Mapping[str, Any]]
    output: str

    @property
    def failures(self) -> list[Mapping[str, Any]]:
        """The results of modules that failed: their own word for it, not `failed_when`'s."""
        answers = [record["result"] for record in self.results]
        return [answer for answer in answers if "error" in answer or answer.get("failed")]

    @property
    def codes(self) -> list[str]:
        """The codes of those failures; empty for one that has none."""
        return [str((answer.get("error") or {}).get("code", "")) for answer in self.failures]

    @property
    def messages(self) -> str:
        """What they say, shortened."""
        return " | ".join(str(answer.get("msg")) for answer in self.failures)[:800]


@dataclass(slots=True)
class Player:
    """Plays playbooks for one seed, in a folder of its own."""

    folder: Path
    name: str
    variables: Mapping[str, str]
    counts: Counts
    _numbers: Iterator[int] = field(default_factory=lambda: count(1), init=False)

    def play(
        self, arguments: Sequence[str], alarms: Sequence[Alarm] = (), kill: tuple[Kind, Moment] | None = None
    ) -> Played:
        """Run ansible-playbook to its end, or to its kill."""
        number = next(self._numbers)
        started = time.monotonic()
        results = self.folder / f"{number}.results"
        log = self.folder / f"{number}.log"
        self._mark.touch()
        with log.open("w") as output, Path(os.devnull).open() as nothing:
            process = Run(
                ["-i", "localhost,", *arguments],
                self._environment(results),
                [nothing.fileno(), output.fileno(), output.fileno()],
                sockets=_sockets(),
                collection=ROOT,
                folder=self.folder,
                mark=self._mark,
            )
            killer = Alarm(kill[1], lambda: self._kill(kill[0], process.pid)) if kill else None
            hung = self._watch(process, [*alarms, *([killer] if killer else [])])
        return Played(
            status=process.wait(),
            killed=bool(killer and killer.done),
            hung=hung,
            seconds=time.monotonic() - started,
            results=_read(results),
            output=log.read_text(),
        )

    def settle(self, seconds: float) -> bool:
        """Wait until what a kill left running has ended; answer whether it did by itself."""
        end = time.monotonic() + seconds
        while self._processes():
            if time.monotonic() > end:
                self._kill(Kind.KILL_ALL, 0)
                return False
            time.sleep(LOOK_SECONDS)
        return True

    @property
    def _mark(self) -> Path:
        """The file that all forks of this seed's runs hold open."""
        return self.folder / "mark"

    def _environment(self, results: Path) -> dict[str, str]:
        return environment(
            ANSIBLE_HOME=str(_sockets() / "home"),
            ANSIBLE_REMOTE_TMP=str(_sockets() / "tmp"),
            ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
            ANSIBLE_CALLBACK_PLUGINS=str(CALLBACKS),
            ANSIBLE_CALLBACKS_ENABLED="record_results",
            ANSIBLE_NOCOLOR="1",
            IMAGEOPS_RESULTS=str(results),
            **{MARK: self.name},
            **self.variables,
        )

    def _watch(self, process: Run, alarms: Sequence[Alarm]) -> bool:
        """Look after it until it has ended; true if it had to be stopped for taking too long."""
        started, before = time.monotonic(), self.counts()
        while process.poll() is None:
            time.sleep(LOOK_SECONDS)
            elapsed = time.monotonic() - started
            if elapsed > LIMIT_SECONDS:
                self._kill(Kind.KILL_ALL, process.pid)
                return True
            waiting = [alarm for alarm in alarms if not alarm.done]
            counts = self.counts() if any(alarm.at.action for alarm in waiting) else {}
            for alarm in waiting:
                new = counts.get(alarm.at.action, 0) - before.get(alarm.at.action, 0)
                if elapsed >= alarm.at.seconds and new >= alarm.at.count:
                    alarm.done = alarm.act()
        return False

    def _kill(self, kind: Kind, playbook: int) -> bool:
        if kind is Kind.KILL_PLAYBOOK:
            return _kill_one(playbook)
        killed = 0
        while wanted := [pid for pid in self._processes() if kind is Kind.KILL_ALL or is_module(pid, playbook)]:
            # The playbook's process first, lest it should see its workers die and say so.
            killed += sum(_kill_one(pid) for pid in sorted(wanted, key=lambda pid: pid != playbook))
            if kind is not Kind.KILL_ALL:
                break
            # What was being started meanwhile.
            time.sleep(LOOK_SECONDS)
        return killed > 0

    def _processes(self) -> list[int]:
        """All processes of this seed, in whichever session: forks hold its file, others have its name."""
        mark = f"{MARK}={self.name}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            try:
                held = entry / "fd" / str(FILE)
                is_fork = held.is_symlink() and held.readlink() == self._mark
                if is_fork or mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                # It has ended, or is somebody else's.
                continue
        return found


@functools.cache
def _sockets() -> Path:
    """A folder for what runs the playbooks of all seeds; those end with it."""
    folder = tempfile.mkdtemp(prefix="imageops-faults-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _kill_one(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _read(results: Path) -> list[dict[str, Any]]:
    found = []
    for line in results.read_text().splitlines() if results.exists() else []:
        # A killed process may leave half a line.
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found
