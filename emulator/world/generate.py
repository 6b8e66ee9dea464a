# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Big worlds from a few numbers, the same each time: `{"generate": {"images": 10000, ...}}`."""

from __future__ import annotations

from typing import Any

from ..state.ids import Ids
from .reader import Node

_OWNER = "1000000000000001"
_FIRST_SHAREE = 2000000000000001


def generate(root: Node) -> dict[str, Any]:
    """A world with one owner that has images in some regions, and accounts to share with.

    The images are spread evenly over the regions and cycle through the kinds that `mix` weighs: `service` (service
    key), `customer` (a customer master key of the region), `plain`, `multi` (service key, with a data disk).
    """
    node = root.child("generate")
    seed = node.text("seed", "generated")
    count = node.whole("images", 100)
    regions = node.texts("regions") or ["cn-beijing"]
    mix = _mix(node.child("mix"))
    sharees = [str(_FIRST_SHAREE + index) for index in range(node.whole("sharees", 1))]
    shared = node.whole("shared_percent", 0)
    node.done()
    ids = Ids(seed)
    accounts = {_OWNER: _owner(ids, count, regions, mix, sharees[: 1 if shared else 0], shared)}
    for index, sharee in enumerate(sharees):
        accounts[sharee] = _sharee(index)
    root.done_except("settings")
    return {"settings": root.take("settings", {}), "accounts": accounts}


def _mix(node: Node) -> list[str]:
    weights = {kind: node.whole(kind, default) for kind, default in _DEFAULT_MIX.items()}
    node.done()
    return [kind for name, weight in weights.items() for kind in [name] * weight] or ["plain"]


_DEFAULT_MIX = {"service": 6, "customer": 2, "plain": 2, "multi": 0}


def _owner(ids: Ids, count: int, regions: list[str], mix: list[str], sharees: list[str], shared: int) -> dict[str, Any]:
    places: dict[str, dict[str, Any]] = {region: _place(region) for region in regions}
    for index in range(count):
        region = regions[index % len(regions)]
        image = _image(ids, index, region, mix[(index // len(regions)) % len(mix)])
        if sharees and index % 100 < shared:
            image["shared_with"] = sharees
        places[region]["images"].append(image)
    return {
        "name": "images-prod",
        "access_keys": {
            "LTAI-generated-owner": {"secret": "generated-secret", "user": None},
            "LTAI-generated-operator": {"secret": "generated-secret", "user": "operator"},
        },
        "users": {"operator": {"policies": ["AdministratorAccess"]}},
        "roles": {"AliyunECSDiskEncryptDefaultRole": {"policies": ["AliyunECSDiskEncryptRolePolicy"]}},
        "quotas": {"images": 0},
        "regions": places,
    }


def _place(region: str) -> dict[str, Any]:
    return {"keys": [{"id": f"key-{region}", "alias": "alias/image-share", "instance": f"kst-{region}"}], "images": []}


def _image(ids: Ids, index: int, region: str, kind: str) -> dict[str, Any]:
    key = {"service": "alias/acs/ecs", "multi": "alias/acs/ecs", "customer": f"key-{region}", "plain": None}[kind]
    disks = [{"type": "system", "size_gib": 40, "key": key, "snapshot": ids.resource("s", "2ze")}]
    if kind == "multi":
        disks.append({"type": "data", "size_gib": 100, "key": key, "snapshot": ids.resource("s", "2ze")})
    day, hour = index % 28 + 1, index // 28 % 24
    return {
        "id": ids.resource("m", "2ze"),
        "name": f"image-{index:05d}",
        "family": f"family-{index % 50:02d}",
        "tags": {"team": f"team-{index % 7}"},
        "created": f"2025-01-{day:02d}T{hour:02d}:00:00Z",
        "disks": disks,
    }


def _sharee(index: int) -> dict[str, Any]:
    return {
        "name": f"consumer-{index + 1}",
        "access_keys": {f"LTAI-generated-consumer-{index + 1}": {"secret": "generated-secret", "user": "operator"}},
        "users": {"operator": {"policies": ["AdministratorAccess"]}},
    }
