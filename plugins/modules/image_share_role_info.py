# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_share_role_info
short_description: List which accounts the image share role trusts
version_added: 1.0.0
description:
  - Reads the RAM role that lets other accounts' ECS use the keys of encrypted images shared with them.
  - Needs C(ram:GetRole) and C(ram:ListPoliciesForRole).
author:
  - imageops.alicloud contributors (@imageops)
options:
  role_name:
    description:
      - The role. ECS uses the one with the default name.
    type: str
    default: AliyunECSShareEncryptImageDefaultRole
  accounts:
    description:
      - List those of these accounts that the role does not trust, and the missing statement.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_share_role
"""

EXAMPLES = r"""
- name: See whom the share role trusts
  imageops.alicloud.image_share_role_info:
    region: cn-beijing
  register: found

- name: Show the accounts
  ansible.builtin.debug:
    msg: "{{ found.role.trusted_accounts }}"

- name: List the accounts that the role does not trust yet
  imageops.alicloud.image_share_role_info:
    region: cn-beijing
    role_name: AliyunECSShareEncryptImageDefaultRole
    accounts: ["2000000000000002", "4000000000000004"]
"""

RETURN = r"""
role:
  description: The role.
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
      description: The ARN, empty if it does not exist.
      type: str
      returned: success
      sample: acs:ram::1000000000000001:role/AliyunECSShareEncryptImageDefaultRole
    trusted_accounts:
      description: The accounts whose ECS it trusts.
      type: list
      elements: str
      returned: success
      sample: ["2000000000000002"]
    policies:
      description: The policies attached to it.
      type: list
      elements: dict
      returned: success
      sample: [{"type": "Custom", "name": "ImageopsShareEncryptedImages"}]
    disk_encrypt_role_exists:
      description:
        - Whether C(AliyunECSDiskEncryptDefaultRole) exists, without which ECS uses no customer master key at all.
      type: bool
      returned: success
      sample: true
untrusted_accounts:
  description: Those of O(accounts) whose ECS the role does not trust; all of them if there is no role.
  returned: success
  type: list
  elements: str
  sample: ["4000000000000004"]
trust_statement:
  description: The statement that the role's trust policy needs for them, null if it needs none.
  returned: success
  type: dict
  sample:
    Action: sts:AssumeRole
    Effect: Allow
    Principal:
      Service: ["4000000000000004@ecs.aliyuncs.com"]
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._model.role import SHARE_ROLE
from ..module_utils._module import run_info
from ..module_utils._share_role.observe import read_role
from ..module_utils._share_role.request import read_info_request

OPTIONS = {
    "role_name": {"type": "str", "default": SHARE_ROLE},
    "accounts": {"type": "list", "elements": "str", "default": []},
}


def main() -> None:
    run_info(OPTIONS, read_info_request, read_role)


if __name__ == "__main__":
    main()
