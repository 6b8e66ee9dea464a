# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes that a third party makes to the world just before a call is answered (the fault `change`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..actions.errors import ApiError
from ..state.accounts import Account, Region
from ..state.clock import iso
from ..state.cloud import Cloud
from ..state.faults import REMOVED
from .reader import Node, WorldError
from .regions import read_region_resources


def apply_change(cloud: Cloud, account: Account, region: Region, change: Mapping[str, Any]) -> None:
    """Make the change; one that does not fit is answered as an error, so that no test believes it happened."""
    cloud.disturb()
    for name in REMOVED:
        for resource_id in change.get(name, ()):
            _remove(region, name, resource_id)
    now = iso(cloud.now())
    images = [{"created": now, **image} for image in change.get("add_images", ())]
    try:
        read_region_resources(cloud, account, region, Node({"images": images, "keys": change.get("add_keys", [])}, ""))
    except WorldError as problem:
        raise _misfit(str(problem)) from None


def _remove(region: Region, name: str, resource_id: str) -> None:
    held: Mapping[str, Any] = getattr(region, name.removeprefix("remove_"))
    if resource_id not in held:
        raise _misfit(f"{name}: there is no {resource_id}")
    if name == "remove_images":
        region.remove_image(region.images[resource_id])
    elif name == "remove_keys":
        del region.keys[resource_id]
    else:
        del region.snapshots[resource_id]


def _misfit(problem: str) -> ApiError:
    return ApiError("Emulator.ChangeImpossible", 400, f"The planned change does not fit the world: {problem}")
