# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The engine at a cloud whose copies take a minute."""

from __future__ import annotations

import pytest

from ....emulator.support import Harness
from ..conftest import Connect
from .driving import Driver, Time


@pytest.fixture
def drive(emu: Harness, connect: Connect) -> Driver:
    emu.set(copy_seconds=60)
    return Driver(emu, connect(), Time(emu))
