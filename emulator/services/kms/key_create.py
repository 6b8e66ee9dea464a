# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateKey."""

from __future__ import annotations

from ...access.grammar import key_policy_fault
from ...actions.declare import Answer, Call, Gap, Note, action
from ...catalogue.catalogue import regions
from ...catalogue.gaps import PLANNED
from ...state.images import Key
from .find import Found
from .keys import show_key
from .tag_rules import tags_of_call

_SYMMETRIC = ("Aliyun_AES_256", "Aliyun_AES_192", "Aliyun_AES_128", "Aliyun_SM4")
_ASYMMETRIC = ("RSA_2048", "RSA_3072", "RSA_4096", "EC_P256", "EC_P256K", "EC_SM2")
_USAGES = ("ENCRYPT/DECRYPT", "SIGN/VERIFY")
_DESCRIPTION_LENGTH = 8192


@action(
    "kms",
    "CreateKey",
    mutating=True,
    resources=lambda call: [f"acs:kms:{call.region_id}:{call.account.id}:key"],
    models=(
        "DKMSInstanceId", "Description", "KeySpec", "KeyUsage", "Origin", "Policy", "ProtectionLevel", "Tags",
    ),
    errors=(
        "Forbidden.DKMSInstanceNotFound", "Forbidden.NoPermission", "InvalidParameter", "Rejected.LimitExceeded",
        "UnsupportedOperation",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalFailure", "SerivceUnvailableTemporary"),
        Gap.of("instances have no quota for other accounts", "Rejected.ShareQuotaExceedLimit"),
    ),
    notes=(
        Note("Enabled at once, or PendingImport with Origin=EXTERNAL", "KMS-2021"),
        Note(
            "an instance exists if `kms_instances` or `kms_hardware_instances` of the region or a key names it",
            "design of the emulator",
        ),
        Note(
            "outside an instance: one key a region (quota keys_outside_instances), Aliyun_AES_256, no policy",
            "KMS-over; codes and times: assumed",
        ),
        Note("Policy: 32,768 bytes at most, version 1, its grammar", "KMS-SDK"),
        Note("KeyUsage: SIGN/VERIFY if the key can sign, else ENCRYPT/DECRYPT", "KMS-SDK"),
        Note("ProtectionLevel is ignored: instance and region decide", "KMS-SDK"),
        Note("Tags: 20 at most, characters, no `acs:` or `aliyun`", "KMS-SDK"),
        Note("ids: `key-` and the region's letters in an instance, else a UUID", "API pages; which when: assumed"),
        Note("RAM: the key container", "KMS-RAM"),
    ),
)  # fmt: skip
def create_key(call: Call) -> Answer:
    """Make a key."""
    parameters = call.parameters
    instance = parameters.text("DKMSInstanceId") or None
    spec = parameters.text("KeySpec", "Aliyun_AES_256")
    origin = parameters.text("Origin", "Aliyun_KMS")
    _check_kind(call, spec, origin)
    _check_place(call, instance, spec)
    ids, region = call.cloud.ids, call.region
    key = Key(
        id=ids.resource("key", regions()[region.id].code) if instance else ids.key(),
        spec=spec,
        usage=parameters.text("KeyUsage", "SIGN/VERIFY" if spec in _ASYMMETRIC else "ENCRYPT/DECRYPT"),
        state="PendingImport" if origin == "EXTERNAL" else "Enabled",
        origin=origin,
        instance=instance,
        description=parameters.text("Description"),
        created=call.cloud.now(),
        policy=parameters.text("Policy"),
        tags=tags_of_call(call, {}),
    )
    region.keys[key.id] = key
    return {"KeyMetadata": show_key(call, Found(call.account, key))}


def _check_kind(call: Call, spec: str, origin: str) -> None:
    if spec not in _SYMMETRIC + _ASYMMETRIC:
        raise call.invalid("KeySpec")
    usage = call.parameters.text("KeyUsage", "ENCRYPT/DECRYPT")
    if usage not in _USAGES or (usage == "SIGN/VERIFY" and spec in _SYMMETRIC):
        raise call.invalid("KeyUsage")
    if origin not in ("Aliyun_KMS", "EXTERNAL"):
        raise call.invalid("Origin")
    if call.parameters.text("ProtectionLevel", "HSM") not in ("SOFTWARE", "HSM"):
        raise call.invalid("ProtectionLevel")
    if len(call.parameters.text("Description")) > _DESCRIPTION_LENGTH:
        raise call.invalid("Description")
    policy = call.parameters.text("Policy")
    if policy and key_policy_fault(policy):
        raise call.invalid("Policy")


def _check_place(call: Call, instance: str | None, spec: str) -> None:
    keys = call.region.keys.values()
    if instance:
        known = (*call.region.kms_instances, *call.region.kms_hardware_instances)
        if instance not in known and all(key.instance != instance for key in keys):
            raise call.refuse("Forbidden.DKMSInstanceNotFound")
        return
    if spec != "Aliyun_AES_256" or "Policy" in call.parameters:
        raise call.refuse("UnsupportedOperation")
    limit = call.account.quotas.keys_outside_instances
    if limit and sum(key.instance is None and not key.creator for key in keys) >= limit:
        raise call.refuse("Rejected.LimitExceeded")
