# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Random node pools of ACK that name images, with lists that an empty one would clear."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.faults.scenario import OWNER
from tests.faults.users.scenario import REGION

OFFICIAL = "aliyun_3_x64_20G_alibase.vhd"
SETTINGS = {
    "clusters_without_region": ("all", "endpoint"),
    "node_pool_busy": ("refuse", "accept"),
    "node_pool_empty_lists": ("clear", "ignore"),
    "node_pool_update_seconds": (0, 1),
}
Thing = dict[str, Any]


def add_node_pools(draw: Random, world: Thing, image_map: Mapping[str, str], *, is_retiring: bool) -> None:
    """Node pools beside the other users, in half of the worlds. Of images that are retired hardly any is named."""
    if draw.random() < 0.5:
        return
    olds = list(image_map)
    clusters = []
    for number in range(1, draw.choice((1, 1, 2)) + 1):
        pools = []
        for place in range(1, draw.choice((1, 1, 2)) + 1):
            old = draw.choice(olds)
            used = image_map[old] if is_retiring and draw.random() < 0.9 else old
            pools.append(_pool(draw, f"np-{number}-{place}", draw.choice((used, used, used, OFFICIAL))))
        clusters.append({"id": f"c-{number}", "name": f"cluster-{number}", "node_pools": pools})
    world["accounts"][OWNER]["regions"][REGION]["clusters"] = clusters
    world["settings"] |= {name: draw.choice(values) for name, values in SETTINGS.items()}


def _pool(draw: Random, name: str, image: str) -> Thing:
    more: tuple[Thing, ...] = (
        {"data_disks": [{"size": 100, "encrypted": "true"}]},
        {"tags": [{"key": "team", "value": "web"}]},
        {"instance_types": ["ecs.g7.large", "ecs.g7.xlarge"]},
        {"system_disk_category": "cloud_essd", "system_disk_size": 60},
    )
    group: Thing = {"image_id": image}
    for part in draw.sample(more, 2):
        group |= part
    config = {"labels": [{"key": "pool", "value": name}], "taints": []}
    return {"id": name, "name": name, "nodes": 2, "data": {"scaling_group": group, "kubernetes_config": config}}
