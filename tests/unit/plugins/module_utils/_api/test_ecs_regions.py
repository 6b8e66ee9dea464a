# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions, and how they encrypt new disks."""

from __future__ import annotations

from plugins.module_utils._api.ecs_regions import default_disk_key, is_encrypted_by_default, list_regions

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, HOME, OWNER
from ..world import WORLD


def test_regions_are_listed_in_order(connect: Connect) -> None:
    found = list_regions(connect(), HOME)

    assert {HOME, AWAY} <= set(found)
    assert list(found) == sorted(found)


def test_defaults_are_told_for_each_region(emu: Harness, connect: Connect) -> None:
    keys = WORLD["accounts"][OWNER]["regions"][HOME]["keys"]
    regions = {HOME: {"keys": keys, "encryption_by_default": {"enabled": True, "key": "key-bj"}}, AWAY: {}}
    account = {**WORLD["accounts"][OWNER], "regions": regions}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    session = connect()

    assert [(is_encrypted_by_default(session, name), default_disk_key(session, name)) for name in (HOME, AWAY)] == [
        (True, "key-bj"),
        (False, ""),
    ]
