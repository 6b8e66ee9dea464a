# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The exact statement or command that settles a reason; commands are those of the vendor's CLI `aliyun`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._model.role import SHARE_ROLE
from .._share_role.trust import trust_document, trust_statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """What a reason is about. `keys` are the ids of the images' own customer keys."""

    region: str
    owner: str
    image_ids: Sequence[str]
    accounts: Sequence[str] = ()
    keys: Sequence[str] = ()


def fix_for(code: str, concerned: Concerned) -> str:
    """Return the statement or command, empty where there is no single one."""
    write = FIXES.get(code)
    return write(concerned) if write else ""


def compact(document: Mapping[str, Any]) -> str:
    """JSON on one line, in a fixed order."""
    return json.dumps(document, separators=(",", ":"), sort_keys=True)


def _trust(concerned: Concerned) -> str:
    return compact(trust_statement(concerned.accounts))


def _role(concerned: Concerned) -> str:
    document = compact(trust_document(concerned.accounts))
    return f"aliyun ram CreateRole --RoleName {SHARE_ROLE} --AssumeRolePolicyDocument '{document}'"


def _migrate(concerned: Concerned) -> str:
    ids = ",".join(concerned.image_ids)
    return (
        f"ansible-playbook imageops.alicloud.migrate_images -e images_region={concerned.region} -e images_ids={ids} "
        "-e images_kms_key_id=<customer master key>"
    )


def _undeprecate(concerned: Concerned) -> str:
    command = "aliyun ecs ModifyImageAttribute --RegionId {region} --ImageId {image} --Status Available"
    return "; ".join(command.format(region=concerned.region, image=image) for image in concerned.image_ids)


def _key_command(action: str) -> Callable[[Concerned], str]:
    def write(concerned: Concerned) -> str:
        return "; ".join(f"aliyun kms {action} --region {concerned.region} --KeyId {key}" for key in concerned.keys)

    return write


def _allow(action: str, *resources: str) -> Callable[[Concerned], str]:
    def write(concerned: Concerned) -> str:
        filled = sorted(
            {
                resource.format(region=concerned.region, owner=concerned.owner, role=SHARE_ROLE, key=key)
                for resource in resources
                for key in concerned.keys or ("*",)
            }
        )
        return compact({"Action": action, "Effect": "Allow", "Resource": filled})

    return write


FIXES: Mapping[str, Callable[[Concerned], str]] = {
    "trust_missing": _trust,
    "role_missing": _role,
    "role_not_visible": _allow("ram:GetRole", "acs:ram:*:{owner}:role/{role}"),
    "snapshot_not_visible": _allow("ecs:DescribeSnapshots", "acs:ecs:{region}:{owner}:snapshot/*"),
    "key_not_visible": _allow("kms:DescribeKey", "acs:kms:{region}:{owner}:key/{key}"),
    "service_key": _migrate,
    "key_spec_unsupported": _migrate,
    "deprecated": _undeprecate,
    "key_disabled": _key_command("EnableKey"),
    "key_not_enabled": _key_command("EnableKey"),
    "key_pending_deletion": _key_command("CancelKeyDeletion"),
}
