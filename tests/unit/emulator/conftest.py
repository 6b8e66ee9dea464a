# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One server for all tests, as new for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .support import Harness, start

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks back at all tests comes last. The vendor's SDKs call what Python 3.12 has deprecated."""
    for item in items:
        if item.path.parent == FOLDER:
            item.add_marker(pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"))
    items.sort(key=lambda item: item.path.name == "test_documented_errors.py" and item.path.parent == FOLDER)


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


@pytest.fixture
def emu(running: Harness) -> Harness:
    running.real.offset = 0.0
    running.control("POST", "reset")
    return running
