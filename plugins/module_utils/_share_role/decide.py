# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the share role needs: to be there, to trust the consumers, to have a policy; and on request the disk role."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._model.errors import InvalidInput
from .._model.role import Role
from .disk_role import DiskRolePlan, plan_disk_role
from .trust import Document, denied_accounts, trusted_accounts, with_accounts, without_accounts
from .values import FoundShare, RoleRequest, RoleSeen

DIRECTORY = re.compile(r"rd-[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlan:
    """What the share role needs. `create_policy` is the document of a policy to be made, None if there is one.

    `was` and `role` are the shape of `role`, as read and as it will be. `disk` is the plan of the role for disks, None
    if it was not asked for; `disk_role` says whether that role will exist.
    """

    trust: Document
    create_role: bool = False
    update_trust: bool = False
    create_policy: Document | None = None
    attach_policy: bool = False
    was: Document
    role: Document
    disk_role: bool
    disk: DiskRolePlan | None = None

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        share = self.create_role or self.update_trust or self.create_policy is not None or self.attach_policy
        return share or (self.disk is not None and self.disk.changed)

    @property
    def before(self) -> Document:
        """The role or roles as read."""
        return {**self.was, **({"disk_encrypt_role": self.disk.before} if self.disk else {})}

    @property
    def after(self) -> Document:
        """The role or roles as they will be."""
        return {**self.role, **({"disk_encrypt_role": self.disk.after} if self.disk else {})}

    @property
    def values(self) -> dict[str, Any]:
        """The return values of check mode."""
        return {"role": self.role, **({"disk_encrypt_role": self.disk.after} if self.disk else {})}

    @property
    def has_work(self) -> bool:
        """Nothing but writing is done."""
        return self.changed


def describe_role(name: str, role: Role | None, *, disk_role: bool) -> dict[str, Any]:
    """Return the shape of `role`."""
    return {
        "name": name,
        "exists": role is not None,
        "arn": role.arn if role else "",
        "trusted_accounts": list(trusted_accounts(role.trust)) if role else [],
        "policies": [policy.to_result() for policy in sorted(role.policies)] if role else [],
        "disk_encrypt_role_exists": disk_role,
    }


def decrypt_policy(account_id: str) -> dict[str, Any]:
    """Return the least that reading an image under a key should need. assumed: the vendor's page names no document."""
    return {
        "Version": "1",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
                "Resource": [f"acs:kms:*:{account_id}:key", f"acs:kms:*:{account_id}:key/*"],
            }
        ],
    }


def plan_role(request: RoleRequest, seen: RoleSeen) -> RolePlan:
    """Compare the role with what is wanted. Raises InvalidInput for what cannot or may not be done."""
    _check_directory(request)
    if request.disk_role and request.absent:
        remedy = "Leave it out. The role is not removed: every customer master key of the account depends on it."
        raise InvalidInput("disk_encrypt_role", "true", "does not go with state absent", remedy)
    return _plan_absent(request, seen) if request.absent else _plan_present(request, seen)


def _check_directory(request: RoleRequest) -> None:
    option, given = "trust_resource_directory_id", request.directory
    if given and not DIRECTORY.fullmatch(given):
        raise InvalidInput(option, given, "is not the id of a resource directory", "Give an id that begins with rd-.")
    if given and request.absent:
        remedy = "Omit it. The module does not look up images that are shared with a directory, so it keeps the entry."
        raise InvalidInput(option, given, "does not go with state absent", remedy)


def _plan_present(request: RoleRequest, seen: RoleSeen) -> RolePlan:
    policy, role = request.policy, seen.role
    if not seen.policy_exists and policy.policy_type == "System":
        remedy = "Give the name of a system policy, or policy_type: Custom."
        raise InvalidInput("policy_name", policy.name, "is not a system policy", remedy)
    trust = with_accounts(role.trust if role else None, request.consumers)
    if denied := sorted(set(request.consumers) & set(denied_accounts(trust))):
        remedy = f"Remove the Deny statement from the trust policy of {request.name}; this module does not change it."
        raise InvalidInput("accounts", ", ".join(denied), "are denied by the role's trust policy", remedy)
    after = Role(
        name=request.name,
        arn=role.arn if role else "",
        trust=trust,
        policies=tuple({*(role.policies if role else ()), policy}),
    )
    disk = plan_disk_role(seen.disk) if request.disk_role else None
    disk_role = seen.disk_role or disk is not None
    return RolePlan(
        trust=trust,
        create_role=role is None,
        update_trust=role is not None and trust != role.trust,
        create_policy=None if seen.policy_exists else (request.document or decrypt_policy(seen.account_id)),
        attach_policy=role is None or policy not in role.policies,
        was=describe_role(request.name, role, disk_role=seen.disk_role),
        role=describe_role(request.name, after, disk_role=disk_role),
        disk_role=disk_role,
        disk=disk,
    )


def _plan_absent(request: RoleRequest, seen: RoleSeen) -> RolePlan:
    role = seen.role
    was = describe_role(request.name, role, disk_role=seen.disk_role)
    if role is None:
        return RolePlan(trust={}, was=was, role=was, disk_role=seen.disk_role)
    _check_unused(seen.shares)
    trust = without_accounts(role.trust, request.accounts)
    if not trust["Statement"]:
        remedy = (
            "A role must trust at least one principal, so delete it instead: aliyun ram DetachPolicyFromRole for each "
            f"policy, then aliyun ram DeleteRole --RoleName {request.name}."
        )
        raise InvalidInput("accounts", ", ".join(request.accounts), f"are all that {request.name} trusts", remedy)
    after = Role(name=role.name, arn=role.arn, trust=trust, policies=role.policies)
    return RolePlan(
        trust=trust,
        update_trust=trust != role.trust,
        was=was,
        role=describe_role(request.name, after, disk_role=seen.disk_role),
        disk_role=seen.disk_role,
    )


def _check_unused(shares: Sequence[FoundShare]) -> None:
    if not shares:
        return
    listed = "; ".join(f"{share.name} ({share.image_id}) in {share.region} with {share.account}" for share in shares)
    accounts = ", ".join(sorted({share.account for share in shares}))
    results: Mapping[str, Any] = {"shares": [share.to_result() for share in shares]}
    remedy = f"Nothing was done. Stop sharing them first (image_share with state: absent): {listed}."
    raise InvalidInput("accounts", accounts, "still have images that are shared with them", remedy, results)
