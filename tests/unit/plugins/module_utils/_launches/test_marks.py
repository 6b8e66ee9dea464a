# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How instances of trials are known again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugins.module_utils._launches.marks import PREFIX, TAG, is_trial, release_at, sorted_out, used_until
from plugins.module_utils._model.instance import Instance

from ..support import HOME

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
LATER, EARLIER = "2026-11-30T10:01:00Z", "2026-11-30T09:59:00Z"


def instance(until: str = LATER, **more: Any) -> Instance:
    shown = {
        "instance_id": "i-1",
        "name": f"{PREFIX}1",
        "region": HOME,
        "zone": "cn-beijing-a",
        "status": "Running",
        "image_id": "m-1",
        "auto_release_time": "2026-11-30T10:35Z",
        "tags": {TAG: until},
    }
    return Instance(**{**shown, **more})


def test_an_instance_is_released_by_itself_half_an_hour_later_at_least() -> None:
    assert release_at(NOW, 600) == "2026-11-30T10:35:00Z"
    assert release_at(NOW, 7200) == "2026-11-30T12:05:00Z"
    assert used_until(NOW, 600) == "2026-11-30T10:15:00Z"


def test_only_what_agrees_in_tag_name_and_release_is_a_trial() -> None:
    assert is_trial(instance())
    assert not is_trial(instance(tags={}))
    assert not is_trial(instance(name="web"))
    assert not is_trial(instance(auto_release_time=""))


def test_an_instance_of_another_run_is_left_until_its_time_is_over() -> None:
    running, over, foreign = instance(), instance(EARLIER), instance(EARLIER, name="web")

    assert sorted_out([running, over, foreign], [], NOW) == ((over,), (running,))


def test_an_instance_of_an_image_that_is_tried_again_is_a_leftover() -> None:
    assert sorted_out([instance()], ["m-1"], NOW) == ((instance(),), ())
