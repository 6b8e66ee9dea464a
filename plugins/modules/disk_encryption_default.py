# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_encryption_default
short_description: Set whether a region encrypts new disks, and under which key
version_added: 1.0.0
description:
  - Switches the default encryption of disks of one account in one region on or off, and names its key.
  - While it is on, disks that are not encrypted can no longer be made. ECS refuses a call that asks for one, and disk
    types without encryption. New disks, and copies of images and snapshots, are encrypted without being asked for.
  - A call that names a key gets that key. Disks of an encrypted snapshot keep the snapshot's key.
  - Existing disks, snapshots and images do not change, in both directions.
  - ECS grants this to accounts that ask for it in a ticket. Others get the error C(UserNotInTheWhiteList).
  - If ECS refuses the key after it switched the region on for it, the region is switched off again.
  - Needs C(ecs:DescribeDiskEncryptionByDefaultStatus), C(ecs:DescribeDiskDefaultKMSKeyId) and C(kms:DescribeKey), and,
    for what has to be changed, C(ecs:EnableDiskEncryptionByDefault), C(ecs:DisableDiskEncryptionByDefault),
    C(ecs:ModifyDiskDefaultKMSKeyId) and C(ecs:ResetDiskDefaultKMSKeyId). With O(kms_key_id) also C(ram:GetRole), and
    for an ARN C(sts:GetCallerIdentity). The vendor's pages ask for C(AliyunECSFullAccess) for the changes.
author:
  - imageops.alicloud contributors (@imageops)
options:
  state:
    description:
      - V(enabled) has new disks encrypted, V(disabled) leaves that to each call.
    type: str
    choices: [enabled, disabled]
    default: enabled
  kms_key_id:
    description:
      - The key of new disks, by id, ARN or alias. Only with O(state=enabled).
      - V(alias/acs/ecs) is the ECS service key. Images of disks under that key cannot be shared.
      - Without it the key stays. It is the service key where none was ever named.
      - ECS uses it only if the account has the role C(AliyunECSDiskEncryptDefaultRole).
    type: str
    default: ""
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.disk_encryption_default_info
  - module: imageops.alicloud.kms_key
  - module: imageops.alicloud.image_share_role
"""

EXAMPLES = r"""
- name: Encrypt new disks of a region under a customer master key
  imageops.alicloud.disk_encryption_default:
    region: cn-beijing
    kms_key_id: alias/image-share

- name: Return to the service key
  imageops.alicloud.disk_encryption_default:
    region: cn-beijing
    kms_key_id: alias/acs/ecs

- name: Leave encryption to each call again
  imageops.alicloud.disk_encryption_default:
    region: cn-beijing
    state: disabled
"""

RETURN = r"""
encryption_default:
  description: How the region encrypts new disks; in check mode, how it would.
  returned: success
  type: dict
  contains:
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    enabled:
      description: Whether new disks are encrypted.
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

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._disk_defaults.apply import apply_defaults
from ..module_utils._disk_defaults.decide import DefaultsPlan, plan_defaults
from ..module_utils._disk_defaults.observe import observe_defaults
from ..module_utils._disk_defaults.request import read_request
from ..module_utils._disk_defaults.values import DefaultsRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "state": {"type": "str", "choices": ["enabled", "disabled"], "default": "enabled"},
    "kms_key_id": {"type": "str", "default": "", "no_log": False},
}


def predict(_request: DefaultsRequest, plan: DefaultsPlan) -> dict[str, Any]:
    return {"encryption_default": plan.will_be.to_result()}


def apply(session: Session, _request: DefaultsRequest, plan: DefaultsPlan) -> Outcome:
    return Outcome(values={"encryption_default": apply_defaults(session, plan).to_result()})


def main() -> None:
    run(
        OPTIONS,
        Steps(request=read_request, observe=observe_defaults, decide=plan_defaults, predict=predict, apply=apply),
    )


if __name__ == "__main__":
    main()
