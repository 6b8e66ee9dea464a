# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ECS demands of keys, and of the roles that let it use them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...access import key_policies
from ...access.authorisation import documents
from ...access.conditions import UnknownCondition
from ...access.evaluate import Question, Verdict, evaluate, trusted_services
from ...actions.declare import Call
from ...catalogue.catalogue import regions
from ...state.accounts import Account, Region
from ...state.identities import DISK_ROLE, SHARE_ROLE, SNAPSHOT_SHARE_ROLE, Role
from ...state.images import SERVICE_KEY_ALIAS, Key, Snapshot
from ...state.instances import Disk

_SPECS = ("Aliyun_AES_256", "Aliyun_SM4")
_USAGE = "ENCRYPT/DECRYPT"
_KEY_LENGTH = 64
_ARN = "acs:kms:"
ECS_TAG = "acs:ecs:disk-encryption"
_NEEDED = {"kms:Decrypt": "KMSUnauthorized", "kms:TagResource": "CMKUnauthorized"}


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key with its account and region."""

    owner: Account
    region_id: str
    key: Key

    @property
    def arn(self) -> str:
        """`acs:kms:<region>:<account>:key/<id>`."""
        return f"{_ARN}{self.region_id}:{self.owner.id}:key/{self.key.id}"

    def name_in(self, account: Account) -> str:
        """How a snapshot of this account names the key: another account's key by its ARN."""
        return self.key.id if account is self.owner else self.arn

    def mark_in_use(self) -> None:
        """Put ECS's tag on a customer master key."""
        if not self.key.is_service_key:
            self.key.tags[ECS_TAG] = "true"


def target_key(call: Call, region: Region, name: str) -> HeldKey:
    """Return the key of a copy, after checking every reason to refuse it."""
    if len(name) > _KEY_LENGTH and not name.startswith(_ARN):
        raise call.invalid("KMSKeyId")
    if not regions()[region.id].cmk:
        raise call.refuse("InvalidRegion.NotSupport")
    held = named_key(call, region, name)
    if held is None or name == SERVICE_KEY_ALIAS:
        raise call.refuse("InvalidParameter.KMSKeyId.NotFound")
    return usable_key(call, held)


def service_key(call: Call, region: Region) -> HeldKey:
    """The caller's service key."""
    return HeldKey(call.account, region.id, call.cloud.service_key(call.account, region))


def kept_key(call: Call, snapshots: Iterable[Snapshot]) -> HeldKey:
    """The key of the first encrypted snapshot of a source, for a copy that names no key."""
    snapshot = next(item for item in snapshots if item.encrypted)
    held = key_of(call, call.account, call.region_id, snapshot)
    if held is None:
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
    return usable_key(call, held)


def named_key(call: Call, region: Region, name: str) -> HeldKey | None:
    """The key that KMSKeyId names: an own one by its id, another account's as foreign_key_form says."""
    # The service key's alias is never taken; other aliases and ARNs of the account's keys are settings.
    own = region.keys.get(name) or _own_key(call, region, name)
    if own is not None:
        return HeldKey(call.account, region.id, own)
    if call.cloud.settings.foreign_key_form == "arn":
        found = key_policies.key_of_arn(call.cloud, name)
        foreign = found is not None and found[0] is not call.account and name.startswith(f"{_ARN}{region.id}:")
        return HeldKey(found[0], region.id, found[1]) if found is not None and foreign else None
    for account in call.cloud.accounts.values():
        if region.id in account.regions and name in account.regions[region.id].keys:
            return HeldKey(account, region.id, account.regions[region.id].keys[name])
    return None


def _own_key(call: Call, region: Region, name: str) -> Key | None:
    settings = call.cloud.settings
    if settings.key_alias_taken and name.startswith("alias/"):
        return region.key_by_alias(name)
    own = f"{_ARN}{region.id}:{call.account.id}:key/"
    return region.keys.get(name.removeprefix(own)) if settings.key_arn_taken and name.startswith(own) else None


def usable_key(call: Call, held: HeldKey) -> HeldKey:
    """The key itself, if ECS can encrypt with it."""
    key = held.key
    if key.is_service_key and held.owner is call.account:
        return held
    if key.spec not in _SPECS or key.usage != _USAGE:
        symmetric = "InvalidKMSKeyId.NotSymmetric"
        raise call.refuse(symmetric) if symmetric in call.action.errors else call.invalid("KMSKeyId")
    if key.state != "Enabled":
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
    for action, code in _NEEDED.items():
        if not disk_role_may(call, held, action):
            raise call.refuse(f"InvalidParameter.KMSKeyId.{code}")
    return held


def disk_role_may(call: Call, held: HeldKey, action: str) -> bool:
    """Whether the role that ECS takes on for disks is there and may do this with the key."""
    role = call.account.roles.get(DISK_ROLE)
    if role is None or "ecs.aliyuncs.com" not in trusted_services(role.trust_document):
        return False
    return _role_may(call, call.account, role, held, action, strict=call.cloud.settings.disk_role_needs_policy)


def lost_key(call: Call, item: Snapshot | Disk) -> str:
    """Why ECS cannot read an encrypted disk or snapshot any more, as the end of an error code; empty if it can."""
    if not item.encrypted:
        return ""
    held = key_of(call, call.account, call.region_id, item)
    if held is None or held.key.state != "Enabled":
        return "CMKNotEnabled"
    if held.key.is_service_key or disk_role_may(call, held, "kms:Decrypt"):
        return ""
    return "KMSUnauthorized"


def key_of(call: Call, account: Account, region_id: str, item: Snapshot | Disk) -> HeldKey | None:
    """The key of what is encrypted, if it still exists; another account's too."""
    if item.key.startswith(_ARN):
        found = key_policies.key_of_arn(call.cloud, item.key)
        return None if found is None else HeldKey(found[0], region_id, found[1])
    key = account.region(region_id).keys.get(item.key)
    return None if key is None else HeldKey(account, region_id, key)


def share_role_serves(call: Call, owner: Account, sharee: str, held: HeldKey) -> bool:
    """Say whether the owner's share role lets the consumer's ECS use this key."""
    return _role_serves(call, owner, owner.roles.get(SHARE_ROLE), sharee, held)


def snapshot_role_serves(call: Call, owner: Account, sharee: str, snapshot: Snapshot) -> bool:
    """Say whether the owner's role for snapshots lets the consumer's ECS use a snapshot's key."""
    held = key_of(call, owner, call.region_id, snapshot)
    role = owner.roles.get(SNAPSHOT_SHARE_ROLE)
    return held is not None and held.key.state == "Enabled" and _role_serves(call, owner, role, sharee, held)


def _role_serves(call: Call, owner: Account, role: Role | None, sharee: str, held: HeldKey) -> bool:
    if role is None or f"{sharee}@ecs.aliyuncs.com" not in trusted_services(role.trust_document):
        return False
    return _role_may(call, owner, role, held, "kms:Decrypt", strict=call.cloud.settings.share_role_needs_policy)


def _role_may(call: Call, account: Account, role: Role, held: HeldKey, action: str, *, strict: bool) -> bool:
    """Whether the policies of a role and that of the key let ECS, in that role, use the key.

    Without `strict` the role needs no policy for it: only an express Deny counts. The policy of another account's key
    must name the role either way.
    """
    context = {"acs:CurrentTime": call.context["acs:CurrentTime"], "acs:SecureTransport": "true"}
    question = Question(action, held.arn, context)
    try:
        identity = evaluate(documents(account, role.policies), question)
        says = key_policies.says(held.owner, held.key, account, f"role/{role.name}", question)
    except UnknownCondition as condition:
        raise call.not_modelled(str(condition)) from None
    if Verdict.EXPLICIT_DENY in (identity, says):
        return False
    if held.owner is account:
        return not strict or Verdict.ALLOW in (identity, says)
    return says is Verdict.ALLOW and (identity is Verdict.ALLOW or not strict)
