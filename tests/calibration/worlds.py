# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts that behave in one way or another, and what calibration has to say about each."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

OWNER, CONSUMER = "1000000000000001", "2000000000000002"
CANARY_GIB = 4
FOREIGN_KEY = f"acs:kms:cn-beijing:{CONSUMER}:key/key-central"
DISK_ROLE = "AliyunECSDiskEncryptDefaultRole"
BOTH = (False, True)
# Every setting that has a probe, and the values that are tried.
VALUES: dict[str, Sequence[Any]] = {
    "client_token_counts_tags": (True, False),
    "client_token_seconds": (0.0, 3.0),
    "copy_conflict_scope": ("image", "destination"),
    "copy_encrypted_default": ("refuse", "keep"),
    "copy_keeps_boot_mode": BOTH,
    "copy_keeps_description": BOTH,
    "copy_keeps_features": BOTH,
    "copy_keeps_tags": BOTH,
    "copy_keeps_source_disk": BOTH,
    "copy_seconds_per_gib": (0.5, 1.0),
    "copy_without_key": ("source", "service"),
    "default_key_shareable": (True, False),
    "disk_role_needs_policy": BOTH,
    "dry_run_ignored": BOTH,
    "foreign_key_form": ("arn", "id"),
    "image_id_lists": (True, False),
    "image_order": ("newest_first", "oldest_first"),
    "is_self_shared": ("True", "true"),
    "key_alias_taken": BOTH,
    "key_arn_taken": BOTH,
    "list_lag_seconds": (0.0, 2.0),
    "managed_hsm": BOTH,
    "mapping_encrypted": ("boolean", "string", "absent"),
    "running_copies_per_region": (5, 2, 1),
    "service_key_id_empty": BOTH,
    "share_role_needs_policy": (True, False),
    "sharee_sees_snapshots": BOTH,
    "source_disk_size": ("number", "string"),
    "undecryptable_launch": ("vanish", "refuse", "dead"),
    "unknown_snapshot": ("ignore", "refuse"),
}
# Settings of times: what is measured is that time and what the calls took.
SLACK_SECONDS = 6.0
OF_READS = (
    "image_id_lists",
    "image_order",
    "is_self_shared",
    "managed_hsm",
    "mapping_encrypted",
    "service_key_id_empty",
    "source_disk_size",
)


def covering() -> list[dict[str, Any]]:
    """Return settings of as many worlds as it takes for every value to come once.

    A disk role that lacks its policy lets no copy be made, so that it has a world of its own.
    """
    number = max(map(len, VALUES.values()))
    worlds = [{name: values[index % len(values)] for name, values in VALUES.items()} for index in range(number)]
    for world in worlds:
        world["disk_role_needs_policy"] = False
    # A key that cannot be shared hides what the role needs, so that both values come with one that can.
    shareable = [index for index in range(number) if worlds[index]["default_key_shareable"]]
    for place, index in enumerate(shareable):
        worlds[index]["share_role_needs_policy"] = bool(place % 2 == 0)
    return [*worlds, {**worlds[0], "disk_role_needs_policy": True}]


def drawn(seed: int) -> dict[str, Any]:
    """Return random settings. Most disk roles serve, since without one nothing can be copied."""
    chance = random.Random(seed)
    settings = {name: chance.choice(values) for name, values in VALUES.items()}
    return {**settings, "disk_role_needs_policy": chance.random() < 0.1}


def world(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return an account with a canary, an image under the service key and a shared one, and a consumer with a key."""
    policy = {
        "Version": "1",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["kms:*"],
                "Principal": {"RAM": [f"acs:ram::{OWNER}:role/{DISK_ROLE}"]},
                "Resource": ["*"],
            }
        ],
    }
    return {
        "settings": {"copy_seconds": 0, "run_instance_seconds": 2, "boot_seconds": 1, **settings},
        "accounts": {
            OWNER: {
                "access_keys": {"operator-key": {"secret": "operator-secret", "user": "operator"}},
                "users": {"operator": {"policies": ["AdministratorAccess"]}},
                "roles": {DISK_ROLE: {"policies": []}},
                "regions": {
                    "cn-beijing": {
                        "keys": [{"id": "key-own", "alias": "alias/image-share"}],
                        "snapshots": [{"id": "s-m-canary", "size_gib": CANARY_GIB, "source_disk": "d-canary"}],
                        "images": [
                            _image("m-canary", CANARY_GIB, "2025-03-01T00:00:00Z"),
                            _image("m-service", 20, "2025-02-01T00:00:00Z", encrypted=True, key="alias/acs/ecs"),
                            {**_image("m-shared", 20, "2025-01-01T00:00:00Z"), "shared_with": [CONSUMER]},
                        ],
                    },
                    "cn-shanghai": {},
                },
            },
            CONSUMER: {
                "roles": {"viewer": {"trust": _trust(), "policies": ["AliyunECSFullAccess"]}},
                "regions": {"cn-beijing": {"keys": [{"id": "key-central", "instance": "kst-1", "policy": policy}]}},
            },
        },
    }


def _trust() -> dict[str, Any]:
    principal = {"RAM": [f"acs:ram::{OWNER}:root"]}
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}


def _image(image_id: str, gib: int, created: str, **disk: Any) -> dict[str, Any]:
    disks = [{"type": "system", "size_gib": gib, "snapshot": f"s-{image_id}", **disk}]
    return {"id": image_id, "name": image_id[2:], "created": created, "disks": disks}


def wrong(settings: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return what calibration says otherwise than the world is, or leaves open although it could have told."""
    told = found["settings"]
    texts = []
    for name in sorted(expected(settings)):
        if name not in told:
            texts.append(f"{name} is not settled")
        elif not fits(name, settings[name], told[name]):
            texts.append(f"{name} is {settings[name]!r}, and calibration says {told[name]!r}")
    whys = {f"{fact['fact']}: {fact['why']}" for fact in found["facts"] if texts and fact["why"]}
    return [*texts, *sorted(whys)]


def expected(settings: Mapping[str, Any]) -> set[str]:
    """Return the settings that calibration can tell in a world."""
    names = set(VALUES)
    if settings["disk_role_needs_policy"]:
        # The role has no policy, so that the first copy is refused.
        return {*OF_READS, "disk_role_needs_policy"} | (set() if settings["dry_run_ignored"] else {"dry_run_ignored"})
    if settings["client_token_seconds"]:
        # It may be forgotten before it is asked about.
        names.discard("client_token_counts_tags")
    if not settings["default_key_shareable"]:
        names -= {"share_role_needs_policy", "sharee_sees_snapshots", "undecryptable_launch"}
    return names


def fits(name: str, real: Any, told: Any) -> bool:
    """Say whether a value is that of the world; a measured one may be longer by what the calls took."""
    if name == "copy_seconds_per_gib":
        return bool(real * 0.5 <= told <= real + SLACK_SECONDS / CANARY_GIB)
    if name == "list_lag_seconds":
        return bool(real * 0.5 <= told <= real + SLACK_SECONDS)
    if name == "client_token_seconds":
        return bool(told >= real) if real else told == 0
    return bool(real == told)
