# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kms_key
short_description: Create a customer master key for images to share
version_added: 1.0.0
description:
  - Makes sure that there is an enabled symmetric key with the given alias that ECS can encrypt images with, and
    that its description, tags, deletion protection and key policy are as asked for.
  - A new key is tagged in the call that makes it, so that a run that was cut off before it got its alias finds it again
    instead of making another. Keys are never disabled or deleted.
  - Needs C(kms:DescribeKey), C(kms:ListKeys) and C(kms:ListResourceTags), and for changes
    C(kms:CreateKey), C(kms:CreateAlias), C(kms:TagResource), C(kms:UpdateKeyDescription), C(kms:SetDeletionProtection),
    C(kms:GetKeyPolicy) and C(kms:SetKeyPolicy).
author:
  - imageops.alicloud contributors (@imageops)
options:
  alias:
    description:
      - The alias, with or without V(alias/) before it.
    type: str
    required: true
  kms_instance_id:
    description:
      - The KMS instance that holds the key. Required unless O(allow_default_key) is set.
    type: str
  allow_default_key:
    description:
      - Allow a key outside a KMS instance. It may be the free default key, and whether ECS shares images under
        that key with other accounts is not documented.
    type: bool
    default: false
  spec:
    description:
      - The key's spec; these are the two that ECS takes. It cannot be changed later.
    type: str
    choices: [Aliyun_AES_256, Aliyun_SM4]
    default: Aliyun_AES_256
  description:
    description:
      - The description. Without it that of an existing key stays.
    type: str
  tags:
    description:
      - The tags of the key. Other tags stay.
    type: dict
    default: {}
  deletion_protection:
    description:
      - Whether the key is protected against deletion. Images under a deleted key are lost.
    type: bool
  policy:
    description:
      - The key policy, a whole document. Only keys of a KMS instance have one.
    type: dict
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.kms_key_info
  - module: imageops.alicloud.image_copy
"""

EXAMPLES = r"""
- name: Create a key for shared images
  imageops.alicloud.kms_key:
    region: cn-beijing
    alias: image-share-2
    kms_instance_id: kst-bjj67a1c0d2e3f4
    description: Images that are shared with other accounts
    deletion_protection: true
    tags:
      team: images
  register: made

- name: Show its id
  ansible.builtin.debug:
    msg: "{{ made.kms_key.key_id }}"

- name: Create a key outside a KMS instance
  imageops.alicloud.kms_key:
    region: cn-beijing
    alias: image-share-3
    allow_default_key: true
    spec: Aliyun_AES_256

- name: Create a key with a policy of your own
  imageops.alicloud.kms_key:
    region: cn-beijing
    alias: image-share-4
    kms_instance_id: kst-bjj67a1c0d2e3f4
    policy:
      Version: "1"
      Statement:
        - Sid: Account
          Effect: Allow
          Principal:
            RAM: ["acs:ram::1000000000000001:*"]
          Action: ["kms:*"]
          Resource: ["*"]
"""

RETURN = r"""
kms_key:
  description: The key, in check mode with the values that are known.
  returned: success
  type: dict
  contains:
    key_id:
      description: The id, null in check mode if the key would be made.
      type: str
      returned: success
      sample: key-bjj63297a0b1c2d3e4f5g
    arn:
      description: The ARN.
      type: str
      returned: success
      sample: acs:kms:cn-beijing:1000000000000001:key/key-bjj63297a0b1c2d3e4f5g
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    aliases:
      description: The alias asked for.
      type: list
      elements: str
      returned: success
      sample: [alias/image-share-2]
    key_type:
      description: V(customer).
      type: str
      returned: success
      sample: customer
    state:
      description: V(Enabled).
      type: str
      returned: success
      sample: Enabled
    spec:
      description: The spec.
      type: str
      returned: success
      sample: Aliyun_AES_256
    usage:
      description: V(ENCRYPT/DECRYPT).
      type: str
      returned: success
      sample: ENCRYPT/DECRYPT
    origin:
      description: Where the key material comes from.
      type: str
      returned: success
      sample: Aliyun_KMS
    creator:
      description: The account that made it.
      type: str
      returned: success
      sample: "1000000000000001"
    instance_id:
      description: The KMS instance, empty for a key outside one.
      type: str
      returned: success
      sample: kst-bjj67a1c0d2e3f4
    description:
      description: The description.
      type: str
      returned: success
      sample: Images that are shared with other accounts
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2025-03-01T08:00:00Z"
    deletion_protection:
      description: Whether it is protected against deletion.
      type: bool
      returned: success
      sample: true
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._keys.apply import apply_key
from ..module_utils._keys.decide import KeyPlan, plan_key, predicted_key
from ..module_utils._keys.observe import observe_key
from ..module_utils._keys.request import read_request
from ..module_utils._keys.values import KeyRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "alias": {"type": "str", "required": True},
    "kms_instance_id": {"type": "str"},
    "allow_default_key": {"type": "bool", "default": False, "no_log": False},
    "spec": {"type": "str", "choices": ["Aliyun_AES_256", "Aliyun_SM4"], "default": "Aliyun_AES_256"},
    "description": {"type": "str"},
    "tags": {"type": "dict", "default": {}},
    "deletion_protection": {"type": "bool"},
    "policy": {"type": "dict"},
}


def predict(_request: KeyRequest, plan: KeyPlan) -> dict[str, Any]:
    return {"kms_key": predicted_key(plan)}


def apply(session: Session, _request: KeyRequest, plan: KeyPlan) -> Outcome:
    key = apply_key(session, plan)
    return Outcome(values={"kms_key": key.to_result() if key else predicted_key(plan)})


def main() -> None:
    run(
        OPTIONS,
        Steps(request=read_request, observe=observe_key, decide=plan_key, predict=predict, apply=apply),
    )


if __name__ == "__main__":
    main()
