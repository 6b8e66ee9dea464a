# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The cloud that the tests of the client, the API functions and the engine work on."""

from __future__ import annotations

from typing import Any

from .support import AWAY, CONSUMER, HOME, OWNER

SERVICE_KEY = "alias/acs/ecs"
CROWD = tuple(str(3_000_000_000_000_000 + number) for number in range(40))


def allow(*actions: str) -> dict[str, Any]:
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


def all_but(action: str) -> dict[str, Any]:
    denied = {"Effect": "Deny", "Action": action, "Resource": "*"}
    return {"Version": "1", "Statement": [*allow("*")["Statement"], denied]}


def trust(**principal: Any) -> dict[str, Any]:
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}


def disk(key: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "system", "size_gib": 40, **({} if key is None else {"key": key}), **more}


USERS = {
    "operator": ["AdministratorAccess"],
    "nobody": [],
    "no-snapshots": [all_but("ecs:DescribeSnapshots")],
    "no-keys": [all_but("kms:DescribeKey")],
    "no-tags": [all_but("ecs:TagResources")],
    "no-attributes": [all_but("ecs:ModifyImageAttribute")],
    "no-image-deletion": [all_but("ecs:DeleteImage")],
    "no-snapshot-deletion": [all_but("ecs:DeleteSnapshot")],
}

IMAGES: list[dict[str, Any]] = [
    {
        "id": "m-web",
        "name": "web",
        "family": "web",
        "description": "from the golden pipeline",
        "boot_mode": "UEFI",
        "nvme": True,
        "tags": {"team": "web"},
        "resource_group": "rg-1",
        "disks": [disk(SERVICE_KEY, snapshot="s-web")],
    },
    {"id": "m-plain", "name": "plain", "disks": [disk(snapshot="s-plain")]},
    {"id": "m-cmk", "name": "cmk", "disks": [disk("key-bj", snapshot="s-cmk")], "shared_with": [CONSUMER]},
    {"id": "m-gone", "name": "gone", "disks": [disk("key-deleted", snapshot="s-gone")]},
    {"id": "m-old", "name": "old", "status": "Deprecated"},
    *({"id": f"m-{number:02}", "name": f"db-{number:02}", "disks": [disk(SERVICE_KEY)]} for number in range(12)),
]

WORLD: dict[str, Any] = {
    "settings": {"copy_seconds": 600},
    "accounts": {
        OWNER: {
            "access_keys": {name: {"secret": f"secret-of-{name}", "user": name} for name in USERS},
            "users": {name: {"policies": policies} for name, policies in USERS.items()},
            "roles": {
                "AliyunECSDiskEncryptDefaultRole": {"policies": ["AliyunECSDiskEncryptRolePolicy"]},
                "AliyunECSShareEncryptImageDefaultRole": {
                    "trust": trust(Service=[f"{CONSUMER}@ecs.aliyuncs.com"]),
                    "policies": [allow("kms:Decrypt")],
                },
                "image-operator": {
                    "trust": trust(RAM=[f"acs:ram::{OWNER}:user/operator"]),
                    "policies": ["AdministratorAccess"],
                },
            },
            "regions": {
                HOME: {
                    "keys": [
                        {"id": "key-bj", "alias": "alias/image-share", "instance": "kst-1"},
                        {"id": "key-2", "instance": "kst-1"},
                        {"id": "key-off", "state": "Disabled", "instance": "kst-1"},
                    ],
                    "images": IMAGES,
                },
                AWAY: {"keys": [{"id": "key-sh", "instance": "kst-2"}]},
            },
        },
        CONSUMER: {
            "access_keys": {"consumer": {"secret": "secret-of-consumer", "user": "consumer"}},
            "users": {"consumer": {"policies": ["AdministratorAccess"]}},
        },
        **{account: {} for account in CROWD},
    },
}
