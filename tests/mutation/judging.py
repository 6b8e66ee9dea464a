# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether tests notice that a source was changed.

Each mutant is tested in a fork of this process, in which the import of its module gives the changed source. What is on
the disk stays as it is.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

# What all forks need is there before they begin. Rooms are above the session, and only theirs is changed.
import ansible.module_utils.basic  # noqa: F401  # pylint: disable=unused-import
import pytest

import emulator.http.server  # noqa: F401  # pylint: disable=unused-import
import plugins.module_utils._client.session  # noqa: F401  # pylint: disable=unused-import
from plugins.module_utils._client.sdk import load_all
from tests.mutation.mutants import ROOMS, Mutant, tests_of

load_all()
LOOK_SECONDS = 0.02
# A mutant may loop or wait for ever. Seconds of a processor do not depend on what else the machine does.
LEAST_SECONDS, TIMES = 60, 5
WAITING = 10
PASSED, FAILED = 0, 1


@dataclass(frozen=True)
class Changed(MetaPathFinder, Loader):
    """Gives a module another source."""

    mutant: Mutant

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """The module's place, if it is the one."""
        if name != self.mutant.module:
            return None
        return importlib.util.spec_from_file_location(name, ROOMS / self.mutant.path, loader=self)

    def create_module(self, _spec: ModuleSpec) -> None:
        """As Python does it."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source as the module."""
        exec(compile(self.mutant.mutated, str(module.__file__), "exec"), module.__dict__)  # noqa: S102


def baseline(mutant: Mutant) -> float:
    """The processor's seconds that the tests of a mutant's file take without any change.

    Raises RuntimeError if they fail.
    """
    verdict, seconds = _verdict(tests_of(mutant.path), None, 3600)
    if verdict != PASSED:
        message = f"the tests of {mutant.path} fail without a change"
        raise RuntimeError(message)
    return seconds


def is_killed(mutant: Mutant, seconds: float) -> bool:
    """Does a test fail, or hang, with the changed source; `seconds` of a processor is what the tests take without."""
    own, *others = tests_of(mutant.path)
    limit = max(LEAST_SECONDS, TIMES * seconds)
    return any(tests and _verdict(tests, mutant, limit)[0] != PASSED for tests in ([own], others))


def _verdict(tests: Sequence[Path], mutant: Mutant | None, limit: float) -> tuple[int, float]:
    """The status of the tests and the processor's seconds they took, at most `limit`."""
    process = os.fork()
    if process == 0:
        _test(tests, mutant, limit)
    end = time.monotonic() + WAITING * limit
    while time.monotonic() < end:
        ended, status, used = os.wait4(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        time.sleep(LOOK_SECONDS)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return FAILED, limit


def _test(tests: Sequence[Path], mutant: Mutant | None, limit: float) -> None:
    """Run the tests and end this process with their status."""
    code = FAILED
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit)))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        sys.dont_write_bytecode = True
        if mutant:
            sys.meta_path.insert(0, Changed(mutant))
        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *map(str, tests)]))
    finally:
        os._exit(code)
