# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What runs in a fork behaves as a program of its own, and leaves nothing behind."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.plugin_utils._child import run_in_child

MEGABYTE = 1_000_000


def test_output_and_errors_are_returned_whole() -> None:
    def work() -> None:
        sys.stderr.write("e" * MEGABYTE)
        sys.stdout.write("o" * MEGABYTE)
        os.write(1, b"raw")

    status, output, errors = run_in_child(work, "program", None)
    assert (status, len(output), len(errors)) == (0, MEGABYTE + 3, MEGABYTE)


@pytest.mark.parametrize(
    ("end", "status", "errors"),
    [(SystemExit(), 0, ""), (SystemExit(3), 3, ""), (SystemExit("no"), 1, "no\n"), (SystemExit(257), 1, "")],
)
def test_it_ends_as_a_python_does(end: SystemExit, status: int, errors: str) -> None:
    def work() -> None:
        raise end

    assert run_in_child(work, "program", None) == (status, b"", errors.encode())


def test_an_exception_is_written_to_the_errors() -> None:
    def work() -> None:
        message = "no such thing"
        raise LookupError(message)

    status, output, errors = run_in_child(work, "program", None)
    assert (status, output) == (1, b"")
    assert errors.startswith(b"Traceback")
    assert errors.endswith(b"LookupError: no such thing\n")


def test_a_signal_is_reported_as_a_shell_does() -> None:
    status, _output, errors = run_in_child(lambda: os.kill(os.getpid(), signal.SIGKILL), "program", None)
    assert status == 137
    assert b"signal 9" in errors


def test_a_folder_that_is_missing_is_an_error_of_the_program(tmp_path: Path) -> None:
    status, _output, errors = run_in_child(lambda: print("not run"), "program", str(tmp_path / "none"))
    assert status == 1
    assert b"FileNotFoundError" in errors


def test_it_starts_as_a_program_does(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        logging.getLogger("library").info("a secret")
        handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM)]
        print(sys.argv, sys.stdin.read(), Path.cwd() == tmp_path, handlers == [signal.SIG_DFL] * 2)

    before = [signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGALRM)]
    try:
        status, output, errors = run_in_child(work, "program", str(tmp_path))
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGALRM), before, strict=True):
            signal.signal(number, handler)
    assert (status, output, errors) == (0, b"['program']  True True\n", b"")
    assert not caplog.records


def test_nothing_of_it_is_left_in_the_parent(tmp_path: Path) -> None:
    known: list[str] = []

    def work() -> None:
        known.append("secret")
        os.environ["IMAGEOPS_LEFT"] = "secret"
        os.umask(0)
        os.chdir(tmp_path)

    folder, arguments, umask = Path.cwd(), sys.argv, os.umask(0o022)
    run_in_child(work, "program", None)
    assert (known, "IMAGEOPS_LEFT" in os.environ, Path.cwd(), sys.argv) == ([], False, folder, arguments)
    assert os.umask(umask) == 0o022


def test_only_its_own_exit_handlers_run() -> None:
    atexit.register(print, "of the parent")
    try:
        _status, output, _errors = run_in_child(lambda: atexit.register(print, "of the fork"), "program", None)
    finally:
        atexit.unregister(print)
    assert output == b"of the fork\n"


class _Late(Exception):
    pass


@pytest.fixture
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.signal(signal.SIGALRM, before)


# Now the fork runs first, now its caller: the interrupt may come before the caller knows that there is a fork.
@pytest.mark.parametrize("_attempt", range(40))
@pytest.mark.usefixtures("alarm")
def test_it_is_killed_when_its_caller_is_interrupted(tmp_path: Path, _attempt: int) -> None:
    mark, caller = tmp_path / "pid", os.getpid()

    def work() -> None:
        mark.write_text(str(os.getpid()))
        os.kill(caller, signal.SIGALRM)
        time.sleep(60)

    with pytest.raises(_Late):
        run_in_child(work, "program", None)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_it_can_be_interrupted_as_its_caller_can() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    status, output, errors = run_in_child(lambda: print(signal.pthread_sigmask(signal.SIG_BLOCK, ())), "program", None)
    assert (status, output, errors) == (0, f"{before}\n".encode(), b"")
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
