# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The worlds that are measured, as files: `python -m tests.bench.worlds KIND COUNT FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OWNER = "1000000000000001"
CONSUMER = "2000000000000002"
HOME = "cn-beijing"
# A region with one image, for what a run costs before its first image.
SMALL = "cn-shanghai"
KEYS = 25
SHARED_EVERY = 20

FLEET_REGIONS = ("cn-beijing", "cn-shanghai", "ap-southeast-1", "eu-central-1")
FLEET_SIZES = (40, 60, 80, 100, 120, 150, 200, 250, 300, 500)
# 35 minutes on average: sizes are 180 GiB on average.
FLEET_COPY_SECONDS, FLEET_SECONDS_PER_GIB = 300, 10

SITE_ACCOUNTS = ("3000000000000003", "4000000000000004", "5000000000000005", "6000000000000006")
SITE_REGIONS = (
    "cn-beijing", "cn-shanghai", "cn-hangzhou", "cn-shenzhen", "cn-hongkong",
    "ap-southeast-1", "ap-southeast-5", "ap-northeast-1", "eu-central-1", "us-west-1",
)  # fmt: skip

# The scripts beside it do not try again what flow control refuses.
NO_LIMITS = {"images": 0, "copy_image_per_minute": 0, "describe_images_per_minute": 0}


def _statement(**statement: Any) -> dict[str, Any]:
    return {"Version": "1", "Statement": [{"Effect": "Allow", **statement}]}


SHARE_ROLE = {
    "trust": _statement(Action="sts:AssumeRole", Principal={"Service": [f"{CONSUMER}@ecs.aliyuncs.com"]}),
    "policies": [_statement(Action=["kms:Decrypt"], Resource="*")],
}


def world(regions: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """An owner with an operator who may do everything, and an account to share with."""
    owner = {
        "access_keys": {"operator-key": {"secret": "operator-secret", "user": "operator"}},
        "users": {"operator": {"policies": ["AdministratorAccess"]}},
        "roles": {
            "AliyunECSDiskEncryptDefaultRole": {"policies": ["AliyunECSDiskEncryptRolePolicy"]},
            "AliyunECSShareEncryptImageDefaultRole": SHARE_ROLE,
        },
        "quotas": NO_LIMITS,
        "regions": regions,
    }
    return {"settings": settings, "accounts": {OWNER: owner, CONSUMER: {}}}


def inspection(count: int) -> dict[str, Any]:
    """Images of two snapshots each under 25 keys, one of them the service key; every twentieth is shared."""
    return world({HOME: _inspected(HOME, count), SMALL: _inspected(SMALL, 1)}, {})


def _inspected(region: str, count: int) -> dict[str, Any]:
    keys = [f"key-{region}-{number:02}" for number in range(1, KEYS)]
    under = [*keys, "alias/acs/ecs"]
    images = [
        {
            "id": f"m-{region}-{number:05}",
            "name": f"image-{number:05}",
            "family": f"family-{number % 50:02}",
            "tags": {"team": f"team-{number % 7}"},
            "created": f"2025-01-{number % 28 + 1:02}T{number // 28 % 24:02}:00:00Z",
            "shared_with": [CONSUMER] if number % SHARED_EVERY == 0 else [],
            "disks": [{"key": under[number % KEYS]}, {"size_gib": 100, "key": under[number % KEYS]}],
        }
        for number in range(count)
    ]
    return {"keys": [{"id": key, "instance": "kst-1"} for key in keys], "images": images}


def migration(count: int) -> dict[str, Any]:
    """Images under the service key, and one in another region; copies take no time."""
    return world({HOME: _migrated(HOME, count), SMALL: _migrated(SMALL, 1)}, {"copy_seconds": 0})


def _migrated(region: str, count: int) -> dict[str, Any]:
    images = [
        {
            "id": f"m-{region}-{number:05}",
            "name": f"image-{number:05}",
            "tags": {"team": f"team-{number % 7}"},
            "disks": [{"key": "alias/acs/ecs"}],
        }
        for number in range(count)
    ]
    return {"keys": [{"id": f"key-{region}", "alias": "alias/image-share", "instance": "kst-1"}], "images": images}


def fleet(count: int) -> dict[str, Any]:
    """Images of 40 to 500 GiB in one region and a key in each of four, for copies of 35 minutes on average."""
    images = [
        {
            "id": fleet_image(number),
            "name": f"image-{number:03}",
            "disks": [{"size_gib": fleet_size(number), "key": "alias/acs/ecs"}],
        }
        for number in range(count)
    ]
    regions: dict[str, Any] = {
        region: {"keys": [{"id": f"key-{region}", "instance": "kst-1"}]} for region in FLEET_REGIONS
    }
    regions[HOME]["images"] = images
    settings = {"copy_seconds": FLEET_COPY_SECONDS, "copy_seconds_per_gib": FLEET_SECONDS_PER_GIB}
    return world(regions, settings)


def fleet_image(number: int) -> str:
    """The id of an image of the fleet."""
    return f"m-{number:03}"


def fleet_region(number: int) -> str:
    """The region that it is copied to."""
    return FLEET_REGIONS[number % len(FLEET_REGIONS)]


def fleet_size(number: int) -> int:
    """Its size in GiB: every region gets the same mix of sizes."""
    return FLEET_SIZES[number // len(FLEET_REGIONS) % len(FLEET_SIZES)]


def fleet_seconds(number: int) -> int:
    """How long the cloud copies it."""
    return FLEET_COPY_SECONDS + FLEET_SECONDS_PER_GIB * fleet_size(number)


def sites(count: int) -> dict[str, Any]:
    """Accounts with so many images in each of ten regions, reached through a role; each needs a copy."""
    trust = _statement(Action="sts:AssumeRole", Principal={"RAM": [f"acs:ram::{OWNER}:root"]})
    whole = world({}, {"copy_seconds": 0})
    for account in SITE_ACCOUNTS:
        whole["accounts"][account] = {
            "roles": {
                "AliyunECSDiskEncryptDefaultRole": {"policies": ["AliyunECSDiskEncryptRolePolicy"]},
                "image-operator": {"trust": trust, "policies": ["AdministratorAccess"]},
            },
            "quotas": NO_LIMITS,
            "regions": {region: _migrated(f"{region}-{account[0]}", count) for region in SITE_REGIONS},
        }
    return whole


KINDS = {"sites": sites, "inspection": inspection, "migration": migration, "fleet": fleet}


def main() -> None:
    kind, count, file = sys.argv[1:]
    Path(file).write_text(json.dumps(KINDS[kind](int(count))))


if __name__ == "__main__":
    main()
