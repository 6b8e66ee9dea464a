# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A running emulator, as new for each test, and the collection's way to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from plugins.module_utils._client.connection import Connection
from plugins.module_utils._client.session import Session

from ...emulator.support import Harness
from .support import HOME
from .world import WORLD

Connect = Callable[..., Session]


@pytest.fixture
def emu(running: Harness) -> Harness:
    """The emulator with this package's world; its clock stands still until a test moves it."""
    running.real.offset = 0.0
    running.control("POST", "reset", WORLD)
    return running


@pytest.fixture
def connect(emu: Harness) -> Connect:
    """Sessions at the emulator, the operator's unless another key is named."""

    def session(key: str = "operator", **more: Any) -> Session:
        given = {
            "access_key_id": key,
            "access_key_secret": f"secret-of-{key}",
            "region": HOME,
            "emulator_url": emu.url,
        }
        return Session(Connection(**{**given, **more}))

    return session


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waiting between attempts takes no time; what would have been waited is in the list."""
    delays: list[float] = []
    monkeypatch.setattr(time, "sleep", delays.append)
    return delays
