# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_share_role
short_description: Have the RAM role that lets other accounts use shared encrypted images
version_added: 0.1.0
description:
  - Makes sure that the role C(AliyunECSShareEncryptImageDefaultRole) exists, trusts the ECS of every account given
    (C(<account>@ecs.aliyuncs.com), an entry each), and has a policy that lets it use the keys.
  - Trust entries and statements that are there stay. Everything is written in one UpdateRole call for all accounts.
  - Reports whether C(AliyunECSDiskEncryptDefaultRole) exists, without which ECS uses no customer master key;
    the ECS console makes that one.
  - Needs C(sts:GetCallerIdentity), C(ram:GetRole), C(ram:ListPoliciesForRole), and, as far as something is missing,
    C(ram:CreateRole), C(ram:UpdateRole), C(ram:GetPolicy), C(ram:CreatePolicy) and C(ram:AttachPolicyToRole).
notes:
  - Which policy the vendor wants on this role is not settled by its documentation. The default is a custom policy with
    the KMS actions that decrypting needs and nothing else; this is an assumption.
    Give O(policy_name) and O(policy_type) if your account has one already.
author:
  - imageops.alicloud contributors (@imageops)
options:
  accounts:
    description:
      - The ids (UIDs) of the accounts that images are shared with.
    type: list
    elements: str
    required: true
  role_name:
    description:
      - The role. ECS uses the one with the default name.
    type: str
    default: AliyunECSShareEncryptImageDefaultRole
  policy_name:
    description:
      - The policy to attach. A custom policy that does not exist is made from O(policy_document).
    type: str
    default: ImageopsShareEncryptedImages
  policy_type:
    description:
      - Whether O(policy_name) is the account's own or one of the vendor's.
    type: str
    choices: [Custom, System]
    default: Custom
  policy_document:
    description:
      - The document of a policy that has to be made. Default allows decrypting with the account's keys. A policy
        that exists is attached as it is.
    type: dict
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_share_role_info
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Let two accounts use shared encrypted images
  imageops.alicloud.image_share_role:
    region: cn-beijing
    accounts:
      - "2000000000000002"
      - "3000000000000003"
  register: prepared

- name: Say so if ECS cannot use customer master keys at all
  ansible.builtin.debug:
    msg: Authorize ECS to use KMS in the ECS console first.
  when: not prepared.role.disk_encrypt_role_exists
"""

RETURN = r"""
role:
  description: The role, in check mode as it would be.
  returned: success
  type: dict
  contains:
    name:
      description: The name.
      type: str
      returned: success
      sample: AliyunECSShareEncryptImageDefaultRole
    exists:
      description: Whether it exists.
      type: bool
      returned: success
      sample: true
    arn:
      description: The ARN, empty in check mode if it does not exist yet.
      type: str
      returned: success
      sample: acs:ram::1000000000000001:role/AliyunECSShareEncryptImageDefaultRole
    trusted_accounts:
      description: The accounts whose ECS it trusts.
      type: list
      elements: str
      returned: success
      sample: ["2000000000000002", "3000000000000003"]
    policies:
      description: The policies attached to it.
      type: list
      elements: dict
      returned: success
      sample: [{"type": "Custom", "name": "ImageopsShareEncryptedImages"}]
    disk_encrypt_role_exists:
      description: Whether C(AliyunECSDiskEncryptDefaultRole) exists.
      type: bool
      returned: success
      sample: true
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..module_utils._api import ram_roles
from ..module_utils._api.sts import get_caller
from ..module_utils._logic.sharing import check_accounts
from ..module_utils._logic.text import given
from ..module_utils._logic.trust import RolePlan, describe_role, plan_role
from ..module_utils._model.role import DISK_ROLE, SHARE_ROLE, PolicyRef, Role
from ..module_utils._module import Outcome, Session, Steps, run

POLICY_NAME = "ImageopsShareEncryptedImages"
DESCRIPTION = "Lets the ECS of accounts that encrypted images are shared with use their keys"
OPTIONS = {
    "accounts": {"type": "list", "elements": "str", "required": True},
    "role_name": {"type": "str", "default": SHARE_ROLE},
    "policy_name": {"type": "str", "default": POLICY_NAME},
    "policy_type": {"type": "str", "choices": ["Custom", "System"], "default": "Custom"},
    "policy_document": {"type": "dict"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    accounts: tuple[str, ...]
    role_name: str
    policy: PolicyRef
    policy_document: Mapping[str, Any] | None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Request:
        return cls(
            accounts=given(params["accounts"]),
            role_name=params["role_name"] or SHARE_ROLE,
            policy=PolicyRef(params["policy_type"], params["policy_name"] or POLICY_NAME),
            policy_document=params["policy_document"] or None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    role: Role | None
    disk_role: bool
    policy_exists: bool
    account_id: str


def observe(session: Session, request: Request) -> Observed:
    account_id = get_caller(session).account_id
    check_accounts("accounts", request.accounts, account_id)
    role = ram_roles.find_role(session, request.role_name)
    attached = bool(role and request.policy in role.policies)
    return Observed(
        role=role,
        disk_role=ram_roles.has_role(session, DISK_ROLE),
        policy_exists=attached or ram_roles.find_policy_document(session, request.policy) is not None,
        account_id=account_id,
    )


def decide(request: Request, seen: Observed) -> RolePlan:
    return plan_role(
        name=request.role_name,
        role=seen.role,
        disk_role=seen.disk_role,
        accounts=request.accounts,
        policy=request.policy,
        policy_exists=seen.policy_exists,
        document=request.policy_document,
        account_id=seen.account_id,
    )


def predict(_request: Request, plan: RolePlan) -> dict[str, Any]:
    return {"role": plan.role_after}


def apply(session: Session, request: Request, plan: RolePlan) -> Outcome:
    if plan.create_role:
        ram_roles.create_role(session, request.role_name, plan.trust, DESCRIPTION)
    elif plan.update_trust:
        ram_roles.update_trust(session, request.role_name, plan.trust)
    if plan.create_policy:
        ram_roles.create_policy(session, request.policy.name, plan.create_policy, DESCRIPTION)
    if plan.attach_policy:
        ram_roles.attach_policy(session, request.role_name, request.policy)
    role = ram_roles.find_role(session, request.role_name)
    return Outcome(values={"role": describe_role(request.role_name, role, disk_role=plan.disk_role)})


def main() -> None:
    run(OPTIONS, Steps(request=Request.from_params, observe=observe, decide=decide, predict=predict, apply=apply))


if __name__ == "__main__":
    main()
