# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Say at Ctrl-C and SIGTERM what goes on in the cloud, and end a worker whose controller is gone.

Only Ansible's main process has the terminal, and only its workers know what they wait for. So a worker notes that in
Ansible's temporary directory of this run, and the main process reads the notes when it is interrupted.

    watch_signals()                     in the main process, when it loads an action
    with going_on("web", "...") as note:          in a worker
        note("5 of 7 done")
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible import constants

from ._child import end_with_parent

SIGNALS = (signal.SIGINT, signal.SIGTERM)
DIRECTORY = "imageops.alicloud-going-on"
# What this process works on, by host; steps and the modules that they call write to one note.
notes: dict[str, dict[str, str]] = {}


class ControllerGone(Exception):
    """The process that waits for this worker has ended, so its output would go nowhere."""


def watch_signals() -> None:
    """In Ansible's main process, say what goes on before a signal takes its way. Elsewhere, do nothing."""
    if multiprocessing.parent_process() is not None or threading.current_thread() is not threading.main_thread():
        return
    for number in SIGNALS:
        before = signal.getsignal(number)
        if not isinstance(before, _Handler):
            signal.signal(number, _Handler(before))


class _Handler:
    """A handler that writes the message and hands the signal on."""

    def __init__(self, before: Any) -> None:
        self._before = before
        self._process = os.getpid()

    def __call__(self, number: int, frame: Any) -> None:
        # Forks inherit the handler; the message is said once, by the process that made it.
        if os.getpid() == self._process and (text := interrupted_text(read_notes())):
            # A lock of the display may be held by what was interrupted.
            with contextlib.suppress(OSError):
                os.write(2, f"\n{text}\n".encode())
        signal.signal(number, self._before)
        if callable(self._before):
            self._before(number, frame)
        elif self._before == signal.SIG_DFL:
            os.kill(os.getpid(), number)


@contextlib.contextmanager
def going_on(host: str, what: str, run: str = "") -> Iterator[Callable[[str], None]]:
    """Note what this worker does in the cloud for a host, until the block ends. Raises ControllerGone.

    Yields the function that notes how far it is. Within another block for the host, that one's run stays.
    """
    check_controller()
    outer = notes.get(host)
    notes[host] = {"host": host, "what": what, "run": run or (outer or {}).get("run", "")}
    _write(host)

    def note(text: str) -> None:
        notes[host]["what"] = text
        _write(host)

    try:
        yield note
    finally:
        if outer is None:
            del notes[host]
        else:
            notes[host] = outer
        _write(host)


def check_controller() -> None:
    """End this worker when its controller ends, however that comes about. Raises ControllerGone if it has."""
    controller = multiprocessing.parent_process()
    if controller is not None and not end_with_parent(int(controller.pid or 0)):
        raise ControllerGone("Ansible's main process has ended; run the same command again to resume.")


def read_notes() -> list[dict[str, str]]:
    """Return what the workers of this run have noted."""
    found = []
    for path in sorted(_directory().glob("*.json")):
        with contextlib.suppress(OSError, ValueError):
            found.append(json.loads(path.read_text("utf-8")))
    return found


def interrupted_text(going: list[dict[str, str]]) -> str:
    """Return what is said at an interruption, empty if nothing was under way."""
    if not going:
        return ""
    lines = ["Interrupted. Requested operations continue in the cloud:"]
    lines += [f"  {note['host']}: {note['what']}" for note in going]
    lines.append("The same command resumes: it finds what was begun, begins nothing twice and does the rest.")
    runs = dict.fromkeys(note["run"] for note in going if note["run"])
    lines += [f"To go on with the record of this run, add -e images_run={run}." for run in runs]
    return "\n".join(lines)


def _write(host: str) -> None:
    path = _directory() / f"{os.getpid()}.json"
    note: Mapping[str, str] | None = notes.get(host)
    # Without the note, only the message lacks; the work is the same.
    with contextlib.suppress(OSError):
        if note is None:
            path.unlink()
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(note), "utf-8")
        part.replace(path)


def _directory() -> Path:
    return Path(constants.DEFAULT_LOCAL_TMP) / DIRECTORY
