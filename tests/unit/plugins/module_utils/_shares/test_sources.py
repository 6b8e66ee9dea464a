# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When a copy takes over the accounts of its source, and when the source keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._model.image import Image
from plugins.module_utils._model.image_copy import TAG_SYSTEM_DISK_OF
from plugins.module_utils._shares.decide import plan_shares, source_doubt
from plugins.module_utils._shares.values import ShareSource

from ..support import KEY, disk, image
from .test_decide import MOVE, OLD, request, seen, shared

PART = {TAG_SYSTEM_DISK_OF: "m-old"}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param(OLD, "the copy is without its data disks", id="there"),
        pytest.param(replace(OLD, accounts=None), "it is not there any more", id="gone"),
    ],
)
def test_a_source_whose_copy_lacks_its_data_disks_keeps_its_accounts(source: ShareSource, why: str) -> None:
    plan = plan_shares(request("2", **MOVE), seen(shared("m-1", tags=PART), sources={"m-1": source}))

    assert plan.source_changes == {}
    assert plan.takeovers["m-1"].kept_because == why


SYSTEM = disk(KEY, source_snapshot_id="s-old")
DATA = disk(KEY, device="/dev/xvdb", type="data", size_gib=100, snapshot_id="s-2", source_snapshot_id="s-old-2")
SOURCE = image(
    image_id="m-old", disks=(disk(snapshot_id="s-old"), replace(DATA, snapshot_id="s-old-2", source_snapshot_id=""))
)


@pytest.mark.parametrize(
    ("change", "source", "doubt"),
    [
        pytest.param({}, SOURCE, "", id="all disks of the source"),
        pytest.param({"disks": (SYSTEM,), "tags": PART}, SOURCE, "", id="its system disk, and the tag says so"),
        pytest.param(
            {"disks": (SYSTEM,)},
            SOURCE,
            "its disks are system 40 GiB, and the source's data 100 GiB, system 40 GiB",
            id="its system disk, and no tag says so",
        ),
        pytest.param(
            {"disks": (replace(SYSTEM, size_gib=80),), "tags": PART},
            SOURCE,
            "its disks are system 80 GiB, and the source's system 40 GiB",
            id="a larger system disk",
        ),
        pytest.param(
            {"disks": (replace(SYSTEM, source_snapshot_id="s-x"), DATA)},
            SOURCE,
            "its disks /dev/xvda were copied from other snapshots",
            id="another image's system disk",
        ),
        pytest.param({"disks": (replace(SYSTEM, source_snapshot_id=""), DATA)}, SOURCE, "", id="ECS says nothing"),
        pytest.param({"disks": ()}, SOURCE, "", id="no disks yet"),
        pytest.param({"disks": (SYSTEM,)}, None, "", id="the source is gone"),
    ],
)
def test_tags_name_a_source_only_as_far_as_ecs_agrees(change: dict[str, Any], source: Image | None, doubt: str) -> None:
    assert source_doubt(replace(image(disks=(SYSTEM, DATA)), **change), source) == doubt
