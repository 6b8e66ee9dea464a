# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A call of each module that works, for one of its options to be spoilt."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from plugins.module_utils._client.connection import CONNECTION_SPEC
from tests.hostile.values import hostile

TOKEN = "planted-T0ken-value"
SECRET = "planted-S3cret-value"
REGION, IMAGES, ACCOUNT = "cn-beijing", ["m-1", "m-2"], "2000000000000002"
QUICK = {"wait_timeout": 600, "poll_seconds": 1}
# What a call needs. Everything else that the module takes is spoilt beside it.
CALLS: Mapping[str, Mapping[str, Any]] = {
    "account_calibration": {},
    "caller_info": {},
    "disk_encryption_default": {"kms_key_id": "key-1"},
    "disk_encryption_default_info": {},
    "encryption_leftovers": {"execution_ids": ["exec-1"]},
    "image": {"name": "new", "instance_id": "i-2", **QUICK},
    "image_copy": {"image_ids": ["m-1"], "kms_key_id": "key-1", "run": "r-1", **QUICK},
    "image_info": {"share_accounts": [ACCOUNT]},
    "image_launch_check": {
        "image_ids": IMAGES, "instance_type": "ecs.g7.large", "vswitch_id": "vsw-1", "security_group_id": "sg-1",
    },
    "image_reference_info": {"image_ids": IMAGES},
    "image_resource_share": {"resource_share_name": "more", "image_ids": ["m-1"], "targets": ["3000000000000003"], "share_unencrypted": True},
    "image_resource_share_info": {},
    "image_retirement": {"image_map": {"m-1": "m-2"}, "state": "retired", "leftovers": True},
    "image_share": {"image_ids": ["m-1"], "accounts": [ACCOUNT], "share_unencrypted": True, "check_role": False},
    "image_share_role": {"accounts": [ACCOUNT]},
    "image_share_role_info": {"accounts": [ACCOUNT]},
    "instance": {"instance_ids": ["i-1"], "state": "stopped", **QUICK},
    "instance_info": {},
    "kms_key": {"alias": "alias/new", "kms_instance_id": "kst-1", "tags": {"team": "web"}},
    "kms_key_deletion": {"kms_key_id": "key-1"},
    "kms_key_info": {},
    "oos_execution": {"template_name": "ACS-like", **QUICK},
    "oos_execution_info": {},
    "snapshot_copy": {"snapshot_ids": ["s-9"], "kms_key_id": "key-1", **QUICK},
    "snapshot_copy_info": {},
    "snapshot_share": {"snapshot_ids": ["s-9"], "accounts": [ACCOUNT], "share_unencrypted": True, "check_role": False},
    "snapshot_share_info": {},
}  # fmt: skip
# What such a call needs and the world has not: an execution of an earlier day.
NEVER_THERE: Mapping[str, tuple[str, ...]] = {"encryption_leftovers": ("execution_ids",)}
# So many calls have a token, which is none.
TOKENS = 0.1
# What leads away from the emulator, or to no emulator at all, is left as it is.
AWAY = (
    "emulator_url",
    "emulator_allow_remote",
    "proxy_url",
    "profile",
    "vpc_endpoints",
    "ca_bundle",
    "assume_role_arn",
)


@cache
def options_of(module: str) -> tuple[str, ...]:
    """Its own options and the connection's, but for those that lead elsewhere."""
    source = importlib.import_module(f"plugins.modules.{module}")
    return tuple(sorted({*getattr(source, "OPTIONS", {}), *CONNECTION_SPEC} - set(AWAY)))


def connection(url: str) -> dict[str, Any]:
    """The way to the emulator, with a secret to look out for."""
    return {
        "region": REGION,
        "emulator_url": url,
        "access_key_id": "operator",
        "access_key_secret": SECRET,
        "max_attempts": 2,
        "connect_timeout": 5,
    }


def spoilt(draw: Random) -> tuple[str, dict[str, Any]]:
    """A module, and one or two of its options with hostile values."""
    module = draw.choice(sorted(CALLS))
    chosen = draw.sample(options_of(module), draw.choice((1, 1, 1, 2)))
    given = {name: hostile(draw) for name in chosen}
    token = draw.choice((TOKEN, f"{TOKEN}\n", f"\x01{TOKEN}", f" {TOKEN}\x85"))
    return module, {**given, "security_token": token} if draw.random() < TOKENS else given
