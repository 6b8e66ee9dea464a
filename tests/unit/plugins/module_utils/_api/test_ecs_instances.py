# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Listing and counting instances."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.ecs_instances import count_instances, list_instances, list_with_proof
from plugins.module_utils._model.errors import Denied

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, HOME, OWNER
from ..world import WORLD


@pytest.mark.parametrize(("many", "calls"), [(0, 2), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_all_pages_are_counted(emu: Harness, connect: Connect, many: int, calls: int) -> None:
    instances: list[dict[str, Any]] = [
        {"id": f"i-{number:03}", "status": "Stopped" if number % 2 else "Running", "disks": [{"type": "system"}]}
        for number in range(many)
    ]
    region = {**WORLD["accounts"][OWNER]["regions"][HOME], "instances": instances}
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})

    assert count_instances(connect(), HOME) == many
    assert [entry["action"] for entry in emu.log()] == ["DescribeInstances"] * calls


def test_who_may_not_list_instances_is_told_so(connect: Connect) -> None:
    """ECS answers such a caller with an empty list; only a dry run shows it."""
    with pytest.raises(Denied) as caught:
        count_instances(connect("nobody"), HOME)
    assert caught.value.permission == "ecs:DescribeInstances"
    assert list_instances(connect("nobody"), HOME, []) == []


def test_a_dry_run_that_is_ignored_proves_nothing(emu: Harness, connect: Connect) -> None:
    assert list_with_proof(connect(), AWAY) == ([], True)
    emu.set(dry_run_ignored=True)
    assert list_with_proof(connect(), AWAY) == ([], False)


def test_another_region_has_none(connect: Connect) -> None:
    assert count_instances(connect(), AWAY) == 0
