# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_share_role
short_description: Prepare the RAM role that lets other accounts use shared encrypted images
version_added: 1.0.0
description:
  - Makes sure that the role C(AliyunECSShareEncryptImageDefaultRole) exists, trusts the ECS of every account given
    (C(<account>@ecs.aliyuncs.com), an entry each), and has a policy that lets it use the keys.
  - Trust entries and statements that are there stay. Everything is written in one UpdateRole call for all accounts.
  - RAM does not report that another tool wrote the role at the same time. The policy is therefore read back twice,
    a moment apart, and is merged and written again if it was lost.
  - An entry is taken away only with O(state=absent), and only if no image of any region is shared with its account.
  - Reports whether C(AliyunECSDiskEncryptDefaultRole) exists, without which ECS uses no customer master key.
    The ECS console creates that role; O(disk_encrypt_role) has this module create it.
  - Needs C(sts:GetCallerIdentity), C(ram:GetRole), C(ram:ListPoliciesForRole), and, as far as something is missing,
    C(ram:CreateRole), C(ram:UpdateRole), C(ram:GetPolicy), C(ram:CreatePolicy) and C(ram:AttachPolicyToRole).
    O(disk_encrypt_role) needs the same actions on C(acs:ram:*:<account>:role/AliyunECSDiskEncryptDefaultRole), and
    C(ram:AttachPolicyToRole) on the system policy.
    With O(state=absent) it needs C(ecs:DescribeRegions), C(ecs:DescribeImages) and
    C(ecs:DescribeImageSharePermission) in all regions, too.
notes:
  - The longest trust policy is not documented. If RAM finds it too long, nothing was written, and the error says
    how many accounts it would have trusted.
  - The vendor's documentation names no policy for this role. The default is a custom policy with
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
  state:
    description:
      - V(present) has the role trust the accounts, V(absent) takes their trust entries away. An account without an
        entry cannot use encrypted images that are shared with it.
      - V(absent) searches all regions first, and is refused with the list of images if one is still shared with the
        account. It changes nothing but those entries. The last one cannot be removed, as a role must
        trust at least one principal.
    type: str
    choices: [present, absent]
    default: present
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
        that exists is attached unchanged.
    type: dict
  trust_resource_directory_id:
    description:
      - Trust the ECS of a resource directory as well, C(<directory>@ecs.aliyuncs.com), for encrypted images that
        M(imageops.alicloud.image_resource_share) shares with it.
      - The trust entry for a directory is not documented. This form is an assumption, and off by default.
        It is listed among RV(role.trusted_accounts). Trusting each member with O(accounts) is the documented form.
      - The entry is not taken away with O(state=absent).
    type: str
  disk_encrypt_role:
    description:
      - Create the role C(AliyunECSDiskEncryptDefaultRole) as well, with which the account's own ECS uses customer
        master keys. It trusts C(ecs.aliyuncs.com) and has the system policy C(AliyunECSDiskEncryptRolePolicy).
      - A role that exists keeps its trust entries and policies, and gets what it lacks.
      - It is not removed with O(state=absent), which refuses this option.
    type: bool
    default: false
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.ram
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

- name: Let them use shared encrypted images, and let ECS use customer master keys at all
  imageops.alicloud.image_share_role:
    region: cn-beijing
    accounts:
      - "2000000000000002"
      - "3000000000000003"
    disk_encrypt_role: true
  register: prepared

- name: Say so if ECS cannot use customer master keys
  ansible.builtin.debug:
    msg: Use disk_encrypt_role, or authorize ECS to use KMS in the ECS console.
  when: not prepared.role.disk_encrypt_role_exists

- name: Take the trust entry of an account away that no image is shared with any more
  imageops.alicloud.image_share_role:
    region: cn-beijing
    accounts:
      - "3000000000000003"
    state: absent

- name: Give the role a policy of your own
  imageops.alicloud.image_share_role:
    region: cn-beijing
    accounts:
      - "2000000000000002"
    role_name: AliyunECSShareEncryptImageDefaultRole
    policy_name: DecryptSharedImages
    policy_type: Custom
    policy_document:
      Version: "1"
      Statement:
        - Effect: Allow
          Action: ["kms:Decrypt", "kms:DescribeKey"]
          Resource: "*"
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
disk_encrypt_role:
  description: The role with which ECS uses customer master keys, in check mode as it would be.
  returned: if O(disk_encrypt_role=true)
  type: dict
  contains:
    name:
      description: The name.
      type: str
      returned: always
      sample: AliyunECSDiskEncryptDefaultRole
    exists:
      description: Whether it exists.
      type: bool
      returned: always
      sample: true
    arn:
      description: The ARN, empty in check mode if it does not exist yet.
      type: str
      returned: always
      sample: acs:ram::1000000000000001:role/AliyunECSDiskEncryptDefaultRole
    trusts_ecs:
      description: Whether it trusts C(ecs.aliyuncs.com) without a condition.
      type: bool
      returned: always
      sample: true
    policies:
      description: The policies attached to it.
      type: list
      elements: dict
      returned: always
      sample: [{"type": "System", "name": "AliyunECSDiskEncryptRolePolicy"}]
shares:
  description: The images that are still shared with an account that was to lose its trust entry.
  returned: if O(state=absent) was refused because of them
  type: list
  elements: dict
  contains:
    account:
      description: The account.
      type: str
      returned: always
      sample: "3000000000000003"
    region:
      description: The image's region.
      type: str
      returned: always
      sample: cn-beijing
    image_id:
      description: The image.
      type: str
      returned: always
      sample: m-2ze0000000000000cmk1
    name:
      description: The image's name.
      type: str
      returned: always
      sample: web-1
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._model.role import SHARE_ROLE
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._share_role.apply import RoleWriter
from ..module_utils._share_role.decide import RolePlan, plan_role
from ..module_utils._share_role.observe import observe_role
from ..module_utils._share_role.request import POLICY_NAME, read_request
from ..module_utils._share_role.values import RoleRequest

OPTIONS = {
    "accounts": {"type": "list", "elements": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "role_name": {"type": "str", "default": SHARE_ROLE},
    "policy_name": {"type": "str", "default": POLICY_NAME},
    "policy_type": {"type": "str", "choices": ["Custom", "System"], "default": "Custom"},
    "policy_document": {"type": "dict"},
    "trust_resource_directory_id": {"type": "str"},
    "disk_encrypt_role": {"type": "bool", "default": False},
}


def predict(_request: RoleRequest, plan: RolePlan) -> dict[str, Any]:
    return plan.values


def apply(session: Session, request: RoleRequest, plan: RolePlan) -> Outcome:
    return Outcome(values=RoleWriter(session=session, request=request).carry_out(plan))


def main() -> None:
    run(OPTIONS, Steps(request=read_request, observe=observe_role, decide=plan_role, predict=predict, apply=apply))


if __name__ == "__main__":
    main()
