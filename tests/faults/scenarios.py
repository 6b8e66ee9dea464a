# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From a seed to its scenario, always the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.faults.more_trouble import disturb_more, more_faults
from tests.faults.scenario import OWNER, Kind, Pair, Scenario, Wanted
from tests.faults.trouble import READ_TIMEOUT, Limits, Planned, make_faults, make_removal, make_steps
from tests.faults.worlds import (
    CONSUMERS,
    VIEWER,
    Fleet,
    draw_from,
    earlier_copy,
    key_id,
    make_fleet,
    make_world,
    other_image,
    snapshots_of,
)

CLOCK_SPEED = 1800
PLAYBOOKS = 0.12
REMOVALS = 0.25
SHARP = 0.15
TEMPLATES = ("{name}-cmk",) * 3 + ("{name}", "{name}-{key}-{attempt}", "golden", "copy of {id}")
LONGEST_NAME = 128
SELECT = {"pick": "me"}
# Longer than any call is repeated, in this machine's time.
TOKEN_SECONDS = 45
# Copies that are waited for in one row: each pair takes a place, and five run side by side.
MANY = 8


def make_scenario(seed: int) -> Scenario:
    """Draw everything in a fixed order."""
    draw = draw_from(seed)
    playbook = draw.random() < PLAYBOOKS
    settings = _settings(draw)
    fleet = make_fleet(draw, keeps_tags=settings["copy_keeps_tags"])
    command = _playbook_command(draw, fleet) if playbook else _task_command(draw, fleet)
    wanted = (_wanted_by_playbook if playbook else _wanted_by_task)(fleet, command)
    sharp = draw.random() < SHARP
    # Copies carry the tags of their sources.
    forgets = bool(command.get("images_all") or command.get("images_tags"))
    limits = Limits(playbook=playbook, forgets=forgets, sharp=sharp)
    _add_others(draw, fleet, wanted, command, limits)
    # Drawn apart, so that what a seed had before there were these kinds stays as it was.
    extra = draw_from(f"more/{seed}")
    faults = (*make_faults(draw, wanted.pairs, limits), *more_faults(extra))
    longest = draw.uniform(8.0, 12.0) if sharp else draw.uniform(0.3, 4.0)
    lag = round(longest, 2) if sharp or draw.random() < 0.25 else 0.0
    seconds = draw.choice((0.0, 0.2, 0.5) if len(wanted.pairs) > MANY else (0.0, 0.3, 0.8, 1.3))
    settings |= {"copy_seconds": seconds * CLOCK_SPEED, "list_lag_seconds": lag * CLOCK_SPEED}
    settings["list_lag_every"] = draw.choice((1, 1, 2, 3))
    # Runs have names of their own, so both readings of a used client token count.
    settings["client_token_counts_tags"] = bool(seed % 3)
    if not playbook:
        command["visibility_timeout"] = 3 + math.ceil(lag)
    removal = make_removal(draw, limits) if not playbook and draw.random() < REMOVALS else None
    return Scenario(
        seed=seed,
        playbook=playbook,
        world=make_world(draw, fleet, settings, share_role=not playbook or draw.random() < 0.3),
        wanted=wanted,
        command=command,
        connection=_connection(draw, (*faults, *(removal.faults if removal else ()))),
        faults=faults,
        lag=lag,
        steps=disturb_more(extra, make_steps(draw, wanted.pairs, limits), wanted.pairs, limits),
        clock_speed=CLOCK_SPEED,
        removal=removal,
    )


def _settings(draw: Random) -> dict[str, Any]:
    return {
        "copy_keeps_tags": draw.random() < 0.3,
        "copy_keeps_description": draw.random() < 0.3,
        "copy_keeps_boot_mode": draw.random() < 0.7,
        "copy_keeps_features": draw.random() < 0.7,
        "copy_conflict_scope": draw.choice(("image", "destination")),
        "running_copies_per_region": draw.choice((1, 2, 5, 5)),
        "client_token_seconds": draw.choice((0.0, TOKEN_SECONDS * CLOCK_SPEED)),
        "mapping_encrypted": draw.choice(("boolean", "string", "absent")),
    }


def _connection(draw: Random, faults: Sequence[Planned]) -> dict[str, Any]:
    connection: dict[str, Any] = {"max_attempts": draw.choice((8, 8, 3, 1, 1)), "concurrency": draw.choice((1, 4, 8))}
    if any(kind is Kind.TIMEOUT for kind, _fault in faults):
        connection["read_timeout"] = READ_TIMEOUT
    return connection


def _destinations(draw: Random, fleet: Fleet) -> list[str]:
    names = sorted(fleet.regions)
    return draw.sample(names, draw.randint(1, len(names)))


def _task_command(draw: Random, fleet: Fleet) -> dict[str, Any]:
    """The options of `image_copy`, and `share_state` for the images' shares."""
    destinations = _destinations(draw, fleet)
    images = draw.sample(sorted(fleet.images), max(1, len(fleet.images) - draw.randint(0, 2)))
    keys = draw.choice(("alias/image-share", {region: key_id(region) for region in destinations}))
    return {
        "region": fleet.region,
        "image_ids": images,
        "destination_regions": destinations,
        "kms_key_id": keys,
        "name": draw.choice(TEMPLATES),
        "carry_tags": draw.random() < 0.8,
        "restore_family": draw.random() < 0.3,
        "max_copy_attempts": draw.choice((1, 2, 3, 3)),
        "max_in_flight": draw.choice((1, 3, 50)),
        "pass_seconds": draw.choice((1, 2, 60)),
        "poll_seconds": 1,
        "share_accounts": draw.sample(CONSUMERS, draw.randint(0, len(CONSUMERS))),
        "share_state": draw.choice(("present", "present", "exact")),
    }


def _wanted_by_task(fleet: Fleet, command: dict[str, Any]) -> Wanted:
    destinations, chosen = command["destination_regions"], command["image_ids"]
    home = fleet.region if fleet.region in destinations else ""
    as_is = [image for image in chosen if home and fleet.kinds[image] == "target"]
    return Wanted(
        region=fleet.region,
        pairs=tuple(
            Pair(image=image, region=region)
            for image in chosen
            for region in destinations
            if not (image in as_is and region == home)
        ),
        as_is=tuple(as_is),
        keys={region: key_id(region) for region in destinations},
        accounts=tuple(command["share_accounts"]),
        shared=frozenset(image for image in chosen if fleet.kinds[image] != "multi"),
        exact=command["share_state"] == "exact",
        carry_tags=command["carry_tags"],
        restore_family=command["restore_family"],
        max_attempts=command["max_copy_attempts"],
    )


def _playbook_command(draw: Random, fleet: Fleet) -> dict[str, Any]:
    """The variables of `migrate_images.yml`."""
    # An image that is named and cannot be migrated stops the playbook.
    single = [image for image in sorted(fleet.images) if fleet.kinds[image] != "multi"]
    chosen = draw.sample(single, max(min(1, len(single)), len(single) - draw.randint(0, 2)))
    way = draw.choice(("ids", "tags", "all")) if chosen else "all"
    if way == "tags":
        for image in chosen:
            fleet.images[image]["tags"] = dict([*fleet.images[image]["tags"].items()][:16]) | SELECT
    selections: dict[str, dict[str, Any]] = {
        "ids": {"images_ids": chosen},
        "tags": {"images_tags": SELECT},
        "all": {"images_all": True},
    }
    accounts = draw.sample(CONSUMERS, draw.randint(0, len(CONSUMERS)))
    return {
        **selections[way],
        "images_region": fleet.region,
        "images_destination_regions": _destinations(draw, fleet),
        "images_kms_key_id": "alias/image-share",
        "images_share_accounts": accounts,
        "images_encrypt_unencrypted": draw.random() < 0.5,
        "images_share_unencrypted": draw.random() < 0.5,
        "images_restore_family": draw.random() < 0.3,
        "images_pass_seconds": draw.choice((1, 2, 60)),
        "images_consumer_role_arns": {account: f"acs:ram::{account}:role/{VIEWER}" for account in accounts},
    }


def _wanted_by_playbook(fleet: Fleet, command: dict[str, Any]) -> Wanted:
    """What the README of the playbook says becomes of each kind of image."""
    home, destinations = fleet.region, command["images_destination_regions"]
    chosen = [
        image
        for image, facts in fleet.images.items()
        if command.get("images_all")
        or image in command.get("images_ids", ())
        or ("images_tags" in command and SELECT.items() <= facts["tags"].items())
    ]
    pairs, as_is = [], []
    for image in chosen:
        for region in destinations:
            kind = fleet.kinds[image]
            if kind in ("service", "hidden") or (kind == "plain" and command["images_encrypt_unencrypted"]):
                pairs.append(Pair(image=image, region=region))
            elif kind in ("target", "other"):
                (as_is.append(image) if region == home else pairs.append(Pair(image=image, region=region)))
            elif kind == "plain" and command["images_share_unencrypted"] and region == home:
                as_is.append(image)
    return Wanted(
        region=home,
        pairs=tuple(pairs),
        as_is=tuple(as_is),
        keys={region: key_id(region) for region in destinations},
        accounts=tuple(command["images_share_accounts"]),
        shared=frozenset(chosen),
        restore_family=command["images_restore_family"],
    )


def _add_others(draw: Random, fleet: Fleet, wanted: Wanted, command: dict[str, Any], limits: Limits) -> None:
    """Copies of earlier runs, and images that are nobody's business, some named as a copy would be."""
    template = command.get("name", TEMPLATES[0])
    for pair in draw.sample(wanted.pairs, min(len(wanted.pairs), draw.choice((0, 0, 0, 1, 2)))):
        source, region = fleet.images[pair.image], fleet.regions[pair.region]
        status = draw.choice(("Available", "Available", "CreateFailed"))
        tagged = limits.forgets or template != TEMPLATES[0] or status != "Available" or draw.random() < 0.7
        copy = earlier_copy(source, fleet.region, pair.region, status, tagged=tagged)
        if _is_free(copy["name"], region):
            region["images"].append(copy)
            region["snapshots"] += snapshots_of(copy, source, fleet.region)
    sources = sorted(fleet.images)
    for number in range(draw.choice((0, 0, 1, 2))):
        name = fleet.images[draw.choice(sources)]["name"] + draw.choice(("-cmk", "-old"))
        region = draw.choice(sorted(fleet.regions))
        other = other_image(draw, number, name, region)
        if _is_free(name, fleet.regions[region]) and not (limits.forgets and region == fleet.region):
            fleet.regions[region]["images"].append(other)


def _is_free(name: str, region: dict[str, Any]) -> bool:
    return len(name) <= LONGEST_NAME and all(image["name"] != name for image in region["images"])


def describe(scenario: Scenario) -> dict[str, Any]:
    """A scenario for a reader: all but the world."""
    account = scenario.world["accounts"][OWNER]
    counts = {region: len(facts["images"]) for region, facts in account["regions"].items()}
    return {
        "seed": scenario.seed,
        "playbook": scenario.playbook,
        "images": counts,
        "pairs": len(scenario.wanted.pairs),
        "lag": scenario.lag,
        "command": dict(scenario.command),
        "connection": dict(scenario.connection),
        "faults": [dict(fault) | {"kind": str(kind)} for kind, fault in scenario.faults],
        "steps": [str(step) for step in scenario.steps],
        "removal": str(scenario.removal),
        "settings": scenario.world["settings"],
    }
