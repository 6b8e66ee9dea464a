# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeKey."""

from __future__ import annotations

from typing import Any

from ...actions import Answer, Call, Note, action
from ...clock import iso
from ...resources import Key


def find(call: Call, name: str) -> Key | None:
    """An own key of this region by id, alias or ARN."""
    prefix = f"acs:kms:{call.region_id}:{call.account.id}:"
    if name.startswith(f"{prefix}key/"):
        return call.region.keys.get(name.removeprefix(f"{prefix}key/"))
    if name.startswith(f"{prefix}alias/"):
        return call.region.key_by_alias(name.removeprefix(prefix))
    return call.region.find_key(name)


def key_resource(call: Call) -> list[str]:
    """The key of the call as policies name it."""
    name = call.parameters.text("KeyId")
    if name.startswith("acs:kms:"):
        return [name]
    key = find(call, name)
    return [f"acs:kms:{call.region_id}:{call.account.id}:key/{key.id if key else name}"]


@action(
    "kms",
    "DescribeKey",
    resources=key_resource,
    models=("KeyId",),
    errors=("Forbidden.AliasNotFound", "Forbidden.KeyNotFound"),
    notes=(
        Note(
            "KeyId is an id, an alias or an ARN; a key of another region is not found",
            "KMS-desc; other region: assumed",
        ),
        Note("keys of other accounts are not found, by ARN too (key policies are not modelled)", "assumed"),
        Note("Creator is the account for own keys and `Ecs` for the service key", "seen in third-party data"),
        Note("DeleteDate only while PendingDeletion; works in every key state", "KMS-SDK, KMS-2021"),
        Note("ProtectionLevel SOFTWARE outside an instance, HSM inside; no rotation", "assumed"),
    ),
)  # fmt: skip
def describe_key(call: Call) -> Answer:
    """Show a key."""
    name = call.parameters.text("KeyId")
    key = find(call, name)
    if key is None:
        raise call.refuse("Forbidden.AliasNotFound" if _is_alias(name) else "Forbidden.KeyNotFound")
    return {"KeyMetadata": _metadata(call, key)}


def _is_alias(name: str) -> bool:
    return name.startswith("alias/") or ":alias/" in name


def _metadata(call: Call, key: Key) -> dict[str, Any]:
    return {
        "KeyId": key.id,
        "Arn": f"acs:kms:{call.region_id}:{call.account.id}:key/{key.id}",
        "Creator": key.creator or call.account.id,
        "CreationDate": iso(key.created),
        "Description": key.description,
        "KeySpec": key.spec,
        "KeyState": key.state,
        "KeyUsage": key.usage,
        "Origin": key.origin,
        "DKMSInstanceId": key.instance or "",
        "ProtectionLevel": "HSM" if key.instance else "SOFTWARE",
        "AutomaticRotation": "Disabled",
        "LastRotationDate": iso(key.created),
        "PrimaryKeyVersion": key.id,
        "MaterialExpireTime": "",
        "DeleteDate": iso(key.deletes) if key.state == "PendingDeletion" and key.deletes is not None else "",
        "DeletionProtection": "Enabled" if key.deletion_protection else "Disabled",
        "DeletionProtectionDescription": "",
    }
