# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing a region's default encryption: switching it on and off, naming its key, returning to the service key."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.catalogue import regions
from ....state.images import SERVICE_KEY_ALIAS
from ..encryption import named_key, service_key, usable_key

_UNKNOWN_REGION = "InvalidParameter.RegionIdNotExists"
_COMMON = ("Abs.InvalidAction.RegionNotSupport", _UNKNOWN_REGION, "UserNotInTheWhiteList")
_OFF = "InvalidDefaultEncryption.NotFound"
_CLOSED = Gap.of(
    "KMS is open in every account",
    "InvalidOperation.KMSServiceNotOpen", "InvalidParameter.Encrypted.KmsNotEnabled", "InvalidParameter.KmsNotEnabled",
)  # fmt: skip
_OF_SERVICE_KEY = Gap.of(
    "the service key is always there and serves",
    "InvalidOperation.KMSKeyIdNotFound", "InvalidParameter.KMSKeyId.CMKNotEnabled",
    "InvalidParameter.KMSKeyId.KMSUnauthorized",
)  # fmt: skip
_NOTES = (
    Note("the feature is by ticket, for some accounts: setting default_encryption_allowed", "API page; one switch"),
    Note("which regions have it: those that encrypt disks at all", "assumed"),
    Note("RAM: `*`; that the page asks for AliyunECSFullAccess is not modelled", "RAM-ECS"),
    Note("no client token, no dry run", "API page"),
)


def _everything(_call: Call) -> list[str]:
    return ["*"]


def _check(call: Call, *, cmk: bool = False) -> None:
    region = regions()[call.region_id]
    if not region.encryption or (cmk and not region.cmk):
        raise call.refuse("Abs.InvalidAction.RegionNotSupport")
    if not call.cloud.settings.default_encryption_allowed:
        raise call.refuse("UserNotInTheWhiteList")


@action(
    "ecs",
    "EnableDiskEncryptionByDefault",
    mutating=True,
    resources=_everything,
    unknown_region=_UNKNOWN_REGION,
    models=("RegionId",),
    errors=(*_COMMON, "InvalidOperation.DefaultEncryptionAlreadyEnabled"),
    gaps=(
        _CLOSED,
        Gap.of(_OF_SERVICE_KEY.reason, *_OF_SERVICE_KEY.codes, "InvalidParameter.KMSKeyId.CMKUnauthorized"),
    ),
    notes=(
        Note("the first time the key is the service key, which then exists", "UG-defenc"),
        Note("later the key named before counts again, or not: setting default_key_kept", "assumed"),
        *_NOTES,
    ),
)
def enable_disk_encryption_by_default(call: Call) -> Answer:
    """Encrypt new disks of the region from now on."""
    _check(call)
    default = call.region.default_encryption
    if default.enabled:
        raise call.refuse("InvalidOperation.DefaultEncryptionAlreadyEnabled")
    if not call.cloud.settings.default_key_kept:
        default.key = None
    default.enabled = True
    service_key(call, call.region)
    return {}


@action(
    "ecs",
    "DisableDiskEncryptionByDefault",
    mutating=True,
    resources=_everything,
    unknown_region=_UNKNOWN_REGION,
    models=("RegionId",),
    errors=(*_COMMON, _OFF),
    notes=(Note("existing disks do not change", "UG-defenc"), *_NOTES),
)
def disable_disk_encryption_by_default(call: Call) -> Answer:
    """Leave it to each call again whether new disks are encrypted."""
    _check(call)
    if not call.region.default_encryption.enabled:
        raise call.refuse(_OFF)
    call.region.default_encryption.enabled = False
    return {}


@action(
    "ecs",
    "ModifyDiskDefaultKMSKeyId",
    mutating=True,
    resources=_everything,
    unknown_region=_UNKNOWN_REGION,
    models=("KMSKeyId", "RegionId"),
    errors=(
        *_COMMON, _OFF, "InvalidOperation.KMSKeyIdNotFound", "InvalidParameter.KMSKeyId.CMKNotEnabled",
        "InvalidParameter.KMSKeyId.CMKUnauthorized", "InvalidParameter.KMSKeyId.KMSUnauthorized",
    ),
    gaps=(_CLOSED,),
    notes=(
        Note("only while default encryption is on", "API page"),
        Note("the key is named, and has to serve, as for CopyImage", "UG-defenc: the disk role; the rest: assumed"),
        Note("the alias of the service key is not found", "assumed"),
        *_NOTES,
    ),
)  # fmt: skip
def modify_disk_default_kms_key_id(call: Call) -> Answer:
    """Encrypt new disks of the region under this key, unless a call names another."""
    _check(call, cmk=True)
    if not call.region.default_encryption.enabled:
        raise call.refuse(_OFF)
    name = call.parameters.text("KMSKeyId")
    held = None if name == SERVICE_KEY_ALIAS else named_key(call, call.region, name)
    if held is None:
        raise call.refuse("InvalidOperation.KMSKeyIdNotFound", key=name)
    call.region.default_encryption.key = usable_key(call, held).name_in(call.account)
    return {}


@action(
    "ecs",
    "ResetDiskDefaultKMSKeyId",
    mutating=True,
    resources=_everything,
    unknown_region=_UNKNOWN_REGION,
    models=("RegionId",),
    errors=(*_COMMON, _OFF),
    gaps=(_CLOSED, _OF_SERVICE_KEY),
    notes=(Note("only while default encryption is on; the key is the service key again", "API page"), *_NOTES),
)
def reset_disk_default_kms_key_id(call: Call) -> Answer:
    """Encrypt new disks of the region under the service key again."""
    _check(call)
    if not call.region.default_encryption.enabled:
        raise call.refuse(_OFF)
    call.region.default_encryption.key = None
    return {}
