# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The trust document of the share role: which accounts' ECS may use the owner's keys."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._model.errors import InvalidInput
from .._model.role import PolicyRef, Role

Document = Mapping[str, Any]
ASSUME = "sts:AssumeRole"
SUFFIX = "@ecs.aliyuncs.com"


def principal(account_id: str) -> str:
    """A consumer's ECS as a service principal; the plain `ecs.aliyuncs.com` is refused by ECS with AssumeRoleError."""
    return f"{account_id}{SUFFIX}"


def trusted_accounts(document: Document) -> tuple[str, ...]:
    """The accounts whose ECS this document trusts without a condition, sorted."""
    found = {
        service.removesuffix(SUFFIX)
        for statement in _statements(document)
        if _is_plain_allow(statement)
        for service in _services(statement)
        if service.endswith(SUFFIX)
    }
    return tuple(sorted(found))


def with_accounts(document: Document | None, accounts: Sequence[str]) -> dict[str, Any]:
    """The document with these consumers added; everything that was there stays."""
    merged: dict[str, Any] = copy.deepcopy(dict(document)) if document else {"Statement": [], "Version": "1"}
    have = set(trusted_accounts(merged))
    missing = [principal(account) for account in accounts if account not in have]
    if not missing:
        return merged
    statements = _statements(merged)
    for statement in statements:
        if _is_plain_allow(statement) and set(statement["Principal"]) == {"Service"}:
            statement["Principal"]["Service"] = sorted({*_services(statement), *missing})
            break
    else:
        statements.append({"Action": ASSUME, "Effect": "Allow", "Principal": {"Service": sorted(missing)}})
    merged["Statement"] = statements
    return merged


def _statements(document: Document) -> list[dict[str, Any]]:
    statements = document.get("Statement", [])
    return [statements] if isinstance(statements, dict) else list(statements)


def _services(statement: Mapping[str, Any]) -> list[str]:
    services = statement.get("Principal", {}).get("Service", [])
    return [services] if isinstance(services, str) else list(services)


def _is_plain_allow(statement: Mapping[str, Any]) -> bool:
    actions = statement.get("Action", [])
    return (
        statement.get("Effect") == "Allow"
        and ASSUME in ([actions] if isinstance(actions, str) else actions)
        and not statement.get("Condition")
        and isinstance(statement.get("Principal"), dict)
    )


def describe_role(name: str, role: Role | None, *, disk_role: bool) -> dict[str, Any]:
    """The shape of `role`."""
    return {
        "name": name,
        "exists": role is not None,
        "arn": role.arn if role else "",
        "trusted_accounts": list(trusted_accounts(role.trust)) if role else [],
        "policies": [policy.to_result() for policy in sorted(role.policies)] if role else [],
        "disk_encrypt_role_exists": disk_role,
    }


def decrypt_policy(account_id: str) -> dict[str, Any]:
    """The least that reading an image under a key should need. assumed: the vendor's page names no document."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlan:
    """What the share role needs. `create_policy` is the document of a policy to be made, None if there is one."""

    trust: Document
    create_role: bool
    update_trust: bool
    create_policy: Document | None
    attach_policy: bool
    disk_role: bool
    before: Document
    role_after: Document

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return self.create_role or self.update_trust or self.create_policy is not None or self.attach_policy

    @property
    def has_work(self) -> bool:
        """Nothing but writing is done."""
        return self.changed

    @property
    def after(self) -> Document:
        """The role as it will be."""
        return self.role_after


def plan_role(
    *,
    name: str,
    role: Role | None,
    disk_role: bool,
    accounts: Sequence[str],
    policy: PolicyRef,
    policy_exists: bool,
    document: Document | None,
    account_id: str,
) -> RolePlan:
    """Compare the role with what is wanted. Raises InvalidInput for a vendor's policy that does not exist."""
    if not policy_exists and policy.policy_type == "System":
        remedy = "Give the name of a system policy, or policy_type: Custom."
        raise InvalidInput("policy_name", policy.name, "is not a system policy", remedy)
    trust = with_accounts(role.trust if role else None, accounts)
    attached = role is not None and policy in role.policies
    policies = {*(role.policies if role else ()), policy}
    after = Role(name=name, arn=role.arn if role else "", trust=trust, policies=tuple(policies))
    return RolePlan(
        trust=trust,
        create_role=role is None,
        update_trust=role is not None and trust != role.trust,
        create_policy=None if policy_exists else (document or decrypt_policy(account_id)),
        attach_policy=not attached,
        disk_role=disk_role,
        before=describe_role(name, role, disk_role=disk_role),
        role_after=describe_role(name, after, disk_role=disk_role),
    )
