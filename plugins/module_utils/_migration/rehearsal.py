# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A world for the emulator from an audit of a real account, so that a migration can be rehearsed there.

Facts that an audit lacks are assumed in favour of the migration, and listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._copies.waiting.progress import RUNNING_PER_REGION
from .._copies.waiting.queue import QueuedCopy, region_seconds
from .._images.encryption import bare_key_id
from .._model.errors import InvalidInput
from .rehearsal_images import CANNOT, KeyFacts, is_own, key_facts, world_image

Row = Mapping[str, Any]

LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\]):\d+/?")
ADDRESS = re.compile(r"http://[^/\s]+:\d+/?")
ACCOUNT = re.compile(r"[0-9]{6,20}")
ROLE_ARN = re.compile(r"acs:ram::(\d+):role/([^/]+)")
ACCESS_KEY = "rehearsal-operator-key"
INSTANCE = "kst-rehearsal"
# Copies run so much faster that the longest queue takes about a minute, and at least this many times.
LEAST_SPEED = 600
REHEARSED_SECONDS = 60
OPERATOR = [
    "AliyunECSFullAccess",
    "AliyunKMSFullAccess",
    "AliyunRAMFullAccess",
    "AliyunResourceSharingReadOnlyAccess",
    "AliyunSTSAssumeRoleAccess",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A rehearsal's subject. `key` is one or a mapping by region, `roles` are by account, `calibrated` is a date."""

    region: str = ""
    key: Any = ""
    destinations: Sequence[str] = ()
    accounts: Sequence[str] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    seconds_per_gib: float = 45
    at_once: int = RUNNING_PER_REGION
    settings: Mapping[str, Any] = field(default_factory=dict)
    calibrated: str = ""
    secret: str = ""


def check_emulator(url: str, *, allow_remote: bool) -> None:
    """Refuse to rehearse anywhere but on an emulator. Raises InvalidInput."""
    if not (ADDRESS if allow_remote else LOOPBACK).fullmatch(url):
        raise InvalidInput(
            "images_emulator_url", url, "is not an emulator's address here", "Write http://127.0.0.1:<port>."
        )


def rehearsal(audit: Row, wanted: Rehearsed) -> dict[str, Any]:
    """`world`, `speed`, `region`, `access_key_id`, `assumed` (sentences) and `left_out` (images with reasons).

    Raises InvalidInput if there is nothing to rehearse.
    """
    owner, chosen, left_out = _choose(audit["images"])
    region = wanted.region or Counter(image["region"] for image in chosen).most_common(1)[0][0]
    regions: dict[str, dict[str, Any]] = {}
    facts = key_facts(chosen)
    for image in chosen:
        place = regions.setdefault(image["region"], {"keys": [], "images": []})
        place["images"].append(world_image(image))
    for (place_name, key_id), known in facts.items():
        if not known.is_gone:
            regions[place_name]["keys"].append(_key(key_id, known))
    assumed = _assumptions(audit, chosen, wanted.calibrated)
    assumed += _add_target_keys(regions, wanted, wanted.destinations or (region,))
    world = {
        "settings": {**wanted.settings, "copy_seconds": 0, "copy_seconds_per_gib": wanted.seconds_per_gib},
        "accounts": {
            owner: _owner(owner, regions, _denials(chosen, owner), wanted.secret),
            **_others(owner, chosen, wanted),
        },
    }
    speed, found = _speed(chosen, wanted, region), {"region": region, "access_key_id": ACCESS_KEY}
    return {"world": world, "speed": speed, **found, "assumed": assumed, "left_out": left_out}


def differing(audit: Row, found: Iterable[Row]) -> list[dict[str, str]]:
    """Images whose verdict on the emulator is not the audit's: there the rehearsal says little."""
    before = {image["image_id"]: image for image in audit["images"]}
    return [
        {
            "image_id": now["image_id"],
            "name": now["name"],
            "audit": before[now["image_id"]]["verdict"],
            "here": now["verdict"],
        }
        for now in found
        if now["image_id"] in before and before[now["image_id"]]["verdict"] != now["verdict"]
    ]


def refusals(requests: Iterable[Row]) -> list[dict[str, Any]]:
    """What the emulator refused, from its request log: action, code and how often.

    That something which was looked for is not there is an answer, and no refusal; nor is a dry run's.
    """
    counts = Counter((request["action"], request["code"]) for request in requests if _is_refused(request))
    return [{"action": action, "code": code, "times": times} for (action, code), times in counts.most_common()]


def _is_refused(request: Row) -> bool:
    code = request.get("code") or ""
    if not code or code == "DryRunOperation":
        return False
    return bool(request.get("mutating")) or ("NotExist" not in code and "NotFound" not in code)


def _choose(images: Sequence[Row]) -> tuple[str, list[Row], list[dict[str, str]]]:
    """The account, its images that can be rehearsed, and the others."""
    owners = Counter(image["owner_id"] for image in images if is_own(image))
    if not owners:
        raise InvalidInput(
            "images_audit_file", len(images), "images of an own account are not in it", "Audit own images."
        )
    owner = owners.most_common(1)[0][0]
    chosen, left_out = [], []
    for image in images:
        codes = {reason["code"] for reason in image["reasons"]}
        why = next((CANNOT[code] for code in CANNOT if code in codes), "")
        if image["owner_id"] != owner:
            why = f"belongs to account {image['owner_id']}"
        if why:
            left_out.append({"image_id": image["image_id"], "name": image["name"], "why": why})
        else:
            chosen.append(image)
    if not chosen:
        raise InvalidInput("images_audit_file", len(images), "images cannot be rehearsed", "Audit more images.")
    return owner, chosen, left_out


def _key(key_id: str, known: KeyFacts) -> dict[str, Any]:
    return {
        "id": key_id,
        "state": known.state,
        "spec": known.spec,
        "origin": known.origin,
        "instance": INSTANCE if known.in_instance else None,
    }


def _add_target_keys(regions: dict[str, dict[str, Any]], wanted: Rehearsed, destinations: Sequence[str]) -> list[str]:
    assumed = []
    for region in destinations:
        given = str(wanted.key.get(region, "") if isinstance(wanted.key, Mapping) else wanted.key)
        keys = regions.setdefault(region, {"keys": [], "images": []})["keys"]
        name = bare_key_id(given)
        if not name or name.startswith("alias/acs/") or name in {key["id"] for key in keys}:
            continue
        is_alias = name.startswith("alias/")
        key = {"id": f"key-rehearsal-{region}" if is_alias else name, "instance": INSTANCE}
        keys.append({**key, "alias": name} if is_alias else key)
        assumed.append(f"{name} is an enabled key in a KMS instance of {region}")
    return assumed


def _assumptions(audit: Row, chosen: Sequence[Row], calibrated: str) -> list[str]:
    listed = len(audit["images"])
    total = (audit.get("summary") or {}).get("total") or listed
    assumed = [
        "ECS may use KMS (AliyunECSDiskEncryptDefaultRole is there)",
        "quotas are not reached, and copies take as long as "
        + (f"the calibration of {calibrated} measured" if calibrated else "images_copy_seconds_per_gib says"),
        "the caller has every right but those that the audit says it lacks",
    ]
    if listed < total:
        assumed.append(f"the audit holds {listed} of {total} images; the others are not rehearsed")
    if any(reason["code"] == "snapshot_not_visible" for image in chosen for reason in image["reasons"]):
        assumed.append("images whose snapshots may not be read are under the service key")
    return assumed


def _denials(images: Sequence[Row], owner: str) -> list[dict[str, Any]]:
    """What the audit was not allowed to do, as a policy statement each."""
    denied = set()
    for image in images:
        for reason in image["reasons"]:
            if reason["code"] == "snapshot_not_visible":
                denied.add(("ecs:DescribeSnapshots", "*"))
            elif reason["code"] == "key_not_visible":
                keys = [disk["kms_key_id"] for disk in image["disks"] if disk["key_type"] == "unknown"]
                denied |= {("kms:DescribeKey", f"acs:kms:{image['region']}:{owner}:key/{key}") for key in keys if key}
    return [{"Effect": "Deny", "Action": action, "Resource": resource} for action, resource in sorted(denied)]


def _owner(owner: str, regions: Mapping[str, Any], denials: Sequence[Row], secret: str) -> dict[str, Any]:
    deny = [{"Version": "1", "Statement": list(denials)}] if denials else []
    return {
        "name": f"rehearsal-of-{owner}",
        "access_keys": {ACCESS_KEY: {"secret": secret, "user": "operator"}},
        "users": {"operator": {"policies": [*OPERATOR, *deny]}},
        "roles": {"AliyunECSDiskEncryptDefaultRole": {}},
        "quotas": {"images": 0, "snapshots": 0, "keys_outside_instances": 0},
        "regions": dict(regions),
    }


def _others(owner: str, images: Sequence[Row], wanted: Rehearsed) -> dict[str, Any]:
    """Accounts that have or get images, with the roles to assume there."""
    names = dict.fromkeys([*wanted.accounts, *(account for image in images for account in image["shared_with"])])
    trust = {
        "Version": "1",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [f"acs:ram::{owner}:root"]}}
        ],
    }
    roles: dict[str, dict[str, Any]] = {}
    for arn in wanted.roles.values():
        if found := ROLE_ARN.fullmatch(str(arn)):
            role = {"trust": trust, "policies": ["AliyunECSReadOnlyAccess"]}
            roles.setdefault(found[1], {})[found[2]] = role
    return {
        name: {"roles": roles.get(name, {})}
        for name in dict.fromkeys([*names, *roles])
        if name != owner and ACCOUNT.fullmatch(name)
    }


def _speed(images: Sequence[Row], wanted: Rehearsed, region: str) -> int:
    copies = [
        QueuedCopy(source=image["image_id"], region=destination, gib=sum(disk["size_gib"] for disk in image["disks"]))
        for image in images
        for destination in (wanted.destinations or (region,))
        if image["region"] == region
    ]
    longest = max(region_seconds(copies, wanted.seconds_per_gib, wanted.at_once).values(), default=0.0)
    return max(LEAST_SPEED, round(longest / REHEARSED_SECONDS))
