# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Looks at copies in progress, at the emulator."""

from __future__ import annotations

import pytest

from plugins.module_utils._copies.values import CopyRequest
from plugins.module_utils._copies.waiting.look import Look
from plugins.module_utils._copies.waiting.observe_look import keep_looking, look_once
from plugins.module_utils._model.errors import Denied
from plugins.module_utils._model.image_copy import CopyState

from ...support import AWAY, HOME
from ..driving import Driver

DENIED = {"action": "DescribeImages", "kind": "error", "code": "Forbidden.RAM", "status": 403, "times": 100}


def looking(drive: Driver, *regions: str, pass_seconds: float = 100_000) -> CopyRequest:
    """Copies were started in these regions, and a later pass only looks at them."""
    begun = drive.run("m-web", to=regions[:1], pass_seconds=5)
    ids = {regions[0]: begun.ids}
    for region in regions[1:]:
        ids[region] = drive.run("m-cmk", to=(region,), pass_seconds=5).ids
    options = drive.request("m-web", pass_seconds=pass_seconds).options
    return CopyRequest(region=HOME, pairs=(), keys={}, options=options, under_way=ids)


def passes(drive: Driver, request: CopyRequest) -> Look:
    return keep_looking(drive.session, request, look_once(drive.session, request), drive.time.clock, drive.time.sleep)


def test_a_pass_of_looks_ends_with_the_first_copy_that_has_ended(drive: Driver) -> None:
    request = looking(drive, HOME, AWAY)

    assert not passes(drive, request).is_complete
    assert 60 <= drive.time.passed <= 60 + 10


def test_a_pass_of_looks_ends_with_its_time_and_tells_how_far_the_copies_are(drive: Driver) -> None:
    request = looking(drive, HOME, pass_seconds=25)
    (copy_id,) = request.under_way[HOME]
    begun = drive.time.passed

    look = passes(drive, request)

    assert drive.time.passed - begun == 25
    assert [(copy.image_id, copy.region, copy.state) for copy in look.seen] == [(copy_id, HOME, CopyState.COPYING)]
    assert 30 <= look.seen[0].progress <= 60


def test_looks_take_one_call_a_region_and_poll(drive: Driver) -> None:
    request = looking(drive, HOME, AWAY, pass_seconds=20)
    before = drive.count("DescribeImages")
    others = len(drive.emu.log()) - before

    passes(drive, request)

    assert drive.count("DescribeImages") - before == 2 * 3
    assert len(drive.emu.log()) - drive.count("DescribeImages") == others


def test_a_region_that_may_not_be_read_fails_the_look(drive: Driver) -> None:
    request = looking(drive, HOME, AWAY)
    drive.emu.control("POST", "faults", {**DENIED, "region": AWAY})

    with pytest.raises(Denied):
        look_once(drive.session, request)


def test_a_copy_that_has_ended_is_told_though_another_region_cannot_be_read(drive: Driver) -> None:
    request = looking(drive, HOME, AWAY)
    drive.time.sleep(60)
    drive.emu.control("POST", "faults", {**DENIED, "region": AWAY})

    assert not look_once(drive.session, request).is_complete
