# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules that hold at any moment, whatever goes wrong: nothing twice, nothing wrong, nothing touched or left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.faults.cloud import Image, images_of
from tests.faults.findings import Case, Violation
from tests.faults.scenario import OWNER, Pair

SHARES = ("shared_with", "shared_since")
# What a run may put right on a copy that an earlier one left.
REPAIRED = ("tags", "description", "family", "boot_mode", "nvme", *SHARES)
# ECS marks the keys that it uses.
OF_ECS = "acs:ecs:disk-encryption"

Rule = Callable[[Case], Iterator[str]]


def at_any_time(case: Case) -> list[Violation]:
    """Everything that does not hold."""
    rules: Mapping[str, Rule] = {
        "double": no_double,
        "wrong key": right_key,
        "outside": nothing_outside,
        "touched": nothing_touched,
        "orphan": no_orphans,
        "leftover": no_leftovers,
    }
    return [Violation(rule=name, text=text) for name, rule in rules.items() for text in rule(case)]


def no_double(case: Case) -> Iterator[str]:
    """There is at most one copy that is not failed for each image and destination."""
    for pair in case.wanted.pairs:
        alive = case.alive(pair)
        if len(alive) > 1:
            yield f"{_name(pair)} has {', '.join(image['id'] + ' ' + image['status'] for image in alive)}"


def right_key(case: Case) -> Iterator[str]:
    """Every disk of every image that was made is under exactly its region's key."""
    for region, image in case.new:
        for disk in image["disks"]:
            if not disk["encrypted"] or disk["key"] != case.wanted.keys.get(region):
                yield f"{image['id']} in {region} has {disk['device']} under {disk['key']}"


def nothing_outside(case: Case) -> Iterator[str]:
    """Every image that was made is a copy that was asked for."""
    asked = {(pair.image, pair.region) for pair in case.wanted.pairs}
    for region, image in case.new:
        origin = image.get("origin") or {}
        source = (origin.get("account"), origin.get("region"))
        if source != (OWNER, case.wanted.region) or (origin.get("image"), region) not in asked:
            yield f"{image['id']} in {region} was made from {origin.get('image')} and not asked for"


def nothing_touched(case: Case) -> Iterator[str]:
    """What was there is as it was: sources, other images, snapshots, keys, other accounts."""
    after = {image["id"]: image for _region, image in images_of(case.after)}
    earlier = {image["id"] for pair in case.wanted.pairs for image in case.copies(pair)}
    for image_id, image in case.old.items():
        now = after.get(image_id)
        if now is None:
            if image_id not in case.gone and not _is_record(image):
                yield f"{image_id} is gone"
            continue
        may_change = REPAIRED if image_id in earlier else SHARES if image_id in case.wanted.as_is else ()
        for name in image.keys() - set(may_change):
            if image[name] != now[name]:
                yield f"{name} of {image_id} was {image[name]!r} and is {now[name]!r}"
    for region, facts in case.before["accounts"][OWNER]["regions"].items():
        yield from _changed_parts(case, facts, case.after["accounts"][OWNER]["regions"][region])
    for account, facts in case.before["accounts"].items():
        if account != OWNER and _things(facts) != _things(case.after["accounts"][account]):
            yield f"the account {account} has changed"


def _changed_parts(case: Case, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    records = {disk["snapshot"] for image in before["images"] if _is_record(image) for disk in image["disks"]}
    for part in ("snapshots", "keys"):
        now = {item["id"]: _without_mark(item) for item in after[part]}
        for item in before[part]:
            if item["id"] in case.gone | records:
                continue
            if now.get(item["id"]) != _without_mark(item):
                yield f"{item['id']} of the {part} was {_without_mark(item)!r} and is {now.get(item['id'])!r}"


def _without_mark(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "tags": {name: value for name, value in item["tags"].items() if name != OF_ECS}}


def no_orphans(case: Case) -> Iterator[str]:
    """Every snapshot belongs to an image, or says in its tags whose it was, so that a later run finds it."""
    for region, snapshot in case.loose_snapshots():
        if not case.names_pair(region, snapshot["tags"]):
            yield f"{snapshot['id']} in {region} belongs to no image"


def no_leftovers(case: Case) -> Iterator[str]:
    """No more failed copies are there than attempts are allowed, each under a number of its own.

    One without its tags is nobody's: what failed has no facts that say whose it is.
    """
    for pair in case.wanted.pairs:
        records = [image for image in case.copies(pair) if _is_record(image)]
        failed = [image for image in records if case.names_pair(pair.region, image["tags"])]
        numbers = [image["tags"]["imageops:copy"].removeprefix(case.tag(pair)) for image in failed]
        if len(failed) > case.wanted.max_attempts or len(set(numbers)) < len(numbers):
            yield f"{_name(pair)} left {', '.join(image['id'] for image in failed)} with the attempts {numbers}"


def _is_record(image: Image) -> bool:
    return bool(image["status"] == "CreateFailed")


def _things(account: Mapping[str, Any]) -> list[Any]:
    """What an account has, without the regions that were only asked about."""
    return [facts[part] for facts in account["regions"].values() for part in ("images", "snapshots") if facts[part]]


def _name(pair: Pair) -> str:
    return f"{pair.image} to {pair.region}"
