# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeKey, and how a key looks in an answer."""

from __future__ import annotations

from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...state.clock import iso
from .find import Found, checked_name, find, is_alias, key_resource


@action(
    "kms",
    "DescribeKey",
    resources=key_resource,
    models=("KeyId",),
    errors=("Forbidden.AliasNotFound", "Forbidden.KeyNotFound", "InvalidParameter"),
    notes=(
        Note(
            "KeyId is an id, an alias or an ARN; a key of another region is not found",
            "KMS-desc; other region: assumed",
        ),
        Note("another account's key by ARN, if its key policy and the caller's own policies allow it", "KMS-policy"),
        Note("a key whose policy does not let another account is not found", "assumed"),
        Note("Creator is the account for its keys and `Ecs` for the service key", "seen in third-party data"),
        Note("DeleteDate only while PendingDeletion; works in every key state", "KMS-SDK, KMS-2021"),
        Note("ProtectionLevel HSM in a hardware instance (`kms_hardware_instances`), SOFTWARE in others", "KMS-SDK"),
        Note("outside an instance HSM where managed HSM exists (setting managed_hsm), else SOFTWARE", "KMS-SDK"),
        Note("the service key is SOFTWARE", "seen in third-party data"),
        Note("no rotation", "assumed"),
    ),
)  # fmt: skip
def describe_key(call: Call) -> Answer:
    """Show a key."""
    name = checked_name(call)
    found = find(call, name)
    if found is None:
        raise call.refuse("Forbidden.AliasNotFound" if is_alias(name) else "Forbidden.KeyNotFound")
    key = found.key
    protection = {
        "DeletionProtection": "Enabled" if key.deletion_protection else "Disabled",
        "DeletionProtectionDescription": key.protection_description,
    }
    return {"KeyMetadata": {**show_key(call, found), **protection}}


def show_key(call: Call, found: Found) -> dict[str, Any]:
    """A key as answers show it."""
    key = found.key
    return {
        "KeyId": key.id,
        "Arn": found.arn(call),
        "Creator": key.creator or found.owner.id,
        "CreationDate": iso(key.created),
        "Description": key.description,
        "KeySpec": key.spec,
        "KeyState": key.state,
        "KeyUsage": key.usage,
        "Origin": key.origin,
        "DKMSInstanceId": key.instance or "",
        "ProtectionLevel": protection_level(call, found),
        "AutomaticRotation": "Disabled",
        "LastRotationDate": iso(key.created),
        "PrimaryKeyVersion": key.id,
        "MaterialExpireTime": "",
        "DeleteDate": iso(key.deletes) if key.state == "PendingDeletion" and key.deletes is not None else "",
    }


def protection_level(call: Call, found: Found) -> str:
    """`HSM` or `SOFTWARE`: what the key's instance has, or the region for a key outside an instance."""
    key = found.key
    if key.instance:
        hardware = key.instance in found.owner.region(call.region_id).kms_hardware_instances
    else:
        hardware = call.cloud.settings.managed_hsm and not key.is_service_key
    return "HSM" if hardware else "SOFTWARE"
