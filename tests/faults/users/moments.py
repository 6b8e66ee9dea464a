# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules that hold after every single write: who launches can launch, what is moved keeps its fields, snapshots stay."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.faults.invariants import OF_ECS
from tests.faults.scenario import OWNER, World
from tests.faults.users.families import SET_ASIDE, families_kept
from tests.faults.users.node_pool_rules import pools_kept, pools_launchable
from tests.faults.users.parameter_rules import parameters_kept, parameters_launchable
from tests.faults.users.scenario import REGION, RETIRING, Chapter
from tests.faults.users.view import Thing, View, is_launchable, things
from tests.faults.users.worlds import KEY
from tests.faults.worlds import CONSUMERS, SERVICE_KEY

# The description of a version that was made for a new image.
MARK = re.compile(r"imageops: (\S+) in place of (\S+), from version ([0-9]+)", re.ASCII)
# What moving a user may change of it, beside the image.
ENCRYPTION = ("Encrypted", "KMSKeyId")
# What retiring may change of an old image.
RETIRED = ("status", "tags", "shared_with", "shared_since")
# What another rule is about.
JUDGED = ("family",)


def at_any_moment(view: View) -> list[str]:
    """Everything that does not hold, each with the rule's name."""
    rules: Mapping[str, Callable[[View], Iterator[str]]] = {
        "not launchable": still_launchable,
        "family": families_kept,
        "named": parameters_launchable,
        "value": parameters_kept,
        "nodes": pools_launchable,
        "pool": pools_kept,
        "fields": fields_kept,
        "snapshot": snapshots_kept,
        "touched": others_untouched,
        "defaults": defaults_known,
    }
    return [f"{name}: {text}" for name, rule in rules.items() for text in rule(view)]


def still_launchable(view: View) -> Iterator[str]:
    """Everybody whose image could be launched has one that can be."""
    could, can = users(view.before), users(view.now)
    for user, image in could.items():
        account = user.partition(" ")[0]
        if is_launchable(view.before, image, account) and not is_launchable(view.now, can.get(user, ""), account):
            yield f"{user} launched from {image} and has {can.get(user) or 'no image'}"


def users(world: World) -> dict[str, str]:
    """The image of everybody that launches, by account and name."""
    found = {}
    for account in (OWNER, *CONSUMERS):
        templates = things(world, "launch_templates", account)
        for template in templates.values():
            for word in ("Default", "Latest"):
                found[f"{account} {template['id']} {word}"] = image_of_template(template, word)
        for group in things(world, "scaling_groups", account).values():
            if group["template"] in templates:
                image = image_of_template(templates[group["template"]], group["template_version"])
                found[f"{account} {group['id']}"] = image
        for item in things(world, "scaling_configurations", account).values():
            found[f"{account} {item['id']}"] = str(item["data"].get("ImageId", ""))
    for family in {image["family"] for image in things(world, "images").values()} - {"", SET_ASIDE}:
        found[f"{OWNER} family {family}"] = image_of_family(world, family)
    return found


def image_of_template(template: Thing, version: str) -> str:
    """The image that a version gives, which is a number or a word; empty without such a version."""
    numbers = [item["number"] for item in template["versions"]]
    number = {"Default": template["default"], "": template["default"], "Latest": max(numbers, default=0)}.get(version)
    wanted = number or int(version)
    found = next((item for item in template["versions"] if item["number"] == wanted), None)
    return str(found["data"].get("ImageId", "")) if found else ""


def image_of_family(world: World, family: str) -> str:
    """The image that the family gives, empty without one."""
    images = [
        image
        for image in things(world, "images").values()
        if image["family"] == family and image["status"] == "Available"
    ]
    return str(max(images, key=lambda image: str(image["created"]))["id"]) if images else ""


def fields_kept(view: View) -> Iterator[str]:
    """A version never changes. A new one has the fields of that it was made from, but for image and key."""
    templates = things(view.now, "launch_templates")
    for template_id, was in things(view.before, "launch_templates").items():
        now = templates.get(template_id)
        if now is None:
            yield f"the template {template_id} is gone"
            continue
        yield from _versions_kept(view, template_id, was["versions"], now["versions"])
        if now["default"] not in [version["number"] for version in now["versions"]]:
            yield f"the default version {now['default']} of {template_id} is not there"
    configurations = things(view.now, "scaling_configurations")
    for name, was in things(view.before, "scaling_configurations").items():
        now = configurations.get(name)
        if now is None or _but_image(view, was["data"]) != _but_image(view, now["data"]):
            yield f"the configuration {name} was {was['data']} and is {now and now['data']}"


def _versions_kept(view: View, template: str, was: Sequence[Thing], now: Sequence[Thing]) -> Iterator[str]:
    found = {version["number"]: version for version in now}
    for version in was:
        same = found.get(version["number"])
        if same is None and view.chapter is Chapter.UNDO and MARK.fullmatch(version["description"]):
            continue
        if same is None or same["data"] != version["data"]:
            yield f"version {version['number']} of {template} was {version['data']} and is {same and same['data']}"
    old = {version["number"] for version in was}
    made: list[str] = []
    for version in now:
        if version["number"] in old:
            continue
        mark = MARK.fullmatch(version["description"])
        base = found.get(int(mark[3])) if mark else None
        if mark is None or base is None or view.image_map.get(mark[2]) != mark[1]:
            yield f"version {version['number']} of {template} says {version['description']!r}"
            continue
        made.append(mark[0])
        wanted = {**_but_image(view, base["data"]), "ImageId": mark[1]}
        if {**_but_image(view, version["data"]), "ImageId": version["data"].get("ImageId")} != wanted:
            yield f"version {version['number']} of {template} is {version['data']}, made from {base['data']}"
        disk = version["data"].get("SystemDisk", {})
        if view.key and (str(disk.get("Encrypted")).lower(), disk.get("KMSKeyId")) != ("true", view.key):
            yield f"version {version['number']} of {template} has the system disk {disk}"
    if len(set(made)) < len(made):
        yield f"{template} has two versions for the same: {made}"


def _but_image(view: View, data: Thing) -> dict[str, Any]:
    """The fields that stay, whether numbers and booleans are texts or not."""
    kept = {name: value for name, value in data.items() if name != "ImageId"}
    disk = {name: value for name, value in kept.get("SystemDisk", {}).items() if not view.key or name not in ENCRYPTION}
    return {name: _text(value) for name, value in {**kept, "SystemDisk": disk}.items()}


def _text(value: Any) -> Any:
    if isinstance(value, Mapping):
        # A tag without a value is the same as one with an empty value.
        return {name: _text(part) for name, part in value.items() if part != ""}
    if isinstance(value, list):
        return [_text(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def snapshots_kept(view: View) -> Iterator[str]:
    """No snapshot is gone that an image or a disk uses, or that is not part of what is deleted."""
    left = things(view.now, "snapshots").keys()
    for image in things(view.now, "images").values():
        for disk in image["disks"]:
            if disk["snapshot"] not in left:
                yield f"{disk['snapshot']} of the image {image['id']} is gone"
    used = {disk.get("snapshot") for item in things(view.now, "instances").values() for disk in item["disks"]}
    going = _going(view) if view.chapter is Chapter.DELETE else set()
    for snapshot in things(view.before, "snapshots"):
        if snapshot not in left and (snapshot in used or snapshot not in going):
            yield f"{snapshot} is gone, {'which a disk was made from' if snapshot in used else 'which stays'}"


def _going(view: View) -> set[str]:
    """The snapshots of old images and failed attempts, and the orphan of a copy."""
    images = things(view.before, "images")
    old = [images[image] for image in (*view.image_map, "m-failed") if image in images]
    return {disk["snapshot"] for image in old for disk in image["disks"]} | {"s-orphan"}


def others_untouched(view: View) -> Iterator[str]:
    """Copies, other images, keys, groups, servers and other accounts are as before; old images change as they may.

    ECS makes its service key itself when a region first encrypts disks.
    """
    now = things(view.now, "images")
    is_retiring = view.chapter in RETIRING
    for image_id, was in things(view.before, "images").items():
        may_go = view.chapter is Chapter.DELETE and image_id in (*view.image_map, "m-failed")
        if image_id not in now:
            if not may_go:
                yield f"the image {image_id} is gone"
            continue
        may_change = RETIRED if is_retiring and image_id in view.image_map else ()
        for name in was.keys() - {*may_change, *JUDGED}:
            if was[name] != now[image_id].get(name):
                yield f"{name} of {image_id} was {was[name]!r} and is {now[image_id].get(name)!r}"
    for part in ("keys", "scaling_groups", "instances"):
        states = [
            [_without_mark(item) for item in things(world, part).values() if item.get("alias") != SERVICE_KEY]
            for world in (view.before, view.now)
        ]
        if states[0] != states[1]:
            yield f"the {part} have changed"
    for account, part in itertools.product(CONSUMERS, ("launch_templates", "oos_parameters")):
        if things(view.before, part, account) != things(view.now, part, account):
            yield f"the {part} of the account {account} have changed"


def _without_mark(item: Thing) -> dict[str, Any]:
    """The same without what ECS puts on the keys that it uses."""
    return {**item, "tags": {name: value for name, value in item["tags"].items() if name != OF_ECS}}


def defaults_known(view: View) -> Iterator[str]:
    """New disks are encrypted as before, or under the key that is asked for; on the way there, with the service key."""
    was, now = (
        world["accounts"][OWNER]["regions"][REGION]["encryption_by_default"] for world in (view.before, view.now)
    )
    if view.chapter is not Chapter.GUARD:
        if was != now:
            yield f"default encryption was {was} and is {now}"
    elif now["key"] not in (was["key"], None, KEY) or (was["enabled"] and not now["enabled"]):
        yield f"default encryption is {now}"
