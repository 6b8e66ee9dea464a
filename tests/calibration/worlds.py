# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts that behave in one way or another, and what calibration has to say about each."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

OWNER, CONSUMER = "1000000000000001", "2000000000000002"
CANARY_GIB = 4
FOREIGN_KEY = f"acs:kms:cn-beijing:{CONSUMER}:key/key-central"
DISK_ROLE, SHARE_ROLE = "AliyunECSDiskEncryptDefaultRole", "AliyunECSShareEncryptImageDefaultRole"
# With the consumer they are one more than a call takes.
MANY = tuple(f"30000000000000{number:02}" for number in range(10))
IN_USE = "the role is in use"
ROLE_FACTS = ("share_needs_role", "share_needs_trust", "share_role_needs_policy", "role_propagation")
LAUNCHES_VARIED = ("launch_without_policy", "launch_without_trust", "launch_without_role")
# What may stand in the result outside of the evidence is none of this.
IDS = re.compile(r"[0-9]{16}|\b(m|s|d|i|vsw|sg)-[a-z0-9]|key-(own|central)|image-share|operator")
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
# Facts without a setting, and what a world shows of them.
CONFIRMED = (
    "usable_filter",
    "key_id_taken",
    "same_image_twice",
    "copy_keeps_family",
    "copy_keeps_resource_group",
    "service_key_shared",
)
OF_SHARES = ("encrypted_share", "share_list", "share_again", "consumer_sees_image", "consumer_launches", "auto_release")
OF_READS = (
    "image_id_lists",
    "image_order",
    "is_self_shared",
    "managed_hsm",
    "mapping_encrypted",
    "service_key_id_empty",
    "source_disk_size",
)


# What hides other settings: each is tried in a world of its own.
HIDING: dict[str, Any] = {"default_key_shareable": False, "client_token_seconds": 3.0, "disk_role_needs_policy": True}


def covering() -> list[dict[str, Any]]:
    """Return settings of as many worlds as it takes for calibration to find every value once."""
    number = max(map(len, VALUES.values()))
    worlds = [{name: values[index % len(values)] for name, values in VALUES.items()} for index in range(number)]
    for world in worlds:
        world.update({name: next(value for value in VALUES[name] if value != HIDING[name]) for name in HIDING})
    return [*worlds, *({**worlds[0], name: value} for name, value in HIDING.items())]


def drawn(seed: int) -> dict[str, Any]:
    """Return random settings. Most disk roles serve, since without one nothing can be copied."""
    chance = random.Random(seed)
    settings = {name: chance.choice(values) for name, values in VALUES.items()}
    return {**settings, "disk_role_needs_policy": chance.random() < 0.1}


def world(settings: Mapping[str, Any], kind: str = "bare") -> dict[str, Any]:
    """Return an account with a canary, an image under the service key and a shared one, and a consumer with a key.

    The account has no share role if it is `bare`, a canary with a data disk if it has `data_disks`, and a share role
    that eleven accounts rely on if that is `in_use`.
    """
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
    canary = _image("m-canary", CANARY_GIB, "2025-03-01T00:00:00Z") | {"resource_group": "rg-golden"}
    if kind == "data_disks":
        canary["disks"].append({"type": "data", "size_gib": CANARY_GIB, "snapshot": "s-m-canary-data"})
    roles: dict[str, Any] = {DISK_ROLE: {"policies": []}}
    if kind == "in_use":
        roles[SHARE_ROLE] = {"trust": _share_trust(), "policies": ["AliyunKMSFullAccess"]}
    return {
        "settings": {"copy_seconds": 0, "run_instance_seconds": 2, "boot_seconds": 1, **settings},
        "accounts": {
            OWNER: {
                "access_keys": {"operator-key": {"secret": "operator-secret", "user": "operator"}},
                "users": {"operator": {"policies": ["AdministratorAccess"]}},
                "roles": roles,
                "resource_groups": ["rg-golden"],
                "regions": {
                    "cn-beijing": {
                        "keys": [{"id": "key-own", "alias": "alias/image-share"}],
                        "snapshots": [{"id": "s-m-canary", "size_gib": CANARY_GIB, "source_disk": "d-canary"}],
                        "images": [
                            canary,
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
            **{account: {} for account in MANY},
        },
    }


def _share_trust() -> dict[str, Any]:
    services = [f"{account}@ecs.aliyuncs.com" for account in (CONSUMER, *MANY)]
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": services}}
    return {"Version": "1", "Statement": [statement]}


def _trust() -> dict[str, Any]:
    principal = {"RAM": [f"acs:ram::{OWNER}:root"]}
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}


def _image(image_id: str, gib: int, created: str, **disk: Any) -> dict[str, Any]:
    disks = [{"type": "system", "size_gib": gib, "snapshot": f"s-{image_id}", **disk}]
    return {"id": image_id, "name": image_id[2:], "created": created, "disks": disks}


def wrong(settings: Mapping[str, Any], found: Mapping[str, Any], kind: str = "bare") -> list[str]:
    """Return what calibration says otherwise than the world is, or leaves open although it could have found it."""
    told = found["settings"]
    texts = []
    for name in sorted(expected(settings, kind)):
        if name not in told:
            texts.append(f"{name} is not settled")
        elif not fits(name, settings[name], told[name]):
            texts.append(f"{name} is {settings[name]!r}, and calibration says {told[name]!r}")
    facts = {fact["fact"]: fact for fact in found["facts"]}
    for name, (result, value) in expected_facts(settings, kind).items():
        seen = facts[name]["result"], facts[name]["value"]
        if result != seen[0] or value not in (None, seen[1]):
            texts.append(f"{name} is to be {result} {value}, and calibration says {seen}")
    texts += [f"{name} has no evidence" for name, fact in facts.items() if not is_proven(fact)]
    bare = [{name: value for name, value in fact.items() if name != "evidence"} for fact in found["facts"]]
    texts += [f"an id outside of the evidence: {match[0]}" for match in IDS.finditer(json.dumps(bare))]
    whys = {f"{fact['fact']}: {fact['why']}" for fact in found["facts"] if texts and fact["why"]}
    return [*texts, *sorted(whys)]


def is_proven(fact: Mapping[str, Any]) -> bool:
    """Say whether a fact that is settled has evidence, each with action, request id and time."""
    proof = fact["evidence"]
    if fact["result"] == "not_settled":
        return True
    return bool(proof) and all(item["action"] and item["request_id"] and item["at"] for item in proof)


def expected(settings: Mapping[str, Any], kind: str) -> set[str]:
    """Return the settings that calibration can find in a world."""
    names = set(VALUES)
    if settings["disk_role_needs_policy"]:
        # The role has no policy, so that the first copy is refused.
        return {*OF_READS, "disk_role_needs_policy"} | (set() if settings["dry_run_ignored"] else {"dry_run_ignored"})
    if settings["client_token_seconds"]:
        # It may be forgotten before it is asked about.
        names.discard("client_token_counts_tags")
    if kind == "data_disks":
        names.discard("default_key_shareable")
    if not is_shared(settings, kind):
        names.discard("sharee_sees_snapshots")
    if not is_shared(settings, kind) or kind != "bare":
        names -= {"share_role_needs_policy", "undecryptable_launch"}
    return names


def is_shared(settings: Mapping[str, Any], kind: str) -> bool:
    """Say whether ECS shares a copy of the canary."""
    return kind != "data_disks" and settings["default_key_shareable"] and not settings["disk_role_needs_policy"]


def expected_facts(settings: Mapping[str, Any], kind: str) -> dict[str, tuple[str, Any]]:
    """Return the results, and values where they matter, of facts without a setting."""
    if settings["disk_role_needs_policy"]:
        return {"usable_filter": ("confirmed", None), "key_id_taken": ("not_settled", None)}
    facts: dict[str, tuple[str, Any]] = dict.fromkeys(CONFIRMED, ("confirmed", None))
    if not settings["client_token_seconds"]:
        facts["client_token_mismatch"] = ("confirmed", None)
    if kind == "data_disks":
        return facts | {"data_disks_shared": ("confirmed", "OperationDeined.FullImage")}
    if kind == "in_use":
        facts |= dict.fromkeys(ROLE_FACTS, ("not_settled", None))
    if not is_shared(settings, kind):
        return facts
    facts |= dict.fromkeys(OF_SHARES, ("confirmed", None))
    if kind == "in_use":
        facts |= dict.fromkeys(LAUNCHES_VARIED, ("not_settled", None))
        return facts | {"accounts_per_call": ("confirmed", 10)}
    facts |= dict.fromkeys(("share_needs_role", "share_needs_trust", "role_propagation"), ("confirmed", None))
    return facts | expected_launches(settings)


def expected_launches(settings: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Return what instances become without the policy, the trust and the role."""
    result, value = {
        "vanish": ("confirmed", "instance_vanished"),
        "refuse": ("refuted", "InvalidParameter.KMSKeyId.KMSUnauthorized"),
        "dead": ("refuted", "running_unproven"),
    }[settings["undecryptable_launch"]]
    without_policy = (result, value) if settings["share_role_needs_policy"] else ("refuted", "lives")
    return {
        "launch_without_policy": without_policy,
        "launch_without_trust": (result, value),
        "launch_without_role": (result, value),
    }


def fits(name: str, real: Any, told: Any) -> bool:
    """Say whether a value is that of the world; a measured one may be longer by what the calls took."""
    if name == "copy_seconds_per_gib":
        return bool(real * 0.5 <= told <= real + SLACK_SECONDS / CANARY_GIB)
    if name == "list_lag_seconds":
        return bool(real * 0.5 <= told <= real + SLACK_SECONDS)
    if name == "client_token_seconds":
        return bool(told >= real) if real else told == 0
    return bool(real == told)
