# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is decided about an image that is made of an instance, a snapshot or another image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._instances.create_image import MakingAction, plan_making, why_kept
from plugins.module_utils._instances.request import read_image_request
from plugins.module_utils._instances.values import MakingRequest, MakingWorld
from plugins.module_utils._model.errors import InvalidInput

from ..support import HOME, image

TAGS = {"imageops:made-from": "s-1", "imageops:run": "earlier"}


def params(**given: Any) -> dict[str, Any]:
    names = ("instance_id", "source_image_id", "image_id", "family", "description", "architecture", "platform",
             "boot_mode", "resource_group_id", "run")  # fmt: skip
    nothing = dict.fromkeys(names)
    plain = {"name": "alone", "snapshot_id": "s-1", "state": "present", "tags": {}, "region": HOME, "wait": True}
    return {**nothing, **plain, "wait_timeout": 60, "poll_seconds": 1, **given}


def request(**given: Any) -> MakingRequest:
    return read_image_request(params(**given))


def test_the_run_that_begins_an_image_names_it_in_the_call_that_makes_it() -> None:
    plan = plan_making(request(run="nightly"), MakingWorld(images=(), made_from="s-1"))

    assert (plan.action, plan.tags["imageops:run"]) == (MakingAction.CREATE, "nightly")


def test_runs_of_other_names_ask_for_the_same_image() -> None:
    world = MakingWorld(images=(), made_from="s-1")

    assert plan_making(request(run="a"), world).token == plan_making(request(run="b"), world).token


def test_an_image_that_is_there_keeps_the_name_of_the_run_that_began_it() -> None:
    standing = image(name="alone", tags=TAGS)

    plan = plan_making(request(run="nightly"), MakingWorld(images=(standing,), made_from="s-1"))

    assert (plan.action, dict(plan.new_tags)) == (MakingAction.NOTHING, {})


def test_a_run_takes_one_of_the_places_of_tags() -> None:
    tags = {f"tag-{number}": "x" for number in range(19)}

    assert len(request(tags=tags).tags) == 19
    with pytest.raises(InvalidInput, match="are too many tags"):
        request(tags=tags, run="nightly")


def test_what_keeps_a_shared_image_beside_its_shares_is_said_first() -> None:
    shared = image(name="alone", tags=TAGS, is_shared=True)
    asked = request(state="absent", image_id="m-1", snapshot_id="")

    assert why_kept(asked, shared) == "is shared; stop sharing it first"
    assert why_kept(asked, replace(shared, is_used=True)) == "is used by instances"
