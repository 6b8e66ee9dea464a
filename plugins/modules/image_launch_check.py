# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_launch_check
short_description: Check by a dry run whether an account could start instances from images
version_added: 1.0.0
description:
  - Asks ECS, with the credentials of the account that images are shared with, whether an instance with an encrypted
    system disk could be started from each of them. Nothing is started, ever. The only call is C(RunInstances) with
    C(DryRun=true).
  - With O(kms_key_id) it also looks whether the account has the role C(AliyunECSDiskEncryptDefaultRole), without which
    ECS uses none of its customer master keys.
  - Needs C(ecs:RunInstances), and with O(kms_key_id) C(ram:GetRole).
  - In check mode no dry run is sent, and the result is V(not_proven).
notes:
  - A dry run that passes does not prove that the instance would start. It does not read the image, so it does not show
    that the owner's key decrypts it, that the owner's RAM role trusts this account, or that this account may use its
    customer key. Nor does it show that there is stock.
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - The images, in O(region), that this account owns or sees.
    type: list
    elements: str
    required: true
  instance_type:
    description:
      - The type of the instance.
    type: str
    required: true
  vswitch_id:
    description:
      - The vSwitch that the instance would be in.
    type: str
    required: true
  security_group_id:
    description:
      - Its security group.
    type: str
    required: true
  kms_key_id:
    description:
      - The id of the key that its system disk would be encrypted with, a key of this account and region. Images
        that are shared encrypted cannot be started under their owner's key. Default is the account's service key.
    type: str
    default: ""
  disk_category:
    description:
      - The category of its system disk. Only ESSD disks can be encrypted.
    type: str
    default: cloud_essd
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.action_group
attributes:
  check_mode:
    support: full
    details: It changes nothing, and in check mode it sends no dry run either.
  diff_mode:
    support: N/A
    details: It changes nothing.
  idempotent:
    support: full
    details: It changes nothing.
seealso:
  - module: imageops.alicloud.image_info
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Ask as the consumer whether an instance could be started
  imageops.alicloud.image_launch_check:
    assume_role_arn: acs:ram::2000000000000002:role/image-viewer
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    instance_type: ecs.g7.large
    vswitch_id: vsw-2ze0000000000000vsw1
    security_group_id: sg-2ze0000000000000sg01
    kms_key_id: key-bjj63297a0b1c2d3e4f5s
    disk_category: cloud_essd
  register: tried

- name: Stop if it could not
  ansible.builtin.assert:
    that: tried.checks | rejectattr('result', 'equalto', 'launchable') | length == 0
"""

RETURN = r"""
checks:
  description: An answer for each image.
  returned: success
  type: list
  elements: dict
  contains:
    image_id:
      description: The image.
      type: str
      returned: success
      sample: m-2ze0000000000000cmk1
    region:
      description: Its region.
      type: str
      returned: success
      sample: cn-beijing
    result:
      description:
        - V(launchable) if the dry run passes, V(refused) if ECS or the missing role speaks against it, V(not_proven) if
          nothing can be said.
      type: str
      returned: success
      sample: launchable
    code:
      description:
        - The code of ECS's answer, or V(disk_encrypt_role_missing), V(disk_encrypt_role_not_visible) or V(check_mode).
      type: str
      returned: success
      sample: DryRunOperation
    reason:
      description: What was found, and what to do about it.
      type: str
      returned: success
      sample: a dry run of an instance under its customer key key-bjj63297a0b1c2d3e4f5s passes
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._shares.apply_launch import observe_launch, try_images
from ..module_utils._shares.launch import unsent_check
from ..module_utils._shares.launch_request import read_request
from ..module_utils._shares.launch_values import LaunchPlan, LaunchRequest

TEXT = {"type": "str", "required": True}
OPTIONS = {
    "image_ids": {"type": "list", "elements": "str", "required": True},
    "instance_type": TEXT,
    "vswitch_id": TEXT,
    "security_group_id": TEXT,
    "kms_key_id": {"type": "str", "default": ""},
    "disk_category": {"type": "str", "default": "cloud_essd"},
}


def predict(request: LaunchRequest, plan: LaunchPlan) -> dict[str, Any]:
    return {"checks": [unsent_check(request, image_id).to_result() for image_id in plan.image_ids]}


def apply(session: Session, request: LaunchRequest, plan: LaunchPlan) -> Outcome:
    checks, started = try_images(session, request, plan)
    # If ECS were ever to take a dry run for real, the task fails and says what has to be released.
    values = {"checks": [check.to_result() for check in checks]}
    return Outcome(values=values, failures=started, changed=bool(started))


def main() -> None:
    steps = Steps(
        request=read_request, observe=observe_launch, decide=lambda _request, seen: seen, predict=predict, apply=apply
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
