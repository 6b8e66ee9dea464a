# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world of the emulator's tests."""

from __future__ import annotations

from typing import Any

OWNER = "1000000000000001"
SHAREE = "2000000000000002"
STRANGER = "3000000000000003"
CROWD = [f"40000000000000{number:02d}" for number in range(60)]


def allow(action: Any, resource: Any = "*") -> dict[str, Any]:
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}


def trust(**principal: Any) -> dict[str, Any]:
    return {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}


def key_policy(action: Any, *principals: str, effect: str = "Allow") -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": {"RAM": list(principals)}, "Action": action, "Resource": "*"}
    return {"Version": "1", "Statement": [statement]}


def disk(key: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "system", "size_gib": 40, **({} if key is None else {"key": key}), **more}


def changed(account: str, **changes: Any) -> dict[str, Any]:
    """The world with some parts of one account replaced."""
    accounts: dict[str, Any] = WORLD["accounts"]
    return {**WORLD, "accounts": {**accounts, account: {**accounts[account], **changes}}}


def with_beijing(**more: list[dict[str, Any]]) -> dict[str, Any]:
    """The world with more images, snapshots, keys or instances of the owner in Beijing."""
    regions = WORLD["accounts"][OWNER]["regions"]
    beijing = regions["cn-beijing"]
    added = {name: [*beijing.get(name, []), *items] for name, items in more.items()}
    return changed(OWNER, regions={**regions, "cn-beijing": {**beijing, **added}})


SERVICE_KEY = "alias/acs/ecs"
DIRECTORY: dict[str, Any] = {
    "id": "rd-test01",
    "root": "r-root01",
    "folders": {
        "fd-production": {"name": "Production"},
        "fd-shops00000": {"name": "Shops", "parent": "fd-production"},
        "fd-test000000": {"name": "Test"},
    },
    "members": {
        SHAREE: {"name": "shop-eu", "folder": "fd-shops00000", "tags": {"team": "web", "stage": "prod"}},
        STRANGER: {"name": "Base", "folder": "fd-production", "tags": {"team": "base"}},
        CROWD[0]: {"name": "invited", "status": "InviteSuccess", "type": "CloudAccount", "join_method": "invited"},
    },
    "delegated_administrators": [SHAREE],
}

WORLD: dict[str, Any] = {
    "accounts": {
        OWNER: {
            "name": "images-prod",
            "resource_directory": DIRECTORY,
            "access_keys": {
                "root": {"secret": "secret-of-root", "user": None},
                "operator": {"secret": "secret-of-operator", "user": "operator"},
                "reader": {"secret": "secret-of-reader", "user": "reader"},
                "nobody": {"secret": "secret-of-nobody", "user": "nobody"},
            },
            "users": {
                "operator": {"policies": ["AdministratorAccess"]},
                "reader": {"policies": ["AliyunECSReadOnlyAccess", "AliyunKMSReadOnlyAccess"]},
                "nobody": {"policies": []},
            },
            "roles": {
                "AliyunECSDiskEncryptDefaultRole": {"policies": ["AliyunECSDiskEncryptRolePolicy"]},
                "AliyunECSShareEncryptImageDefaultRole": {
                    "trust": trust(Service=[f"{SHAREE}@ecs.aliyuncs.com"]),
                    "policies": [allow("kms:Decrypt")],
                },
                "auditor": {"trust": trust(RAM=f"acs:ram::{OWNER}:root"), "policies": ["AliyunECSReadOnlyAccess"]},
                "operators-only": {
                    "trust": trust(RAM=[f"acs:ram::{OWNER}:user/operator"]),
                    "policies": ["AdministratorAccess"],
                    "max_session": 7200,
                },
                "for-sharee": {"trust": trust(RAM=f"acs:ram::{SHAREE}:root"), "policies": ["AliyunECSReadOnlyAccess"]},
                "chained": {"trust": trust(RAM=f"acs:ram::{OWNER}:role/operators-only"), "policies": []},
                "services-only": {"trust": trust(Service="ecs.aliyuncs.com"), "policies": []},
            },
            "regions": {
                "cn-beijing": {
                    "keys": [
                        {"id": "key-bj", "alias": "alias/image-share", "instance": "kst-1"},
                        {"id": "key-sm4", "spec": "Aliyun_SM4", "instance": "kst-1"},
                        {"id": "key-free", "alias": "alias/default"},
                        {"id": "key-off", "state": "Disabled", "instance": "kst-1"},
                        {"id": "key-going", "state": "PendingDeletion", "deletes": "2030-01-01T00:00:00Z"},
                        {"id": "key-rsa", "spec": "RSA_2048"},
                        {"id": "key-sign", "spec": "Aliyun_AES_256", "usage": "SIGN/VERIFY"},
                        {"id": "k" * 65},
                    ],
                    "images": [
                        {"id": "m-plain", "name": "plain", "family": "web", "disks": [disk(snapshot="s-plain")]},
                        {
                            "id": "m-service",
                            "name": "service",
                            "disks": [disk(SERVICE_KEY, snapshot="s-service")],
                            "tags": {"team": "web"},
                            "description": "from the golden pipeline",
                            "boot_mode": "UEFI",
                            "nvme": True,
                            "family": "web",
                        },
                        {"id": "m-cmk", "name": "cmk", "disks": [disk("key-bj", snapshot="s-cmk")]},
                        {"id": "m-free", "name": "free", "disks": [disk("key-free", snapshot="s-free")]},
                        {"id": "m-off", "name": "off", "disks": [disk("key-off", snapshot="s-off")]},
                        {"id": "m-gone", "name": "gone", "disks": [disk("key-deleted", snapshot="s-gone")]},
                        {
                            "id": "m-foreign",
                            "name": "foreign",
                            "disks": [disk(f"acs:kms:cn-beijing:{SHAREE}:key/key-other", snapshot="s-foreign")],
                        },
                        {
                            "id": "m-multi",
                            "name": "multi",
                            "disks": [
                                disk("key-bj", snapshot="s-multi-1"),
                                disk("key-bj", type="data", size_gib=100, snapshot="s-multi-2"),
                            ],
                        },
                        {"id": "m-vhd", "name": "vhd", "format": "vhd"},
                        {"id": "m-old", "name": "old", "status": "Deprecated"},
                        {"id": "m-failed", "name": "failed", "status": "CreateFailed"},
                        {
                            "id": "m-shared",
                            "name": "shared",
                            "disks": [disk("key-bj", snapshot="s-shared")],
                            "shared_with": [SHAREE],
                            "tags": {"team": "web"},
                            "resource_group": "rg-1",
                        },
                        {"id": "m-shared-old-rule", "disks": [disk(SERVICE_KEY)], "shared_with": [SHAREE]},
                    ],
                    "snapshots": [{"id": "s-loose", "size_gib": 20, "key": "key-bj", "tags": {"keep": "yes"}}],
                    "instances": [{"id": "i-1", "name": "web", "image": "m-old"}],
                },
                "cn-shanghai": {"keys": [{"id": "key-sh", "instance": "kst-2"}]},
                "cn-chengdu": {"encryption_by_default": {"enabled": True, "key": None}},
                "ap-southeast-7": {"keys": [{"id": "key-th"}]},
            },
        },
        SHAREE: {
            "access_keys": {
                "sharee-root": {"secret": "secret-of-sharee-root"},
                "sharee": {"secret": "secret-of-sharee", "user": "operator"},
            },
            "users": {"operator": {"policies": ["AdministratorAccess"]}},
            "roles": {"AliyunECSDiskEncryptDefaultRole": {}},
            "regions": {"cn-beijing": {"keys": [{"id": "key-sharee", "instance": "kst-3"}]}},
        },
        STRANGER: {"access_keys": {"stranger": {"secret": "secret-of-stranger"}}},
        **{account: {"access_keys": {}} for account in CROWD},
    }
}
