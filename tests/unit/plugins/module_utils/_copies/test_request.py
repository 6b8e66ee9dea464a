# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of image_copy."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.request import read_request
from plugins.module_utils._copies.values import Pair
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image_copy import WantedState

from ..support import AWAY, HOME, KEY, disk


def params(**changes: Any) -> dict[str, Any]:
    """The options as the module gets them: defaults filled in, the rest None."""
    defaults = {
        "region": HOME,
        "image_ids": ["m-1"],
        "destination_regions": [],
        "copies": None,
        "under_way": None,
        "state": "present",
        "source_owner": "self",
        "kms_key_id": KEY,
        "name": "{name}-cmk",
        "carry_tags": True,
        "restore_family": False,
        "resource_group_id": None,
        "run": None,
        "wait": True,
        "wait_timeout": None,
        "copy_timeout": 3600,
        "copy_timeout_per_gib": 60,
        "foreign_key_form": "arn",
        "outage_timeout": 900,
        "pass_seconds": 60,
        "poll_seconds": 10,
        "visibility_timeout": 120,
        "max_in_flight": 50,
        "max_copy_attempts": 3,
    }
    return {**defaults, **changes}


@pytest.mark.parametrize(
    ("given", "pairs"),
    [
        pytest.param({}, [("m-1", HOME)], id="in its region"),
        pytest.param({"destination_regions": [AWAY, HOME]}, [("m-1", AWAY), ("m-1", HOME)], id="to two regions"),
        pytest.param({"destination_regions": [""]}, [("m-1", HOME)], id="regions not answered"),
        pytest.param({"image_ids": ["m-1", "", " m-2 "]}, [("m-1", HOME), ("m-2", HOME)], id="empty ids left out"),
        pytest.param({"image_ids": None, "under_way": {HOME: ["m-9"]}}, [], id="nothing but a look"),
        pytest.param({"image_ids": ["m-1", "m-1"]}, [("m-1", HOME)], id="an id given twice"),
        pytest.param(
            {"image_ids": None, "copies": [{"image_id": "m-1", "destination_region": AWAY}]},
            [("m-1", AWAY)],
            id="pairs of a later pass",
        ),
    ],
)
def test_every_image_goes_to_every_region_once(given: dict[str, Any], pairs: list[tuple[str, str]]) -> None:
    request = read_request(params(**given))

    assert request.pairs == tuple(Pair(image_id=image_id, region=region) for image_id, region in pairs)


def test_each_destination_has_its_key() -> None:
    keys = {AWAY: "key-sh", HOME: KEY, "cn-chengdu": "key-cd"}
    request = read_request(params(destination_regions=[HOME, AWAY], kms_key_id=keys))

    assert request.keys == {HOME: KEY, AWAY: "key-sh"}


def test_options_that_were_not_given_are_empty() -> None:
    request = read_request(params())

    assert (request.options.copy.run, request.options.copy.resource_group_id) == ("", "")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"region": ""}, "region: '' names no region", id="no region"),
        pytest.param({"name": "{owner}"}, "name: '{owner}' uses the unknown field", id="template"),
        pytest.param({"kms_key_id": ""}, "kms_key_id: '' is empty", id="empty key"),
        pytest.param({"kms_key_id": {AWAY: "k"}}, f"kms_key_id: '{HOME}' has no entry", id="no key for a region"),
        pytest.param({"wait_timeout": 0}, "wait_timeout: 0 is too small", id="no time"),
        pytest.param({"run": "acs:run"}, "run: 'acs:run' begins with acs:", id="a run that no tag can hold"),
        pytest.param({"resource_group_id": "images"}, "resource_group_id: 'images' is not the id", id="no group"),
        pytest.param(
            {"source_owner": "shared", "destination_regions": [AWAY]},
            f"destination_regions: '{AWAY}' is not {HOME}, and ECS copies images that others share within their region",
            id="a shared image elsewhere",
        ),
        pytest.param(
            {
                "source_owner": "shared",
                "image_ids": None,
                "copies": [{"image_id": "m-1", "destination_region": AWAY}],
                "state": "absent",
            },
            f"copies: '{AWAY}' is not {HOME}",
            id="a shared image elsewhere, as a single copy",
        ),
        pytest.param({"under_way": {HOME: "m-1"}}, f"under_way: '{HOME}' has no list of image ids.", id="no list"),
        pytest.param({"under_way": {HOME: []}}, f"under_way: '{HOME}' has no list of image ids.", id="an empty list"),
        pytest.param(
            {"state": "absent", "under_way": {HOME: ["m-1"]}},
            f"under_way: '{HOME}' goes with state: present only.",
            id="removal is not looked at",
        ),
    ],
)
def test_a_wrong_option_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_request(params(**given))

    assert str(caught.value).startswith(message)


def test_the_least_numbers_are_taken() -> None:
    least = dict.fromkeys(
        ("max_in_flight", "max_copy_attempts", "pass_seconds", "poll_seconds", "visibility_timeout", "wait_timeout"), 1
    )
    options = read_request(params(**least)).options

    assert (options.max_in_flight, options.copy.max_attempts, options.pass_seconds) == (1, 1, 1)
    assert (options.poll_seconds, options.visibility_timeout) == (1, 1)


@pytest.mark.parametrize("key", [None, "", {}], ids=["none", "empty", "no regions"])
def test_copies_can_be_removed_whatever_their_key(key: Any) -> None:
    request = read_request(params(state="absent", kms_key_id=key))

    assert (request.state, request.keys) == (WantedState.ABSENT, {})


def test_copies_under_one_key_can_be_removed() -> None:
    assert read_request(params(state="absent", destination_regions=[HOME, AWAY])).keys == {HOME: KEY, AWAY: KEY}


def test_a_key_for_some_regions_does_not_mean_any_key_in_the_others() -> None:
    with pytest.raises(InvalidInput, match=f"'{AWAY}' has no entry"):
        read_request(params(state="absent", destination_regions=[HOME, AWAY], kms_key_id={HOME: KEY}))


def test_limits_grow_with_all_disks_of_an_image() -> None:
    limit = read_request(params(copy_timeout=100, copy_timeout_per_gib=2)).time_limit

    assert limit.of([disk(size_gib=40), disk(size_gib=60)]) == 300
    assert limit.of([]) == 100
