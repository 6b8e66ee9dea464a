# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server, as new for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from .support import Harness

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks back at all tests comes last."""
    items.sort(key=lambda item: item.path.name == "test_documented_errors.py" and item.path.parent == FOLDER)


@pytest.fixture
def emu(running: Harness) -> Harness:
    running.real.offset = 0.0
    running.control("POST", "reset")
    return running
