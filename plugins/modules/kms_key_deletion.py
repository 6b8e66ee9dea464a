# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kms_key_deletion
short_description: Cancel the scheduled deletion of a KMS key
version_added: 1.0.0
description:
  - Makes sure that a key's deletion is not scheduled. Images, snapshots and disks under a deleted key are lost.
  - A key whose deletion is cancelled is enabled. Every other key stays unchanged, a disabled one too. No deletion is
    ever scheduled.
  - Needs C(kms:DescribeKey), and for changes C(kms:CancelKeyDeletion).
author:
  - imageops.alicloud contributors (@imageops)
options:
  kms_key_id:
    description:
      - The key, as id or ARN. KMS takes no alias.
    type: str
    required: true
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.kms_key_info
  - module: imageops.alicloud.kms_key
"""

EXAMPLES = r"""
- name: Keep a key whose deletion is scheduled
  imageops.alicloud.kms_key_deletion:
    region: cn-beijing
    kms_key_id: key-bjj63297a0b1c2d3e4f5g
"""

RETURN = r"""
kms_key:
  description: The key, in check mode as it would be.
  returned: success
  type: dict
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
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    aliases:
      description: Always empty; M(imageops.alicloud.kms_key_info) lists aliases.
      type: list
      elements: str
      returned: success
      sample: []
    key_type:
      description: V(customer) or V(service).
      type: str
      returned: success
      sample: customer
    state:
      description: V(Enabled), V(Disabled) or V(PendingImport).
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
from ..module_utils._keys.apply_deletion import apply_cancellation, observe_deletion
from ..module_utils._keys.deletion import DeletionPlan, plan_cancellation
from ..module_utils._keys.request import read_deletion_request
from ..module_utils._keys.values import DeletionRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "kms_key_id": {"type": "str", "required": True, "no_log": False},
}


def predict(_request: DeletionRequest, plan: DeletionPlan) -> dict[str, Any]:
    return {"kms_key": plan.will_be.to_result()}


def apply(session: Session, _request: DeletionRequest, plan: DeletionPlan) -> Outcome:
    return Outcome(values={"kms_key": apply_cancellation(session, plan).to_result()})


def main() -> None:
    run(
        OPTIONS,
        Steps(
            request=read_deletion_request,
            observe=observe_deletion,
            decide=plan_cancellation,
            predict=predict,
            apply=apply,
        ),
    )


if __name__ == "__main__":
    main()
