# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Random small worlds: images of all kinds, and others that look like their copies."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.faults.scenario import OPERATOR, OWNER, SOMEBODY

REGIONS = ("cn-beijing", "cn-shanghai", "ap-southeast-1")
CONSUMERS = ("2000000000000002", "3000000000000003")
VIEWER = "image-viewer"
SERVICE_KEY = "alias/acs/ecs"
COUNTS = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12)
SIZES = (20, 40, 60)
FAMILIES = ("", "", "web", "base")
# Two end up with the same name once theirs is cut to 128 characters, one is named as another's copy will be.
LONG = "g" * 126
NAMES = ("web", "api", "web-cmk", "db.main", "镜像", f"{LONG}-a", f"{LONG}-b", "Batch_7", "api-cmk-2", "golden")
TAG_COUNTS = (0, 0, 1, 2, 5, 17, 18, 20)
# Beside the copy's three; a copy that keeps its source's tags takes more than ECS allows otherwise.
KEPT_TAGS = 17

Image = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The images of one region that may be chosen, by kind, and the whole account's regions as a world has them."""

    region: str
    kinds: dict[str, str]
    images: dict[str, Image]
    regions: dict[str, Any]


def draw_from(seed: int | str) -> Random:
    """The source of all chance in a scenario."""
    return Random(seed)


def key_id(region: str) -> str:
    """The key for copies in a region."""
    return f"key-{region}"


def make_fleet(draw: Random, *, keeps_tags: bool) -> Fleet:
    """Regions with keys; the first one has the images."""
    names = draw.sample(REGIONS, draw.randint(1, 3))
    regions: dict[str, Any] = {name: {"keys": _keys(name), "images": [], "snapshots": []} for name in names}
    home = names[0]
    kinds: dict[str, str] = {}
    chosen = draw.sample(NAMES, min(len(NAMES), draw.choice(COUNTS)))
    for number, name in enumerate([*chosen, *(f"image-{n}" for n in range(draw.randint(0, 2)))], 1):
        kind = draw.choices(("service", "hidden", "target", "other", "plain", "multi"), (8, 1, 2, 2, 2, 1))[0]
        kinds[f"m-{number:02}"] = kind
        regions[home]["images"].append(_image(draw, f"m-{number:02}", name, kind, home, keeps_tags))
    images = {image["id"]: image for image in regions[home]["images"]}
    return Fleet(region=home, kinds=kinds, images=images, regions=regions)


def make_world(draw: Random, fleet: Fleet, settings: dict[str, Any], *, share_role: bool) -> dict[str, Any]:
    """The world of a fleet: an operator, somebody else who works in the same account, and consumers."""
    roles: dict[str, Any] = {"AliyunECSDiskEncryptDefaultRole": {}}
    if share_role:
        services = [f"{account}@ecs.aliyuncs.com" for account in CONSUMERS]
        roles["AliyunECSShareEncryptImageDefaultRole"] = {
            "trust": _trust({"Service": services}),
            "policies": ["AliyunKMSFullAccess"],
        }
    operator = ["AliyunECSFullAccess", "AliyunKMSReadOnlyAccess", "AliyunRAMFullAccess", "AliyunSTSAssumeRoleAccess"]
    owner = {
        "access_keys": {f"{user}-key": {"secret": f"{user}-secret", "user": user} for user in (OPERATOR, SOMEBODY)},
        "users": {OPERATOR: {"policies": operator}, SOMEBODY: {"policies": ["AliyunECSFullAccess"]}},
        "roles": roles,
        "regions": fleet.regions,
    }
    viewer = {"trust": _trust({"RAM": [f"acs:ram::{OWNER}:root"]}), "policies": ["AliyunECSReadOnlyAccess"]}
    consumers = {account: {"roles": {VIEWER: viewer}} for account in CONSUMERS}
    for image in draw.sample(sorted(fleet.images), min(len(fleet.images), draw.choice((0, 0, 1)))):
        if fleet.kinds[image] in ("target", "other", "plain"):
            fleet.images[image]["shared_with"] = [CONSUMERS[1]]
    return {"settings": settings, "accounts": {OWNER: owner, **consumers}}


def earlier_copy(source: Image, home: str, region: str, status: str, *, tagged: bool = True, attempt: int = 1) -> Image:
    """A copy that an earlier run made; its snapshots come from the source's."""
    copy_id = f"{source['id']}-{region}-{attempt}"
    disks = [
        {**disk, "snapshot": f"s-{copy_id}-{number}", "encrypted": True, "key": key_id(region)}
        for number, disk in enumerate(source["disks"])
    ]
    tags = {
        "imageops:source-image": source["id"],
        "imageops:copy": f"{OWNER}/{home}>{region}/{key_id(region)}/{attempt}",
    }
    return {
        "id": copy_id,
        # The name that the template {name}-cmk gives, as long as it is not too long.
        "name": f"{source['name']}-cmk{f'-{attempt}' if attempt > 1 else ''}",
        "status": status,
        "copied": True,
        "tags": tags if tagged else {},
        "created": "2025-06-01T00:00:00Z",
        "disks": disks,
        "origin": {"account": OWNER, "region": home, "image": source["id"]},
    }


def snapshots_of(copy: Image, source: Image, home: str) -> list[dict[str, Any]]:
    """The snapshots of such a copy, which name the source's as their origin."""
    return [
        {
            "id": disk["snapshot"],
            "type": disk["type"],
            "size_gib": disk["size_gib"],
            "encrypted": True,
            "key": disk["key"],
            "source_snapshot": origin["snapshot"],
            "source_region": home,
        }
        for disk, origin in zip(copy["disks"], source["disks"], strict=True)
    ]


def other_image(draw: Random, number: int, name: str, region: str) -> Image:
    """An image that nobody asked for: plain, under another key, or with tags that name another copy."""
    kind = draw.choice(("plain", "other", "tagged"))
    image = _image(draw, f"m-other-{number}", name, "plain" if kind == "plain" else "other", region, True)
    if kind == "tagged":
        image["copied"] = True
        image["tags"] = {
            "imageops:source-image": "m-01",
            "imageops:copy": f"{OWNER}/{region}>{region}/{draw.choice(('key-gone', key_id(region)))}/x",
        }
    return image


def _keys(region: str) -> list[dict[str, Any]]:
    return [
        {"id": key_id(region), "alias": "alias/image-share", "instance": "kst-1"},
        {"id": f"key-{region}-other", "alias": "alias/other", "instance": "kst-1"},
    ]


def _image(draw: Random, image_id: str, name: str, kind: str, region: str, keeps_tags: bool) -> Image:
    most = min(draw.choice(TAG_COUNTS), KEPT_TAGS if keeps_tags else 20)
    return {
        "id": image_id,
        "name": name,
        "family": draw.choice(FAMILIES),
        "description": draw.choice(("", "", f"What {image_id} is for")),
        "boot_mode": draw.choice(("BIOS", "BIOS", "UEFI")),
        "nvme": draw.random() < 0.3,
        "tags": {f"tag-{number:02}": draw.choice(("", "a", "b")) for number in range(most)},
        "created": f"2025-0{draw.randint(1, 5)}-01T00:00:00Z",
        "disks": [
            _disk(draw, f"s-{image_id}-{region}-{number}", kind, region, "data" if number else "system")
            for number in range(draw.randint(2, 3) if kind == "multi" else 1)
        ],
    }


def _disk(draw: Random, snapshot: str, kind: str, region: str, disk_type: str) -> dict[str, Any]:
    disk: dict[str, Any] = {"type": disk_type, "size_gib": draw.choice(SIZES), "snapshot": snapshot}
    keys = {"hidden": "", "target": key_id(region), "other": f"key-{region}-other"}
    if kind == "plain" or (disk_type == "data" and draw.random() < 0.3):
        return disk
    return {**disk, "encrypted": True, "key": keys.get(kind, SERVICE_KEY)}


def _trust(principal: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "Version": "1",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}],
    }
