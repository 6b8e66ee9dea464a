# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tags of ECS resources."""

from __future__ import annotations

import pytest

from plugins.module_utils._api.ecs_tags import tag_images

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD


def test_tags_are_added_and_others_stay(emu: Harness, connect: Connect) -> None:
    tag_images(connect(), HOME, ["m-web", "m-plain"], {"imageops:run": "r-1", "empty": ""})

    tags = {tag["TagKey"]: tag["TagValue"] for tag in emu.image("m-web")["Tags"]["Tag"]}
    assert tags == {"team": "web", "imageops:run": "r-1", "empty": ""}
    assert len(emu.image("m-plain")["Tags"]["Tag"]) == 2


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
def test_fifty_images_are_tagged_with_a_call(emu: Harness, connect: Connect, count: int, sizes: list[int]) -> None:
    ids = [f"m-{number:03}" for number in range(count)]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"images": [{"id": image_id} for image_id in ids]}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})

    tag_images(connect(), HOME, ids, {"imageops:run": "r-1"})

    queries = [entry["parameters"] for entry in emu.log() if entry["action"] == "TagResources"]
    assert [sum(name.startswith("ResourceId.") for name in query) for query in queries] == sizes
    assert all(len(emu.image(image_id)["Tags"]["Tag"]) == 1 for image_id in ids[-3:])
