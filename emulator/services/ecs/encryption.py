# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ECS demands of keys, and of the roles that let it use them."""

from __future__ import annotations

from dataclasses import dataclass

from ...access import key_policies
from ...access.authorisation import documents
from ...access.conditions import UnknownCondition
from ...access.evaluate import Question, Verdict, evaluate, trusted_services
from ...actions.declare import Call
from ...catalogue.catalogue import regions
from ...state.accounts import Account, Region
from ...state.identities import DISK_ROLE, SHARE_ROLE, Role
from ...state.images import SERVICE_KEY_ALIAS, Key, Snapshot
from ...state.instances import Disk

_SPECS = ("Aliyun_AES_256", "Aliyun_SM4")
_USAGE = "ENCRYPT/DECRYPT"
_KEY_LENGTH = 64
ECS_TAG = "acs:ecs:disk-encryption"
_NEEDED = {"kms:Decrypt": "KMSUnauthorized", "kms:TagResource": "CMKUnauthorized"}


def target_key(call: Call, region: Region, name: str) -> Key:
    """The caller's key that a copy is to be encrypted with; every reason to refuse it is checked."""
    if len(name) > _KEY_LENGTH:
        raise call.invalid("KMSKeyId")
    if not regions()[region.id].cmk:
        raise call.refuse("InvalidRegion.NotSupport")
    # Only the bare id counts: neither the service key's alias nor other aliases and ARNs are taken (assumed).
    key = region.keys.get(name)
    if key is None or name == SERVICE_KEY_ALIAS:
        raise call.refuse("InvalidParameter.KMSKeyId.NotFound")
    if key.is_service_key:
        return key
    if key.spec not in _SPECS or key.usage != _USAGE:
        symmetric = "InvalidKMSKeyId.NotSymmetric"
        raise call.refuse(symmetric) if symmetric in call.action.errors else call.invalid("KMSKeyId")
    if key.state != "Enabled":
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
    _check_disk_role(call, region, key)
    return key


def _check_disk_role(call: Call, region: Region, key: Key) -> None:
    for action, code in _NEEDED.items():
        if not _disk_role_may(call, region, key, action):
            raise call.refuse(f"InvalidParameter.KMSKeyId.{code}")


def _disk_role_may(call: Call, region: Region, key: Key, action: str) -> bool:
    """Whether the role that ECS takes on for disks is there and may do this with the key."""
    role = call.account.roles.get(DISK_ROLE)
    if role is None or "ecs.aliyuncs.com" not in trusted_services(role.trust_document):
        return False
    verdict = role_verdict(call, Holder(call.account, region.id, role), action, key)
    # Without disk_role_needs_policy only an express Deny counts, in the role's policies or in the key's.
    strict = call.cloud.settings.disk_role_needs_policy
    return verdict is Verdict.ALLOW or (verdict is not Verdict.EXPLICIT_DENY and not strict)


def lost_key(call: Call, item: Snapshot | Disk) -> str:
    """Why ECS cannot read an encrypted disk or snapshot any more, as the end of an error code; empty if it can."""
    # What is under another account's key is taken as readable.
    if not item.encrypted or item.key.startswith("acs:"):
        return ""
    key = call.region.keys.get(item.key)
    if key is None or key.state != "Enabled":
        return "CMKNotEnabled"
    if key.is_service_key or _disk_role_may(call, call.region, key, "kms:Decrypt"):
        return ""
    return "KMSUnauthorized"


def key_of(region: Region, snapshot: Snapshot) -> Key | None:
    """The key of an encrypted snapshot, if it is one of this account's and still exists."""
    return region.keys.get(snapshot.key)


def key_arn(account: Account, region_id: str, key_id: str) -> str:
    """`acs:kms:<region>:<account>:key/<id>`."""
    return f"acs:kms:{region_id}:{account.id}:key/{key_id}"


@dataclass(frozen=True, slots=True)
class Holder:
    """A role that ECS takes on to use a key, with its account and the key's region."""

    account: Account
    region_id: str
    role: Role


def role_verdict(call: Call, holder: Holder, action: str, key: Key) -> Verdict:
    """Whether a role's policies, or the policy of the key, let it use a key of its account."""
    account, role = holder.account, holder.role
    context = {"acs:CurrentTime": call.context["acs:CurrentTime"], "acs:SecureTransport": "true"}
    question = Question(action, key_arn(account, holder.region_id, key.id), context)
    try:
        identity = evaluate(documents(account, role.policies), question)
        says = key_policies.says(account, key, account, f"role/{role.name}", question)
    except UnknownCondition as condition:
        raise call.not_modelled(str(condition)) from None
    return key_policies.combined(identity, says, same_account=True)


def share_role_serves(call: Call, owner: Account, sharee: str, key: Key) -> bool:
    """Whether the owner's share role lets the sharee's ECS use this key."""
    role = owner.roles.get(SHARE_ROLE)
    if role is None or f"{sharee}@ecs.aliyuncs.com" not in trusted_services(role.trust_document):
        return False
    verdict = role_verdict(call, Holder(owner, call.region_id, role), "kms:Decrypt", key)
    if call.cloud.settings.share_role_needs_policy:
        return verdict is Verdict.ALLOW
    return verdict is not Verdict.EXPLICIT_DENY
