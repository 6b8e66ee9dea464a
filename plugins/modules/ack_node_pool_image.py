# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ack_node_pool_image
short_description: Let node pools of ACK give new nodes other images
version_added: 1.0.0
description:
  - Changes the image of each node pool that names an old one, in all clusters of ACK (Container Service for Kubernetes)
    of the region. Only nodes that are made later get the image. Existing nodes keep theirs until they are replaced, for
    example by ACK's upgrade of the node pool.
  - Sends the settings that change and no others, since ACK clears a list that is sent empty. Data disks and tags are
    read back.
  - ACK compares nothing on a change, so the node pool is read right before and right after. One that was changed since
    the task looked at it fails, and the others are changed.
  - ACK takes no change of a node pool that is being updated or scaled. The task waits up to 5 minutes until the node
    pool is active, and as long once more until ACK is done with the change.
  - A node pool that is being deleted is V(blocked). It fails the task if O(node_pools) names it.
  - To take a change back, run it with the ids of O(image_map) exchanged.
  - Needs C(cs:DescribeClustersV1), C(cs:DescribeClusterNodePools), C(cs:ModifyClusterNodePool) and
    C(ecs:DescribeImages), and the Python package C(alibabacloud-cs20151215).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_map:
    description:
      - Old ids with the new ones that take their place. Either a mapping from old to new, or one from region to such a
        mapping, as RV(imageops.alicloud.image_copy#module:image_map) is.
    type: dict
    required: true
  node_pools:
    description:
      - The ids or names of the node pools. By default all of the region that name an old image.
      - A name means the node pools of that name in all clusters. V(default-nodepool) is one in many of them, so give
        ids to change one of several.
    type: list
    elements: str
    default: []
  kms_key_id:
    description:
      - Encrypt the system disks of later nodes under this key, given as its id.
    type: str
    default: ""
  encrypted:
    description:
      - Whether the system disks of later nodes are encrypted. By default this does not change, and O(kms_key_id)
        makes it V(true).
    type: bool
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.cs
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_reference_info
  - module: imageops.alicloud.launch_template_image
  - module: imageops.alicloud.scaling_configuration_image
"""

EXAMPLES = r"""
- name: Let a node pool give new nodes the copy, with an encrypted system disk
  imageops.alicloud.ack_node_pool_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    node_pools: [web]
    kms_key_id: key-bjj63297a0b1c2d3e4f5g

- name: Undo that
  imageops.alicloud.ack_node_pool_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000cmk1: m-2ze0000000000000web1
    encrypted: false
"""

RETURN = r"""
node_pools:
  description: The node pools that name one of the images, old or new.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
      sample: np2ze0000000000000web1
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
          RV(node_pools[].reasons).
      type: str
      returned: always
      sample: changed
    before:
      description:
        - What it was, with C(cluster_id), C(image_id) and C(image_type), C(encrypted) and C(kms_key_id) of the system
          disk, and C(data_disks) as ACK shows them.
      type: dict
      returned: always
      sample:
        cluster_id: c-2ze0000000000000web1
        image_id: m-2ze0000000000000web1
        image_type: Custom
        encrypted: false
        kms_key_id: ""
        data_disks: []
    after:
      description:
        - The same afterwards.
        - Of one that is V(failed) it is what was read after the failure, and empty if that could not be read.
      type: dict
      returned: always
      sample:
        cluster_id: c-2ze0000000000000web1
        image_id: m-2ze0000000000000cmk1
        image_type: Custom
        encrypted: true
        kms_key_id: key-bjj63297a0b1c2d3e4f5g
        data_disks: []
    reasons:
      description: Why it is blocked or failed, or what of it is not done yet.
      type: list
      elements: dict
      returned: always
      contains:
        code:
          description: The reason.
          type: str
          returned: always
          sample: node_pool_nodes_stay
        message:
          description: The reason in words.
          type: str
          returned: always
          sample: only new nodes get the image, and its 3 nodes keep the old one
        remedy:
          description: What to do about it.
          type: str
          returned: always
          sample: >-
            Replace the nodes when it suits: ACK's upgrade of a node pool replaces their system disks.
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._repoint.apply_node_pools import NodePoolWriter
from ..module_utils._repoint.node_pools import NodePoolsPlan, plan_node_pools
from ..module_utils._repoint.observe_node_pools import observe_node_pools
from ..module_utils._repoint.request import read_node_pools
from ..module_utils._repoint.values import RepointRequest

OPTIONS = {
    "image_map": {"type": "dict", "required": True},
    "node_pools": {"type": "list", "elements": "str", "default": []},
    "kms_key_id": {"type": "str", "default": "", "no_log": False},
    "encrypted": {"type": "bool"},
}


def predict(_request: RepointRequest, plan: NodePoolsPlan) -> dict[str, Any]:
    return {"node_pools": [move.to_result() for move in plan.moves]}


def apply(session: Session, request: RepointRequest, plan: NodePoolsPlan) -> Outcome:
    done = NodePoolWriter(session=session, request=request).carry_out(plan)
    values = {"node_pools": [move.to_result() for move in done.moves]}
    return Outcome(values=values, failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(
        request=read_node_pools,
        observe=observe_node_pools,
        decide=plan_node_pools,
        predict=predict,
        apply=apply,
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
