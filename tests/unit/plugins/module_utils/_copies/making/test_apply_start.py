# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The order in which copies are started, and what is tried again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.module_utils._model.errors import InvalidInput

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


def test_an_unknown_resource_group_is_one_error_after_one_call_a_region(drive: Driver) -> None:
    images = [f"m-{number:02}" for number in range(6)]
    with pytest.raises(
        InvalidInput, match="resource_group_id: 'rg-none' is no resource group of this account"
    ) as refused:
        drive.run(*images, to=[HOME, AWAY], resource_group_id="rg-none")

    assert "InvalidResourceGroup.NotFound" in str(refused.value)
    assert "leave it out: a copy then belongs to the group of its source" in str(refused.value)
    # The regions are asked side by side, and a refusal may come before the second call is sent.
    assert drive.count("CopyImage", "InvalidResourceGroup.NotFound") in (1, 2)
    assert (drive.count("CopyImage"), drive.made()) == (0, {})


def test_a_resource_group_that_is_deleted_while_copies_run_fails_only_what_is_not_started(drive: Driver) -> None:
    match = {"ImageId": "m-00"}
    drive.emu.fault(kind="error", action="CopyImage", code="InvalidResourceGroup.NotFound", status=404, match=match)
    drive.emu.cloud.accounts[OWNER].resource_groups.append("rg-images")
    result = drive.run("m-web", "m-00", resource_group_id="rg-images")

    assert result.brief == [("available", "started"), ("failed", "none")]
    assert [reason.code for reason in result.copies[1].reasons] == ["InvalidResourceGroup.NotFound"]


def test_a_group_of_the_source_that_ecs_does_not_know_fails_that_copy_alone(drive: Driver) -> None:
    match = {"ImageId": "m-00"}
    drive.emu.fault(kind="error", action="CopyImage", code="InvalidResourceGroup.NotFound", status=404, match=match)
    result = drive.run("m-00", "m-web")

    assert result.brief == [("failed", "none"), ("available", "started")]
