# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ECS demands of keys, and of the roles that let it use them."""

from __future__ import annotations

from ...actions import Call
from ...authorisation import documents
from ...catalogue import regions
from ...identities import DISK_ROLE, SHARE_ROLE, Role
from ...policies import Question, Verdict, evaluate, trusted_services
from ...resources import SERVICE_KEY_ALIAS, Key, Snapshot
from ...state import Account, Region

_SPECS = ("Aliyun_AES_256", "Aliyun_SM4")
_USAGE = "ENCRYPT/DECRYPT"
_KEY_LENGTH = 64
ECS_TAG = "acs:ecs:disk-encryption"


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
        raise call.invalid("KMSKeyId")
    if key.state != "Enabled":
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
    _check_disk_role(call, region, key)
    return key


def _check_disk_role(call: Call, region: Region, key: Key) -> None:
    role = call.account.roles.get(DISK_ROLE)
    if role is None or "ecs.aliyuncs.com" not in trusted_services(role.trust_document):
        raise call.refuse("InvalidParameter.KMSKeyId.KMSUnauthorized")
    if not call.cloud.settings.disk_role_needs_policy:
        return
    if not role_allows(call.account, role, "kms:Decrypt", key_arn(call.account, region.id, key.id)):
        raise call.refuse("InvalidParameter.KMSKeyId.KMSUnauthorized")
    if not role_allows(call.account, role, "kms:TagResource", key_arn(call.account, region.id, key.id)):
        raise call.refuse("InvalidParameter.KMSKeyId.CMKUnauthorized")


def key_of(region: Region, snapshot: Snapshot) -> Key | None:
    """The key of an encrypted snapshot, if it is one of this account's and still exists."""
    return region.keys.get(snapshot.key)


def key_arn(account: Account, region_id: str, key_id: str) -> str:
    """`acs:kms:<region>:<account>:key/<id>`."""
    return f"acs:kms:{region_id}:{account.id}:key/{key_id}"


def role_allows(account: Account, role: Role, action: str, resource: str) -> bool:
    """Whether a role's policies allow something."""
    return evaluate(documents(account, role.policies), Question(action, resource)) is Verdict.ALLOW


def share_role_serves(call: Call, owner: Account, sharee: str, key: Key) -> bool:
    """Whether the owner's share role lets the sharee's ECS use this key."""
    role = owner.roles.get(SHARE_ROLE)
    if role is None or f"{sharee}@ecs.aliyuncs.com" not in trusted_services(role.trust_document):
        return False
    if not call.cloud.settings.share_role_needs_policy:
        return True
    return role_allows(owner, role, "kms:Decrypt", key_arn(owner, call.region_id, key.id))
