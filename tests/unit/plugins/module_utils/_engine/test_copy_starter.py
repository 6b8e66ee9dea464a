# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The order in which copies are started."""

from __future__ import annotations

from ....emulator.support import Harness
from ..support import HOME, OWNER
from ..world import SERVICE_KEY, WORLD
from .driving import Driver

SIZES = {"m-a": [20], "m-b": [100], "m-c": [40], "m-d": [100], "m-e": [30, 200]}


def test_the_largest_are_started_first_those_of_one_size_in_the_order_they_were_named(
    emu: Harness, drive: Driver
) -> None:
    images = [
        {"id": name, "disks": [{"size_gib": size, "key": SERVICE_KEY} for size in sizes]}
        for name, sizes in SIZES.items()
    ]
    account = WORLD["accounts"][OWNER]
    home = {**account["regions"][HOME], "images": images}
    regions = {**account["regions"], HOME: home}
    emu.control("POST", "reset", {**WORLD, "accounts": {**WORLD["accounts"], OWNER: {**account, "regions": regions}}})
    drive.run(*SIZES, max_in_flight=1, pass_seconds=10_000)

    started = [entry["parameters"]["ImageId"] for entry in emu.log() if entry["action"] == "CopyImage"]
    assert started == ["m-e", "m-b", "m-d", "m-c", "m-a"]
