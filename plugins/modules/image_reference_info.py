# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_reference_info
short_description: List who uses images
version_added: 1.0.0
description:
  - Finds the instances, launch templates, scaling groups and configurations, image families, node pools of ACK,
    parameters of OOS, image pipelines and auto provisioning groups of one region that refer to images. ECS itself
    counts instances only, and deletes an image that the others name.
  - It reads lists and matches them locally. A region with 1,000 launch templates takes 20 calls for them and one for
    the versions of each; 500 scaling configurations take 10. The node pools of a cluster take one.
  - A kind that the caller may not read is V(unknown) with the missing RAM action, and the other kinds are searched. ECS
    answers a caller who may not list instances with an empty list, so a dry run follows one.
  - An auto provisioning group that was made without a launch template does not show its image. One that is there makes
    the kind V(unknown), with the names of such groups.
  - The module does not see launches of other accounts that the image is shared with, and ids in code.
  - Needs C(sts:GetCallerIdentity), and for the kinds C(ecs:DescribeInstances), C(ecs:DescribeLaunchTemplates),
    C(ecs:DescribeLaunchTemplateVersions), C(ess:DescribeScalingGroups), C(ess:DescribeScalingConfigurations),
    C(ecs:DescribeImages), C(ecs:DescribeImageFromFamily), C(cs:DescribeClustersV1), C(cs:DescribeClusterNodePools),
    C(oos:ListParameters), C(oos:GetParameters), C(ecs:DescribeImagePipelines) and
    C(ecs:DescribeAutoProvisioningGroups).
  - Scaling groups need the Python package C(alibabacloud-ess20220222), and node pools C(alibabacloud-cs20151215). Both
    are optional. Without its package a kind is V(unknown).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - The images. They may be gone already.
    type: list
    elements: str
    default: []
  image_map:
    description:
      - Old ids with the new ones that take their place. Either a mapping from old to new, or one from region to such a
        mapping, as RV(imageops.alicloud.image_copy#module:image_map) is. Users of the old ids are found.
    type: dict
    default: {}
  kinds:
    description:
      - The kinds of users to search.
    type: list
    elements: str
    choices:
      - instances
      - launch_templates
      - scaling
      - image_families
      - node_pools
      - oos_parameters
      - image_pipelines
      - auto_provisioning_groups
    default:
      - instances
      - launch_templates
      - scaling
      - image_families
      - node_pools
      - oos_parameters
      - image_pipelines
      - auto_provisioning_groups
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.cs
  - imageops.alicloud.requirements.ess
  - imageops.alicloud.requirements.oos
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.ack_node_pool_image
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_info
  - module: imageops.alicloud.launch_template_image
  - module: imageops.alicloud.scaling_configuration_image
"""

EXAMPLES = r"""
- name: Find out who uses an image
  imageops.alicloud.image_reference_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000web1]
  register: found

- name: Show what launches from it today
  ansible.builtin.debug:
    msg: "{{ found.references | selectattr('active') | map(attribute='id') }}"

- name: Stop unless everything could be searched
  ansible.builtin.assert:
    that: found.kinds | selectattr('kind', 'in', needed) | rejectattr('state', 'eq', 'searched') | length == 0
  vars:
    needed: [instances, launch_templates, image_families]

- name: Find the launch templates of an image, with the image to use instead
  imageops.alicloud.image_reference_info:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    kinds: [launch_templates]
"""

RETURN = r"""
account_id:
  description: The account that was searched.
  returned: success
  type: str
  sample: "1000000000000001"
region:
  description: The region that was searched.
  returned: success
  type: str
  sample: cn-beijing
images:
  description: The images, in the order asked for.
  returned: success
  type: list
  elements: dict
  contains:
    image_id:
      description: The image.
      type: str
      returned: success
      sample: m-2ze0000000000000web1
    new_image_id:
      description: What takes its place, empty without O(image_map).
      type: str
      returned: success
      sample: ""
    references:
      description: How many users were found. 0 says nothing while a kind is V(unknown).
      type: int
      returned: success
      sample: 3
references:
  description: The users, kind by kind, what launches today first.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: The kind, one of O(kinds).
      type: str
      returned: success
      sample: launch_templates
    type:
      description: >-
        V(instance), V(launch_template_version), V(scaling_configuration), V(scaling_group) for one that launches from a
        template, V(image_family), V(node_pool), V(oos_parameter), V(image_pipeline) or V(auto_provisioning_group).
      type: str
      returned: success
      sample: launch_template_version
    image_id:
      description: The image.
      type: str
      returned: success
      sample: m-2ze0000000000000web1
    new_image_id:
      description: What takes its place, empty without O(image_map).
      type: str
      returned: success
      sample: ""
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    id:
      description: The user's id; of a family or a parameter its name.
      type: str
      returned: success
      sample: lt-2ze0000000000000web1
    name:
      description: The user's name.
      type: str
      returned: success
      sample: web
    active:
      description: >-
        Whether what launches today takes the image. That is so for an instance, the default version of a template and
        one that a scaling group launches from, the configuration that a group launches from, the image that a
        family gives, what a pipeline builds from, a parameter of OOS, and a node pool in any state but C(deleting).
        An auto provisioning group that names no version takes the default one; the others count as V(false), since it
        may be the default of its creation that it holds on to.
      type: bool
      returned: success
      sample: true
    version:
      description: The version of the launch template, 0 for what has none.
      type: int
      returned: success
      sample: 1
    is_default:
      description: Whether it is the template's default version.
      type: bool
      returned: success
      sample: true
    is_latest:
      description: Whether it is the template's latest version.
      type: bool
      returned: success
      sample: true
    group_id:
      description: >-
        The scaling group that it belongs to, that launches from this version, or that ACK made for a node pool.
      type: str
      returned: success
      sample: ""
    through:
      description: >-
        What lies between the user and the image. C(family NAME) for a configuration or pipeline that names a family,
        the template and the version that was asked for (a number, V(Default) or V(Latest)) for a scaling group or an
        auto provisioning group, C(FROM) for an image in the build content of a pipeline, and C(a part of its value) for
        a parameter of OOS that holds more than the id. C(cluster ID) for a node pool says where it is.
      type: str
      returned: success
      sample: ""
    encrypted:
      description: Whether the template or configuration encrypts the system disk.
      type: bool
      returned: success
      sample: false
    kms_key_id:
      description: The key that it names for the system disk.
      type: str
      returned: success
      sample: ""
kinds:
  description: Every kind of users, whether it was searched or not.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: >-
        The kind, one of O(kinds).
      type: str
      returned: success
      sample: launch_templates
    state:
      description: >-
        V(searched), V(unknown) if it could not be read as a whole, or V(left_out) if O(kinds) does not name it.
      type: str
      returned: success
      sample: searched
    found:
      description: How many users of the images were found.
      type: int
      returned: success
      sample: 1
    reasons:
      description: Why it is unknown.
      type: list
      elements: dict
      returned: success
      contains:
        code:
          description: The reason.
          type: str
          returned: success
          sample: users_not_readable
        message:
          description: The reason in words.
          type: str
          returned: success
          sample: launch templates may not be read, so some that use the image may be missing
        remedy:
          description: What to do about it.
          type: str
          returned: success
          sample: Allow the RAM action ecs:DescribeLaunchTemplates.
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import run_info
from ..module_utils._references.observe import read_info
from ..module_utils._references.request import read_request

KINDS = [
    "instances",
    "launch_templates",
    "scaling",
    "image_families",
    "node_pools",
    "oos_parameters",
    "image_pipelines",
    "auto_provisioning_groups",
]
OPTIONS = {
    "image_ids": {"type": "list", "elements": "str", "default": []},
    "image_map": {"type": "dict", "default": {}},
    "kinds": {"type": "list", "elements": "str", "choices": KINDS, "default": KINDS},
}


def main() -> None:
    run_info(OPTIONS, read_request, read_info)


if __name__ == "__main__":
    main()
