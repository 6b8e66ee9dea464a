# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Random small worlds of users: images with their copies, and what launches from either in two accounts."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.faults.scenario import OPERATOR, OWNER
from tests.faults.users.scenario import REGION, RETIRING, Chapter
from tests.faults.worlds import CONSUMERS, SERVICE_KEY, VIEWER

KEY, OTHER_KEY, DISK_KEY = "key-share", "key-old", "key-disk"
KEYS = ((KEY, "alias/image-share"), (OTHER_KEY, "alias/old"), (DISK_KEY, "alias/disk"))
COPIED_TO = f"{OWNER}/{REGION}>{REGION}/{KEY}"
OPERATORS = (
    *("AliyunECSFullAccess", "AliyunKMSFullAccess", "AliyunRAMFullAccess", "AliyunESSFullAccess"),
    *("AliyunSTSAssumeRoleAccess", "AliyunResourceSharingFullAccess", "AliyunOOSFullAccess", "AliyunCSFullAccess"),
)
FAMILIES = ("", "web", "base")
# How long ago an image was deprecated whose days are over.
LONG_AGO = "2026-01-01T00:00:00Z"
Thing = dict[str, Any]


def make_world(draw: Random, chapter: Chapter) -> tuple[Thing, dict[str, str]]:
    """Return the world, and the old ids with the new ones."""
    is_retiring = chapter in RETIRING
    region: Thing = {
        "keys": [{"id": key, "alias": alias, "instance": "kst-1"} for key, alias in KEYS],
        "images": [], "snapshots": [{"id": "s-other", "key": OTHER_KEY}],
        "launch_templates": [], "scaling_groups": [], "scaling_configurations": [], "instances": [],
    }  # fmt: skip
    image_map = {}
    for number in range(1, draw.choice((1, 2, 2, 3)) + 1):
        old, new = _image(draw, number, chapter), f"m-{number}-copy"
        region["images"] += [old, _copy(old, new)]
        image_map[old["id"]] = new
    region["images"].append({"id": "m-other", "name": "other", "disks": [{"snapshot": "s-m-other"}]})
    _add_users(draw, region, image_map, is_retiring=is_retiring)
    if chapter is Chapter.DELETE:
        _add_leftovers(draw, region, image_map)
    if chapter is Chapter.GUARD:
        region["encryption_by_default"] = draw.choice(
            ({}, {"enabled": True}, {"enabled": True, "key": OTHER_KEY}, {"enabled": True, "key": KEY})
        )
    settings = {"copy_seconds": 0}
    return {"settings": settings, "accounts": {OWNER: _owner(region), **_consumers(draw, image_map)}}, image_map


def _owner(region: Thing) -> Thing:
    services = [f"{account}@ecs.aliyuncs.com" for account in CONSUMERS]
    share = {"trust": _trust({"Service": services}), "policies": ["AliyunKMSFullAccess"]}
    return {
        "access_keys": {f"{OPERATOR}-key": {"secret": f"{OPERATOR}-secret", "user": OPERATOR}},
        "users": {OPERATOR: {"policies": list(OPERATORS)}},
        "roles": {"AliyunECSDiskEncryptDefaultRole": {}, "AliyunECSShareEncryptImageDefaultRole": share},
        "regions": {REGION: region},
    }


def _consumers(draw: Random, image_map: dict[str, str]) -> Thing:
    """Accounts whose templates launch from copies."""
    viewer = {
        "trust": _trust({"RAM": [f"acs:ram::{OWNER}:root"]}),
        "policies": ["AliyunECSReadOnlyAccess", "AliyunESSReadOnlyAccess", "AliyunOOSReadOnlyAccess"],
    }
    found = {}
    for account in CONSUMERS:
        template = _template("lt-shop", [{"ImageId": draw.choice(list(image_map.values()))}])
        found[account] = {"roles": {VIEWER: viewer}, "regions": {REGION: {"launch_templates": [template]}}}
    return found


def _image(draw: Random, number: int, chapter: Chapter) -> Thing:
    """An image to leave. One that is shared is under a key, so that it can be shared again."""
    image_id = f"m-{number}"
    shared = draw.sample(CONSUMERS, draw.choice((0, 1, 1, 2)))
    key = OTHER_KEY if shared else draw.choice((SERVICE_KEY, OTHER_KEY))
    image: Thing = {
        "id": image_id,
        "name": f"image-{number}",
        "family": draw.choice(FAMILIES),
        "created": f"2025-0{number}-01T00:00:00Z",
        "tags": draw.choice(({}, {"team": "web"})),
        "disks": [{"key": key, "snapshot": f"s-{image_id}", "size_gib": draw.choice((20, 40))}],
        "shared_with": sorted(shared),
    }
    if chapter is Chapter.DELETE:
        image |= {"status": "Deprecated", "shared_with": []}
        image["tags"] = {**image["tags"], "imageops:deprecated": f"{LONG_AGO}/0/earlier"}
    return image


def _copy(old: Thing, copy_id: str) -> Thing:
    tags = {"imageops:source-image": old["id"], "imageops:copy": f"{COPIED_TO}/1"}
    return {
        "id": copy_id,
        "name": f"{old['name']}-cmk",
        "family": old["family"],
        "copied": True,
        "created": "2026-11-01T00:00:00Z",
        "tags": {**{name: value for name, value in old["tags"].items() if not name.startswith("imageops:")}, **tags},
        "disks": [{"key": KEY, "snapshot": f"s-{copy_id}", "size_gib": old["disks"][0]["size_gib"]}],
        "shared_with": old["shared_with"] or list(CONSUMERS),
    }


def _add_users(draw: Random, region: Thing, image_map: dict[str, str], *, is_retiring: bool) -> None:
    """What launches. Of images that are retired hardly any still does; such an image stays."""
    olds = list(image_map)

    def image() -> str:
        old = draw.choice(olds)
        return image_map[old] if is_retiring and draw.random() < 0.85 else old

    for number in range(1, draw.choice((1, 2, 3)) + 1):
        name = f"lt-{number}"
        used = image()
        shapes = (
            [_data(draw, used)],
            [_data(draw, used)],
            [_data(draw, "m-other"), _data(draw, used)],
            [_data(draw, used), {**_data(draw, used), "InstanceType": "ecs.g8i.large"}],
            [_data(draw, used), _data(draw, "m-other")],
        )
        versions = draw.choice(shapes)
        region["launch_templates"].append(_template(name, versions, draw.randint(1, len(versions))))
        if draw.random() < 0.5:
            version = draw.choice(("Default", "Latest", "1"))
            region["scaling_groups"].append(
                {"id": f"asg-{name}", "name": name, "template": name, "template_version": version}
            )
    for number in range(1, draw.choice((0, 1, 2)) + 1):
        region["scaling_groups"].append(
            {"id": f"asg-{number}", "name": f"group-{number}", "configuration": f"asc-{number}"}
        )
        region["scaling_configurations"].append(_configuration(draw, number, image()))
    if is_retiring and draw.random() < 0.3:
        region["instances"].append(_instance(draw, olds))


def _template(name: str, versions: list[Thing], default: int = 1) -> Thing:
    return {"id": name, "name": name, "default": default, "versions": [{"data": data} for data in versions]}


def _data(draw: Random, image: str) -> Thing:
    """The fields of a version: flat ones, objects, and lists."""
    more: tuple[Thing, ...] = (
        {},
        {"SecurityGroupIds": ["sg-1", "sg-2"]},
        {"SystemDisk": {"Category": "cloud_essd", "Size": 40, "Encrypted": "true", "KMSKeyId": OTHER_KEY}},
        {"DataDisk": [{"Size": 100, "Encrypted": "true", "KMSKeyId": OTHER_KEY}, {"Size": 20}]},
        {"Tag": [{"Key": "team", "Value": "web"}, {"Key": "empty", "Value": ""}]},
        {"UserData": "IyEvYmluL3NoCg==", "InternetMaxBandwidthOut": 5},
    )
    data = {"ImageId": image, "InstanceType": "ecs.g7.large"}
    for part in draw.sample(more, 3):
        data |= part
    return data


def _configuration(draw: Random, number: int, image: str) -> Thing:
    data: Thing = {"ImageId": image, "InstanceTypes": ["ecs.g7.large", "ecs.g7.xlarge"]}
    if draw.random() < 0.6:
        data["DataDisks"] = [{"Size": 100, "Encrypted": "true", "KMSKeyId": OTHER_KEY}, {"Size": 20}]
    if draw.random() < 0.5:
        data["SystemDisk"] = {"Category": "cloud_essd", "Size": 60}
    return {"id": f"asc-{number}", "name": f"configuration-{number}", "group": f"asg-{number}", "data": data}


def _instance(draw: Random, olds: list[str]) -> Thing:
    """A server of an old image, or one whose data disk was made of an old image's snapshot."""
    old = draw.choice(olds)
    if draw.random() < 0.5:
        return {"id": "i-1", "image": old, "disks": [{"id": "d-1"}]}
    return {"id": "i-1", "image": "m-other", "disks": [{"id": "d-1"}, {"id": "d-2", "snapshot": f"s-{old}"}]}


def _add_leftovers(draw: Random, region: Thing, image_map: dict[str, str]) -> None:
    """A failed attempt and an orphan snapshot of this collection, and a snapshot that only says that it is one."""
    source = draw.choice(list(image_map))
    tags = {"imageops:source-image": source, "imageops:copy": f"{COPIED_TO}/2"}
    if draw.random() < 0.5:
        disks = [{"key": KEY, "snapshot": "s-failed", "size_gib": 20}]
        failed = {
            "id": "m-failed",
            "name": "failed",
            "status": "CreateFailed",
            "copied": True,
            "tags": tags,
            "disks": disks,
        }
        region["images"].append(failed)
    if draw.random() < 0.5:
        tags = {"imageops:source-image": "m-gone", "imageops:copy": f"{COPIED_TO}/1"}
        region["snapshots"].append({"id": "s-orphan", "key": KEY, "tags": tags})
    if draw.random() < 0.3:
        region["snapshots"].append({"id": "s-forged", "key": KEY, "tags": {"imageops:retired-image": "m-other"}})


def _trust(principal: dict[str, list[str]]) -> Thing:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"Version": "1", "Statement": [statement]}
