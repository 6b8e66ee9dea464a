# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When a pass need only look."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.waiting.look import Look, only_under_way
from plugins.module_utils._model.image_copy import CopyState, UnderWay

from ...support import AWAY, HOME
from ..test_results import copied, gone

RUNNING = copied("copying", image_id="m-a")
WAITING = copied("queued", source_image_id="m-2", image_id="m-b", region=AWAY)
NOT_STARTED = copied("queued", "none", source_image_id="m-3", image_id=None)


def test_copies_in_progress_need_only_be_looked_at() -> None:
    assert only_under_way([RUNNING, WAITING, copied("available")], 50) == {HOME: ["m-a"], AWAY: ["m-b"]}


@pytest.mark.parametrize(
    "copies",
    [
        pytest.param([RUNNING, NOT_STARTED], id="a copy can be started"),
        pytest.param([NOT_STARTED], id="nothing is in progress"),
        pytest.param([gone("queued")], id="a copy is to be removed"),
        pytest.param([copied("available")], id="all has ended"),
    ],
)
def test_a_whole_pass_follows_while_there_is_something_to_do(copies: list[dict[str, Any]]) -> None:
    assert only_under_way(copies, 50) == {}


def test_what_waits_for_a_place_or_for_its_source_waits_for_copies_in_progress() -> None:
    same_source = copied("queued", "none", image_id=None, region=AWAY)

    assert only_under_way([RUNNING, NOT_STARTED], 1) == {HOME: ["m-a"]}
    assert only_under_way([RUNNING, same_source], 50) == {HOME: ["m-a"]}


def test_a_place_in_another_region_is_no_reason_to_wait() -> None:
    assert (
        only_under_way([RUNNING, copied("queued", "none", source_image_id="m-3", image_id=None, region=AWAY)], 1) == {}
    )


@pytest.mark.parametrize(("wait", "seen", "goes_on"), [(True, 1, True), (True, 0, False), (False, 1, False)])
def test_looks_follow_until_a_copy_has_ended(wait: bool, seen: int, goes_on: bool) -> None:
    found = [UnderWay(image_id="m-a", region=HOME, state=CopyState.COPYING, progress=4)] * seen

    look = Look(asked={HOME: ["m-a"]}, seen=found, wait=wait)

    assert (look.has_work, look.changed, look.before, look.after) == (goes_on, False, {}, {})
