# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The world of hostile calls: that of random ones, its operator under a secret to look out for."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from tests.faults.fuzz_world import OWNER, WORLD
from tests.hostile.options import SECRET
from tests.hostile.values import hostile_name


def world() -> dict[str, Any]:
    """As it is without hostile names."""
    made = deepcopy(WORLD)
    made["accounts"][OWNER]["access_keys"]["operator"]["secret"] = SECRET
    made["accounts"]["3000000000000003"] = {}
    return made


def hostile_world(draw: Random) -> dict[str, Any]:
    """Names, descriptions, families and tags of images, servers, members and keys are hostile."""
    made = world()
    owner = made["accounts"][OWNER]
    region = owner["regions"]["cn-beijing"]
    for number, image in enumerate(region["images"]):
        image["name"] = f"{number}{hostile_name(draw)}"[:128]
        image["family"], image["description"] = hostile_name(draw), hostile_name(draw)
        image["tags"] = {f"t{hostile_name(draw)}"[:64]: hostile_name(draw)}
    for key in region["keys"]:
        key["tags"] = {f"t{hostile_name(draw)}"[:64]: hostile_name(draw)}
    for instance in region["instances"]:
        instance["tags"] = {f"t{hostile_name(draw)}"[:64]: hostile_name(draw)}
    for member in owner["resource_directory"]["members"].values():
        member["name"] = hostile_name(draw)
    return made
