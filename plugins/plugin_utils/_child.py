# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run a function in a fork of this process as a program of its own would run.

What the function does to its process ends with the fork: working folder, signals, streams, global variables, a crash.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import logging
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

CHUNK_BYTES = 65536
FAILED = 1
# The status by which a shell reports that a signal ended a program.
SIGNALLED = 128
# prctl(2): the signal that a process gets when its parent ends.
PR_SET_PDEATHSIG = 1

Ended = tuple[int, bytes, bytes]
Mask = set[int | signal.Signals]


def run_in_child(work: Callable[[], object], program: str, folder: str | bytes | None) -> Ended:
    """Run `work` in a fork, in `folder`, and return its status, output and error output.

    An exception of `work` is written to the error output; SystemExit ends the fork as it ends a Python. If the caller
    is interrupted or ends meanwhile, the fork is killed.
    """
    caller = os.getpid()
    (read_out, write_out), (read_err, write_err) = os.pipe(), os.pipe()
    process, ended = 0, False
    try:
        # An interrupt waits until the fork is known here: before that, nothing could end the fork.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            process = os.fork()
            if process == 0:
                if not end_with_parent(caller):
                    os._exit(FAILED)
                _run_and_exit(work, program, folder, (write_out, write_err), mask)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(write_out)
        os.close(write_err)
        output, errors = _read(read_out, read_err)
        _process, status = os.waitpid(process, 0)
        ended = True
    finally:
        os.close(read_out)
        os.close(read_err)
        if process and not ended:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return code, output, errors
    return SIGNALLED - code, output, errors + f"The module was ended by signal {-code}.\n".encode()


def end_with_parent(parent: int) -> bool:
    """Have this process ended when its parent ends, and return whether the parent is there yet."""
    # Only Linux has this; elsewhere a process ends with what it is at.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return os.getppid() == parent


def _read(*streams: int) -> list[bytes]:
    """Read streams side by side until each has ended."""
    texts = {stream: bytearray() for stream in streams}
    with selectors.DefaultSelector() as waiting:
        for stream in streams:
            waiting.register(stream, selectors.EVENT_READ)
        while waiting.get_map():
            for key, _events in waiting.select():
                chunk = os.read(key.fd, CHUNK_BYTES)
                texts[key.fd] += chunk
                if not chunk:
                    waiting.unregister(key.fd)
    return [bytes(text) for text in texts.values()]


def _run_and_exit(
    work: Callable[[], object], program: str, folder: str | bytes | None, streams: tuple[int, int], mask: Mask
) -> NoReturn:
    """Run `work` and end this process. Nothing returns to what the parent was about to do."""
    try:
        _start_anew(program, streams, mask)
        _run(work, folder)
    finally:
        os._exit(FAILED)


def _start_anew(program: str, streams: tuple[int, int], mask: Mask) -> None:
    """Leave behind what a fork inherits and a program of its own would not."""
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    # The memory of the parent is shared until it is written to, and a collection would write to all of it.
    gc.freeze()
    atexit._clear()
    # With ANSIBLE_LOG_PATH the root logger writes to the log of Ansible, which is not meant for what libraries log.
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    with Path(os.devnull).open("rb") as nothing:
        for standard, stream in enumerate((nothing.fileno(), *streams)):
            os.dup2(stream, standard)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
    sys.argv = [program]


def _run(work: Callable[[], object], folder: str | bytes | None) -> NoReturn:
    """Run `work` and end with the status that a Python would end with."""
    try:
        if folder:
            os.chdir(folder)
        work()
    finally:
        status = _status(sys.exc_info()[1])
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status(error: BaseException | None) -> int:
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) % 256
        sys.stderr.write(f"{error.code}\n")
        return FAILED
    if error is not None:
        traceback.print_exception(error)
        return FAILED
    return 0
