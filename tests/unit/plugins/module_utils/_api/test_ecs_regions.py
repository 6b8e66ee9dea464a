# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions."""

from __future__ import annotations

from plugins.module_utils._api.ecs_regions import list_regions

from ..conftest import Connect
from ..support import AWAY, HOME


def test_regions_are_listed_in_order(connect: Connect) -> None:
    found = list_regions(connect(), HOME)

    assert {HOME, AWAY} <= set(found)
    assert list(found) == sorted(found)
