# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: caller_info
short_description: Show whose credentials are in use
version_added: 1.0.0
description:
  - Calls C(sts:GetCallerIdentity), which everybody may.
  - Use it to check credentials, and to find the own account id. RV(ignore:credentials) says where they came from.
author:
  - imageops.alicloud contributors (@imageops)
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
"""

EXAMPLES = r"""
- name: Find out whose credentials these are
  imageops.alicloud.caller_info:
    region: cn-beijing
  register: me

- name: Show the account
  ansible.builtin.debug:
    msg: "{{ me.caller.account_id }}"
"""

RETURN = r"""
caller:
  description: The identity.
  returned: success
  type: dict
  contains:
    account_id:
      description: The id of the Alibaba Cloud account.
      type: str
      returned: success
      sample: "1000000000000001"
    arn:
      description: The ARN of the account, user or role session.
      type: str
      returned: success
      sample: acs:ram::1000000000000001:user/operator
    identity_type:
      description: V(Account), V(RAMUser) or V(AssumedRoleUser).
      type: str
      returned: success
      sample: RAMUser
    principal_id:
      description: The id of the user or role session.
      type: str
      returned: success
      sample: "200000000000000001"
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._core.observe_caller import read_caller
from ..module_utils._module import run_info


def main() -> None:
    run_info({}, lambda _params: None, read_caller)


if __name__ == "__main__":
    main()
