# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules about node pools of ACK: new nodes get an image that can be launched, and nothing else of a pool changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.faults.scenario import OWNER, World
from tests.faults.users.scenario import Chapter
from tests.faults.users.view import Thing, View, is_launchable, things

# What moving a pool may change beside its image.
ENCRYPTION = ("system_disk_encrypted", "system_disk_kms_key_id")


def pools_of(world: World) -> dict[str, Thing]:
    """The owner's node pools by id."""
    return {pool["id"]: pool for cluster in things(world, "clusters").values() for pool in cluster["node_pools"]}


def pools_launchable(view: View) -> Iterator[str]:
    """No pool whose image could be launched has one that cannot be."""
    now = pools_of(view.now)
    for name, pool in pools_of(view.before).items():
        image, new = image_of(pool), image_of(now.get(name, {}))
        if is_launchable(view.before, image, OWNER) and not is_launchable(view.now, new, OWNER):
            yield f"{name} launched from {image} and has {new or 'no image'}"


def pools_kept(view: View) -> Iterator[str]:
    """A pool has its old image or the one that the chapter gives it, and all else as before."""
    was, now = pools_of(view.before), pools_of(view.now)
    if lost := sorted(was.keys() ^ now.keys()):
        yield f"there or gone: {', '.join(lost)}"
    for name in was.keys() & now.keys():
        old, new = image_of(was[name]), image_of(now[name])
        if new not in (old, _moved(view, name, old)):
            yield f"{name} had {old} and has {new}"
        if _but_image(view, was[name]) != _but_image(view, now[name]):
            yield f"{name} was {was[name]['data']} and is {now[name]['data']}"
        group = now[name]["data"].get("scaling_group", {})
        if view.key and view.chapter is Chapter.REPOINT and new != old:
            found = tuple(group.get(part) for part in ENCRYPTION)
            if found != (True, view.key):
                yield f"{name} has the encryption {found}"


def image_of(pool: Thing) -> str:
    """The image that a pool gives new nodes."""
    return str(pool.get("data", {}).get("scaling_group", {}).get("image_id", ""))


def _moved(view: View, name: str, old: str) -> str:
    if view.chapter is Chapter.REPOINT:
        return view.image_map.get(old, old)
    return image_of(pools_of(view.origin)[name]) if view.chapter is Chapter.UNDO else old


def _but_image(view: View, pool: Thing) -> Mapping[str, Any]:
    data = pool["data"]
    moving = view.chapter in (Chapter.REPOINT, Chapter.UNDO) and view.key
    changing = ("image_id", *(ENCRYPTION if moving else ()))
    group = {name: value for name, value in data.get("scaling_group", {}).items() if name not in changing}
    return {**data, "scaling_group": group, "nodes": pool["nodes"], "name": pool["name"]}
