# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kms_key_info
short_description: List KMS keys and which of them ECS can use for images to share
version_added: 1.0.0
description:
  - Lists for each key whether it is a service key or a customer key, its state, and its aliases.
  - Needs C(kms:DescribeKey) and C(kms:ListAliases), without O(kms_key_ids) also C(kms:ListKeys), and for O(with_images)
    C(ecs:DescribeImages) and C(ecs:DescribeSnapshots).
author:
  - imageops.alicloud contributors (@imageops)
options:
  kms_key_ids:
    description:
      - Keys by id, ARN or alias. Default is all keys of the region.
      - A key that is not found is left out of the result.
      - Another account's key can be named by its ARN, if its policy lets this account describe it.
    type: list
    elements: str
    default: []
  with_images:
    description:
      - List the account's images on each key, so that no key in use is disabled or deleted by mistake.
      - Disks, and snapshots of no image, use keys, too, and are not looked at.
    type: bool
    default: false
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_info
"""

EXAMPLES = r"""
- name: List all keys of a region
  imageops.alicloud.kms_key_info:
    region: cn-beijing
  register: found

- name: Show those that can encrypt shared images
  ansible.builtin.debug:
    msg: "{{ found.kms_keys | selectattr('key_type', 'equalto', 'customer') | map(attribute='key_id') }}"

- name: Find the keys that no image needs
  imageops.alicloud.kms_key_info:
    region: cn-beijing
    with_images: true
  register: found

- name: Show them
  ansible.builtin.debug:
    msg: "{{ found.kms_keys | rejectattr('images') | map(attribute='key_id') }}"

- name: Resolve an alias
  imageops.alicloud.kms_key_info:
    region: cn-beijing
    kms_key_ids:
      - alias/image-share
"""

RETURN = r"""
kms_keys:
  description: The keys.
  returned: success
  type: list
  elements: dict
  contains:
    key_id:
      description: The id.
      type: str
      returned: success
      sample: key-bjj63297a0b1c2d3e4f5g
    arn:
      description: The ARN.
      type: str
      returned: success
      sample: acs:kms:cn-beijing:1000000000000001:key/key-bjj63297a0b1c2d3e4f5g
    region:
      description: The region; keys serve one region.
      type: str
      returned: success
      sample: cn-beijing
    aliases:
      description: The aliases.
      type: list
      elements: str
      returned: success
      sample: [alias/image-share]
    key_type:
      description: >-
        V(service) for a key made by a cloud service, V(customer) for one made by the account, V(foreign) for another's.
      type: str
      returned: success
      sample: customer
    state:
      description: V(Enabled), V(Disabled), V(PendingDeletion) or V(PendingImport).
      type: str
      returned: success
      sample: Enabled
    spec:
      description: The key's spec. ECS takes V(Aliyun_AES_256) and V(Aliyun_SM4).
      type: str
      returned: success
      sample: Aliyun_AES_256
    usage:
      description: V(ENCRYPT/DECRYPT) or V(SIGN/VERIFY).
      type: str
      returned: success
      sample: ENCRYPT/DECRYPT
    origin:
      description: V(Aliyun_KMS), or V(EXTERNAL) for imported key material.
      type: str
      returned: success
      sample: Aliyun_KMS
    creator:
      description: The account that made the key, or the name of the service.
      type: str
      returned: success
      sample: "1000000000000001"
    instance_id:
      description: The KMS instance. Empty for a key outside one, which may be the free default key.
      type: str
      returned: success
      sample: kst-bjj62d8f5e0sgtx8h
    description:
      description: The description.
      type: str
      returned: success
      sample: Images that are shared with other accounts
    deletion_protection:
      description: Whether it is protected against deletion.
      type: bool
      returned: success
      sample: true
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2025-03-01T08:00:00Z"
    images:
      description: The account's images in this region, in every state, that have a disk under the key.
      type: list
      elements: dict
      returned: with O(with_images=true)
      contains:
        image_id:
          description: The id.
          type: str
          returned: success
          sample: m-2ze0000000000000web1
        name:
          description: The name.
          type: str
          returned: success
          sample: web-1
        status:
          description: The status.
          type: str
          returned: success
          sample: Available
images_unknown:
  description: >-
    Images, as in RV(kms_keys[].images), whose key is not known because a snapshot is not seen. Any key may be theirs.
  returned: with O(with_images=true)
  type: list
  elements: dict
  sample: []
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._keys.observe import read_keys
from ..module_utils._keys.request import read_info_request
from ..module_utils._module import run_info

OPTIONS = {
    "kms_key_ids": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "with_images": {"type": "bool", "default": False},
}


def main() -> None:
    run_info(OPTIONS, read_info_request, read_keys)


if __name__ == "__main__":
    main()
