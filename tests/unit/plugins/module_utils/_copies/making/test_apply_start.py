# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The order in which copies are started, and what is tried again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .....emulator.support import Harness
from ...conftest import Connect
from ...support import AWAY, HOME, OWNER
from ...world import SERVICE_KEY, WORLD
from ..driving import Driver

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


def test_all_regions_have_something_to_do_from_the_first(drive: Driver) -> None:
    drive.run("m-00", "m-01", "m-02", "m-03", to=[HOME, AWAY], wait=False)

    started = [
        entry["parameters"]["DestinationRegionId"] for entry in drive.emu.log() if entry["action"] == "CopyImage"
    ]
    assert sorted(started) == sorted([HOME, AWAY] * 2)


def test_throttled_copies_are_waited_for_longer_than_an_outage(drive: Driver, connect: Connect) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="Throttling.User", status=400, times=3)

    patient = replace(drive, session=connect(max_attempts=1))
    assert patient.run("m-web", visibility_timeout=1).brief == [("available", "started")]
    assert drive.count("CopyImage", "Throttling.User") == 3


@pytest.mark.parametrize("taken", [2, 3])
def test_several_names_in_a_row_may_have_been_taken(drive: Driver, taken: int) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="InvalidImageName.Duplicated", status=400, times=taken)

    assert drive.run("m-web").brief == [("available", "started")]
