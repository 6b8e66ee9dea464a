# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One emulator for all tests that need a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .emulator.support import Harness, start

EMULATOR = Path(__file__).parent / "emulator"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test that speaks through the vendor's SDKs meets what Python 3.12 has deprecated in them.

    In several processes, tests of a file stay together, and all of the emulator: some look back at the others.
    """
    for item in items:
        if "running" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"))
        if config.pluginmanager.hasplugin("xdist"):
            group = EMULATOR if EMULATOR in item.path.parents else item.path
            item.add_marker(pytest.mark.xdist_group(str(group)))


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
