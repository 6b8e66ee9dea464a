# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_encryption_default_info
short_description: Read whether regions encrypt new disks, and under which key
version_added: 1.0.0
description:
  - Reads the default encryption of disks of one account in one or more regions.
  - A region that may not be read, or that ECS answers with an error for, has its reason and does not fail the task.
  - Needs C(ecs:DescribeDiskEncryptionByDefaultStatus), C(ecs:DescribeDiskDefaultKMSKeyId) and C(kms:DescribeKey), and
    for V(all) in O(regions) C(ecs:DescribeRegions).
author:
  - imageops.alicloud contributors (@imageops)
options:
  regions:
    description:
      - The regions to read. Default is O(region) alone. V(all) means every region of the account.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.disk_encryption_default
  - module: imageops.alicloud.image_info
"""

EXAMPLES = r"""
- name: Read how all regions encrypt new disks
  imageops.alicloud.disk_encryption_default_info:
    regions: [all]
  register: found

- name: Show the regions without a customer master key
  ansible.builtin.debug:
    msg: "{{ found.encryption_defaults | selectattr('key_type', 'eq', 'service') | map(attribute='region') }}"
"""

RETURN = r"""
encryption_defaults:
  description: How each region encrypts new disks, in the order of O(regions).
  returned: success
  type: list
  elements: dict
  contains:
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    enabled:
      description: Whether new disks are encrypted. Null where ECS does not say.
      type: bool
      returned: success
      sample: true
    kms_key_id:
      description: The key, empty if ECS names none.
      type: str
      returned: success
      sample: key-bjj63297a0b1c2d3e4f5g
    key_type:
      description: V(service), V(customer) or V(unknown). A key that is not named is the service key.
      type: str
      returned: success
      sample: customer
    reasons:
      description: Notes on it, each with C(code), C(message) and C(remedy).
      type: list
      elements: dict
      returned: success
      sample: []
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._disk_defaults.observe import read_info
from ..module_utils._disk_defaults.request import read_info_request
from ..module_utils._module import run_info

OPTIONS = {
    "regions": {"type": "list", "elements": "str", "default": []},
}


def main() -> None:
    run_info(OPTIONS, read_info_request, read_info)


if __name__ == "__main__":
    main()
