# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EnableKey, DisableKey, ScheduleKeyDeletion, CancelKeyDeletion, SetDeletionProtection."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Gap, Note, action
from ...catalogue.gaps import PLANNED
from ...state.images import Key
from .find import find, is_alias, key_resource, managed_key

_DAY = 86_400
_ERRORS = (
    "Forbidden.KeyNotFound", "InvalidParameter", "Rejected.StateModifiedFailed", "Unsupported.Alias",
    "UnsupportedOperation",
)  # fmt: skip
_SERVICE_KEY = Note("the service key cannot be managed", "UG-enc; code UnsupportedOperation: assumed")
_ALIAS = Note("an alias is Unsupported.Alias", "KMS-2021; here: assumed")


def _moved(call: Call, states: tuple[str, ...]) -> Key:
    """The key of the call, which must be in one of these states."""
    key = managed_key(call)
    if key.state not in states:
        raise call.refuse("Rejected.StateModifiedFailed")
    return key


@action(
    "kms",
    "EnableKey",
    mutating=True,
    resources=key_resource,
    models=("KeyId",),
    errors=_ERRORS,
    notes=(Note("Enabled and Disabled keys; an Enabled one stays so", "KMS-2021"), _SERVICE_KEY, _ALIAS),
)
def enable_key(call: Call) -> Answer:
    """Let a key be used again."""
    _moved(call, ("Enabled", "Disabled")).state = "Enabled"
    return {}


@action(
    "kms",
    "DisableKey",
    mutating=True,
    resources=key_resource,
    models=("KeyId",),
    errors=_ERRORS,
    notes=(
        Note("Enabled and Disabled keys; a Disabled one stays so", "KMS-2021"),
        Note("what is under the key can no longer be copied or shared", "API-CopyImage, API-Share"),
        _SERVICE_KEY,
        _ALIAS,
    ),
)
def disable_key(call: Call) -> Answer:
    """Stop the use of a key."""
    _moved(call, ("Enabled", "Disabled")).state = "Disabled"
    return {}


@action(
    "kms",
    "ScheduleKeyDeletion",
    mutating=True,
    resources=key_resource,
    models=("KeyId", "PendingWindowInDays"),
    errors=_ERRORS,
    gaps=(Gap.of(PLANNED, "Throttling"),),
    notes=(
        Note("7 to 366 days; PendingDeletion until then, and gone after it on the cloud's clock", "KMS-SDK, KMS-2021"),
        Note("deletion protection refuses", "KMS page; code StateModifiedFailed: assumed"),
        _SERVICE_KEY,
        _ALIAS,
    ),
)
def schedule_key_deletion(call: Call) -> Answer:
    """Begin the waiting period of a key."""
    key = _moved(call, ("Enabled", "Disabled", "PendingImport"))
    if key.deletion_protection:
        raise call.refuse("Rejected.StateModifiedFailed")
    key.state = "PendingDeletion"
    key.deletes = call.cloud.now() + call.parameters.number("PendingWindowInDays", 0) * _DAY
    return {}


@action(
    "kms",
    "CancelKeyDeletion",
    mutating=True,
    resources=key_resource,
    models=("KeyId",),
    errors=_ERRORS,
    notes=(Note("only PendingDeletion; the key is Enabled then", "KMS-2021"), _SERVICE_KEY, _ALIAS),
)
def cancel_key_deletion(call: Call) -> Answer:
    """Keep a key after all."""
    key = _moved(call, ("PendingDeletion",))
    key.state, key.deletes = "Enabled", None
    return {}


def _protected_resource(call: Call) -> list[str]:
    arn = call.parameters.text("ProtectedResourceArn")
    return [arn] if arn else key_resource(call)


@action(
    "kms",
    "SetDeletionProtection",
    mutating=True,
    resources=_protected_resource,
    models=("DeletionProtectionDescription", "EnableDeletionProtection", "KeyId", "ProtectedResourceArn"),
    errors=("Forbidden.KeyNotFound", "Rejected.PendingDeletion", "Unsupported.Alias", "UnsupportedOperation"),
    notes=(
        Note("the key by ProtectedResourceArn or KeyId; neither: MissingParameter", "KMS-SDK; the latter: assumed"),
        Note("not while PendingDeletion", "KMS page; code: assumed"),
        Note("the description counts with EnableDeletionProtection=true only, and goes with the protection", "KMS-SDK"),
        _SERVICE_KEY,
        Note("RAM: the key (the page says: no authorisation)", "assumed"),
    ),
)
def set_deletion_protection(call: Call) -> Answer:
    """Protect a key from deletion, or stop doing so."""
    key = _protected_key(call)
    if key.state == "PendingDeletion":
        raise call.refuse("Rejected.PendingDeletion")
    key.deletion_protection = bool(call.parameters.flag("EnableDeletionProtection"))
    description = call.parameters.text("DeletionProtectionDescription", key.protection_description)
    key.protection_description = description if key.deletion_protection else ""
    return {}


def _protected_key(call: Call) -> Key:
    name = call.parameters.text("ProtectedResourceArn") or call.parameters.text("KeyId")
    if not name:
        raise call.missing("ProtectedResourceArn")
    if is_alias(name):
        raise call.refuse("Unsupported.Alias")
    found = find(call, name)
    if found is None:
        raise call.refuse("Forbidden.KeyNotFound")
    if found.key.is_service_key:
        raise call.refuse("UnsupportedOperation")
    return found.key
