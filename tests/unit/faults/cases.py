# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A small world before and after a run in which all went well, to be spoilt by tests."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.faults.findings import Case
from tests.faults.playing import Played
from tests.faults.scenario import OPERATOR, OWNER, Pair, Wanted

HOME, AWAY = "cn-beijing", "cn-shanghai"
CONSUMER, OTHER = "2000000000000002", "3000000000000003"
PAIRS = (Pair(image="m-web", region=HOME), Pair(image="m-web", region=AWAY))
World = dict[str, Any]


def disk(snapshot: str, key: str | None) -> dict[str, Any]:
    return {
        "type": "system",
        "device": "/dev/xvda",
        "size_gib": 40,
        "snapshot": snapshot,
        "encrypted": key is not None,
        "key": key,
    }


def image(image_id: str, key: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": image_id,
        "status": "Available",
        "description": "",
        "boot_mode": "BIOS",
        "nvme": False,
        "family": "",
        "tags": {},
        "origin": None,
        "disks": [disk(f"s-{image_id}", key)],
        "shared_with": [],
        "shared_since": {},
        **more,
    }


def copy(image_id: str, region: str, attempt: int = 1, **more: Any) -> dict[str, Any]:
    tags = {
        "team": "web",
        "imageops:source-image": "m-web",
        "imageops:copy": f"{OWNER}/{HOME}>{region}/key-{region}/{attempt}",
        "imageops:run": "r-1",
    }
    origin = {"account": OWNER, "region": HOME, "image": "m-web"}
    facts = {"origin": origin, "tags": tags, "description": "golden", "shared_with": [CONSUMER]}
    return image(image_id, f"key-{region}", **{**facts, **more})


def add(world: World, region: str, *images: dict[str, Any]) -> None:
    """Put images and their snapshots into a region."""
    facts = world["accounts"][OWNER]["regions"][region]
    facts["images"] += images
    facts["snapshots"] += [{"id": disk["snapshot"], "tags": {}} for image in images for disk in image["disks"]]


def find(world: World, image_id: str) -> dict[str, Any]:
    regions = world["accounts"][OWNER]["regions"].values()
    return next(image for facts in regions for image in facts["images"] if image["id"] == image_id)


def remove(world: World, image_id: str) -> None:
    """Remove an image and leave its snapshots."""
    for facts in world["accounts"][OWNER]["regions"].values():
        facts["images"] = [image for image in facts["images"] if image["id"] != image_id]


def before() -> World:
    def region(name: str) -> dict[str, Any]:
        return {"images": [], "snapshots": [], "keys": [{"id": f"key-{name}", "tags": {}}]}

    regions = {name: region(name) for name in (HOME, AWAY)}
    world: World = {"accounts": {OWNER: {"regions": regions}, CONSUMER: {"regions": {}}}}
    source = image("m-web", "alias/acs/ecs", description="golden", tags={"team": "web"})
    add(world, HOME, source, image("m-own", f"key-{HOME}"), image("m-other", None))
    return world


def after() -> World:
    world = before()
    add(world, HOME, copy("m-1", HOME))
    add(world, AWAY, copy("m-2", AWAY))
    find(world, "m-own")["shared_with"] = [CONSUMER]
    world["accounts"][OWNER]["regions"][HOME]["keys"][0]["tags"] = {"acs:ecs:disk-encryption": "true"}
    world["accounts"][CONSUMER]["regions"][HOME] = {"images": [], "snapshots": []}
    return world


def case(world: World | None = None, *, beginning: World | None = None, **more: Any) -> Case:
    """The good case, or another end of it; `more` are fields of Case, or of Wanted."""
    wanted: dict[str, Any] = {
        "region": HOME,
        "pairs": PAIRS,
        "as_is": ("m-own",),
        "keys": {HOME: f"key-{HOME}", AWAY: f"key-{AWAY}"},
        "accounts": (CONSUMER,),
        "shared": frozenset({"m-web", "m-own"}),
    }
    wanted |= {name: more.pop(name) for name in list(more) if name in Wanted.__slots__}
    facts: dict[str, Any] = {"runs": frozenset({"r-1"}), "before": beginning or before(), "after": world or after()}
    return Case(wanted=Wanted(**wanted), **{**facts, **more})


def entry(action: str, *, mutating: bool = True, principal: str = OPERATOR, **parameters: str) -> dict[str, Any]:
    """A line of the request log; `__` stands for a dot in a parameter's name."""
    given = {name.replace("__", "."): value for name, value in parameters.items()}
    return {
        "action": action,
        "mutating": mutating,
        "principal": principal,
        "account": OWNER,
        "parameters": given,
        "code": None,
    }


def copy_call(region: str = HOME, attempt: int = 1, **more: str) -> dict[str, Any]:
    given: dict[str, Any] = {
        "ImageId": "m-web",
        "DestinationRegionId": region,
        "KMSKeyId": f"key-{region}",
        "Encrypted": "true",
        "Tag__1__Key": "imageops:copy",
        "Tag__1__Value": f"{OWNER}/{HOME}>{region}/key-{region}/{attempt}",
    }
    return entry("CopyImage", **{**given, **more})


def played(*results: dict[str, Any], status: int = 0, **more: Any) -> Played:
    """A run with these results of `image_copy`."""
    records = [{"module": "image_copy", "result": deepcopy(result)} for result in results]
    facts: dict[str, Any] = {"killed": False, "hung": False, "seconds": 1.0, "output": "", "results": records}
    return Played(status=status, **{**facts, **more})


def told(image_id: str | None, state: str = "available", **more: Any) -> dict[str, Any]:
    """A result of `image_copy`."""
    copies = [{"source_image_id": "m-web", "region": HOME, "image_id": image_id, "state": state}]
    return {"copies": copies, "changed": False, **more}
