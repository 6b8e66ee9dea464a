# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A small world that has one of everything, for random calls."""

from __future__ import annotations

from typing import Any

OWNER, CONSUMER = "1000000000000001", "2000000000000002"
KEYS = (("root", "secret"), ("operator", "secret"), ("consumer", "secret"))
ALLOW_ALL = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Version": "1",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [f"acs:ram::{CONSUMER}:root"]}}],
}


def _disk(snapshot: str, key: str = "") -> dict[str, Any]:
    return {"type": "system", "size_gib": 40, "snapshot": snapshot, **({"key": key} if key else {})}


WORLD: dict[str, Any] = {
    "settings": {"copy_seconds": 10, "start_execution_seconds": 0},
    "accounts": {
        OWNER: {
            "access_keys": {"root": {"secret": "secret"}, "operator": {"secret": "secret", "user": "operator"}},
            "users": {"operator": {"policies": [ALLOW_ALL]}},
            "roles": {
                "AliyunECSDiskEncryptDefaultRole": {},
                "AliyunOOSRole": {"trust": TRUST, "policies": ["AliyunECSFullAccess"], "tags": {"team": "web"}},
            },
            "policies": {"AliyunLike": {"document": ALLOW_ALL, "tags": {"team": "web"}}},
            "resource_groups": ["rg-1"],
            "resource_directory": {
                "id": "rd-a1b2c3",
                "root": "r-a1b2c3",
                "folders": {"fd-a1b2c3d4e5": {"name": "Production"}},
                "members": {CONSUMER: {"name": "shop", "folder": "fd-a1b2c3d4e5", "tags": {"team": "web"}}},
            },
            "regions": {
                "cn-beijing": {
                    "kms_instances": ["kst-1"],
                    "keys": [
                        {"id": "key-1", "alias": "alias/image-share", "instance": "kst-1", "tags": {"team": "web"}},
                        {"id": "key-2", "alias": "alias/other"},
                        {"id": "key-rsa", "spec": "RSA_2048", "state": "Disabled"},
                    ],
                    "images": [
                        {
                            "id": "m-1",
                            "name": "plain",
                            "family": "web",
                            "tags": {"team": "web"},
                            "resource_group": "rg-1",
                            "shared_with": [CONSUMER],
                            "disks": [_disk("s-1")],
                        },
                        {"id": "m-2", "disks": [_disk("s-2", "alias/acs/ecs")]},
                        {"id": "m-3", "disks": [_disk("s-3", "key-1")], "status": "Deprecated"},
                    ],
                    "snapshots": [{"id": "s-9", "size_gib": 20, "tags": {"team": "web"}}],
                    "instances": [
                        {"id": "i-1", "image": "m-1", "disks": [{"id": "d-1", **_disk("s-1")}]},
                        {"id": "i-2", "image": "m-2", "status": "Stopped", "tags": {"team": "web"}},
                    ],
                    "resource_shares": [
                        {
                            "id": "rs-a1b2c3d4e5f6",
                            "name": "images",
                            "tags": {"team": "web"},
                            "resources": {"m-1": {}},
                            "targets": {"fd-a1b2c3d4e5": {}},
                        }
                    ],
                    "templates": [{"name": "ACS-like", "content": {"FormatVersion": "OOS-2019-06-01", "Tasks": []}}],
                    "public_templates": ["ACS-ECS-BulkyEncryptSystemDisk"],
                },
                "cn-shanghai": {"keys": [{"id": "key-sh", "alias": "alias/image-share"}]},
            },
        },
        CONSUMER: {"access_keys": {"consumer": {"secret": "secret"}}},
    },
}
