# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One emulator for all tests that need a server, and no garbage collection of what lasts as long as they."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from .emulator.support import Harness, start

EMULATOR = "tests/unit/emulator/"
# Thousands of tests are collected, by each process, and none is garbage: looking for some takes a third of that time.
gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that speaks through the vendor's SDKs meets what Python 3.12 has deprecated in them."""
    for item in items:
        if "running" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"))


def pytest_collection_finish() -> None:
    """From now on there is garbage, but not among what was imported and collected."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """In several processes, tests of a file stay together, and all of the emulator: some look back at the others."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - a run in one process needs no xdist

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return EMULATOR if nodeid.startswith(EMULATOR) else nodeid.partition("::")[0]

    return ByFile(config, log)


@pytest.fixture(scope="session")
def running() -> Iterator[Harness]:
    harness, stop = start()
    with pytest.MonkeyPatch.context() as patch:
        # The SDK sends everything through a proxy that the environment names, loopback too.
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield harness
    stop()
