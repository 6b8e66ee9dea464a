# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The event that a playbook is asked to handle."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._events.request import read_image_event, read_key_event
from plugins.module_utils._model.errors import InvalidInput

from ..support import HOME, KEY, OWNER

BASE = {"id": "e-1", "source": "acs.ecs", "kind": "image", "name": "CopyImage", "account_id": OWNER, "region": HOME}
IMAGES = {**BASE, "image_ids": ["m-1"], "meta": {"uuid": "1"}}
OF_KEY = {**BASE, "name": "DisableKey", "key_id": KEY}


def test_an_event_is_read_as_the_filter_hands_it_on() -> None:
    image, key = read_image_event(IMAGES), read_key_event(OF_KEY)

    assert (image.name, image.account_id, image.region, image.image_ids) == ("CopyImage", OWNER, HOME, ("m-1",))
    assert (key.name, key.key_id, key.image_ids) == ("DisableKey", KEY, ())


def test_an_account_id_that_a_job_of_a_controller_made_a_number_is_text_again() -> None:
    assert read_key_event({**OF_KEY, "account_id": 1000000000000001}).account_id == "1000000000000001"


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"name": "Copy Image"}, "images_event.name"),
        ({"account_id": 100000000000001}, "images_event.account_id"),
        ({"account_id": True}, "images_event.account_id"),
        ({"account_id": ""}, "images_event.account_id"),
        ({"region": "cn-beijing-h"}, "images_event.region"),
        ({"region": None}, "images_event.region"),
        ({"image_ids": []}, "images_event.image_ids"),
        ({"image_ids": "m-1"}, "images_event.image_ids"),
        ({"image_ids": ["m-1", "i-1"]}, "images_event.image_ids"),
        ({"image_ids": [f"m-{number}" for number in range(11)]}, "images_event.image_ids"),
    ],
)
def test_another_form_is_refused_with_the_field(changes: dict[str, Any], option: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_image_event({**IMAGES, **changes})

    assert refused.value.option == option


@pytest.mark.parametrize("key", ["alias/share", "", None, "key 1"])
def test_a_key_is_named_by_its_id(key: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_key_event({**OF_KEY, "key_id": key})

    assert refused.value.option == "images_event.key_id"
