# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: scaling_configuration_image
short_description: Let scaling configurations launch from other images
version_added: 1.0.0
description:
  - Changes the image of each scaling configuration that names an old one, in place. Existing instances do not
    change; those that the group makes later have the new image.
  - ESS clears the data disks of a configuration when the old image had data disks. They are sent along, and read back.
  - A configuration that names an image family takes what the family gives, and is not changed. So are scaling groups
    that launch from a template; M(imageops.alicloud.launch_template_image) changes that.
  - A configuration that belongs to a node pool of ACK is V(blocked), as ACK would undo the change. It fails the task if
    O(scaling_configurations) names it. M(imageops.alicloud.ack_node_pool_image) changes the node pool. Such a
    configuration is known by the tag C(ack.aliyun.com) of itself or its group. One without the tag is known by its
    group where the package C(alibabacloud-cs20151215) is installed, and C(cs:DescribeClustersV1) and
    C(cs:DescribeClusterNodePools) are allowed. Otherwise RV(unknown) says why that search was partial.
  - To take a change back, run it with the ids of O(image_map) exchanged.
  - Needs C(ess:DescribeScalingConfigurations), C(ess:DescribeScalingGroups), C(ess:ModifyScalingConfiguration) and
    C(ecs:DescribeImages), and the Python package C(alibabacloud-ess20220222).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_map:
    description:
      - Old ids with the new ones that take their place. Either a mapping from old to new, or one from region to such a
        mapping, as RV(imageops.alicloud.image_copy#module:image_map) is.
    type: dict
    required: true
  scaling_configurations:
    description:
      - The ids or names of the configurations. By default all of the region, active or not.
    type: list
    elements: str
    default: []
  kms_key_id:
    description:
      - Encrypt the system disks of later instances under this key, given as its id.
    type: str
    default: ""
  encrypted:
    description:
      - Whether the system disks of later instances are encrypted. By default this does not change, and O(kms_key_id)
        makes it V(true).
    type: bool
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.cs
  - imageops.alicloud.requirements.ess
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.ack_node_pool_image
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_reference_info
  - module: imageops.alicloud.launch_template_image
"""

EXAMPLES = r"""
- name: Let a scaling configuration launch from the copy, with an encrypted system disk
  imageops.alicloud.scaling_configuration_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    scaling_configurations: [web]
    kms_key_id: key-bjj63297a0b1c2d3e4f5g
    encrypted: true

- name: Undo that
  imageops.alicloud.scaling_configuration_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000cmk1: m-2ze0000000000000web1
"""

RETURN = r"""
scaling_configurations:
  description: The configurations that name one of the images, old or new.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
      sample: asc-2ze000000000000web1
    name:
      description: The name.
      type: str
      returned: always
      sample: web
    region:
      description: The region.
      type: str
      returned: always
      sample: cn-beijing
    old_image_id:
      description: The old image.
      type: str
      returned: always
      sample: m-2ze0000000000000web1
    new_image_id:
      description: The image that takes its place.
      type: str
      returned: always
      sample: m-2ze0000000000000cmk1
    state:
      description:
        - V(changed), V(planned) in check mode, or V(unchanged) if it has the new image.
        - V(blocked) if it stays unchanged, and V(failed) if a call failed, with the reason in
          RV(scaling_configurations[].reasons).
      type: str
      returned: always
      sample: changed
    before:
      description:
        - What it was, with C(image_id), C(encrypted) and C(kms_key_id) of the system disk, C(data_disks) as ESS shows
          them, and C(active) for the one that its group launches from.
      type: dict
      returned: always
      sample: {image_id: m-2ze0000000000000web1, active: true, encrypted: false, kms_key_id: "", data_disks: []}
    after:
      description:
        - The same afterwards.
        - Of one that is V(failed) it is what was read after the failure, and empty if that could not be read.
      type: dict
      returned: always
      sample: {image_id: m-2ze0000000000000cmk1, active: true, encrypted: false, kms_key_id: "", data_disks: []}
    reasons:
      description: Why it is blocked or failed.
      type: list
      elements: dict
      returned: always
      contains:
        code:
          description: The reason.
          type: str
          returned: always
          sample: scaling_of_ack
        message:
          description: The reason in words.
          type: str
          returned: always
          sample: it belongs to a node pool of ACK (tag ack.aliyun.com), which would undo the change
        remedy:
          description: What to do about it.
          type: str
          returned: always
          sample: 'Change the node pool: `node_pools` in images_repoint, or ack_node_pool_image.'
unknown:
  description:
    - Why not all node pools of ACK could be read. A configuration of one that was not read is known by its tag only.
    - Node pools are read if there is something to change.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    code:
      description: The reason.
      type: str
      returned: always
      sample: scaling_pools_unknown
    message:
      description: The reason in words.
      type: str
      returned: always
      sample: >-
        not all node pools of ACK can be read (cs:DescribeClustersV1 is not allowed), so the tag ack.aliyun.com alone
        says which scaling configurations are theirs
    remedy:
      description: What to do about it.
      type: str
      returned: always
      sample: Make them readable, or see to it that no configuration to move belongs to a node pool.
"""

from collections.abc import Iterable
from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._repoint.apply_scaling import ScalingWriter
from ..module_utils._repoint.observe_scaling import observe_scaling
from ..module_utils._repoint.request import read_configurations
from ..module_utils._repoint.scaling import ScalingPlan, plan_configurations
from ..module_utils._repoint.values import Move, RepointRequest

OPTIONS = {
    "image_map": {"type": "dict", "required": True},
    "scaling_configurations": {"type": "list", "elements": "str", "default": []},
    "kms_key_id": {"type": "str", "default": "", "no_log": False},
    "encrypted": {"type": "bool"},
}


def result(plan: ScalingPlan, moves: Iterable[Move]) -> dict[str, Any]:
    unknown = [item.to_result() for item in plan.unknown]
    return {"scaling_configurations": [move.to_result() for move in moves], "unknown": unknown}


def predict(_request: RepointRequest, plan: ScalingPlan) -> dict[str, Any]:
    return result(plan, plan.moves)


def apply(session: Session, request: RepointRequest, plan: ScalingPlan) -> Outcome:
    done = ScalingWriter(session=session, request=request).carry_out(plan)
    return Outcome(values=result(plan, done.moves), failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(
        request=read_configurations,
        observe=observe_scaling,
        decide=plan_configurations,
        predict=predict,
        apply=apply,
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
