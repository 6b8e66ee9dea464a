# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: instance_info
short_description: List ECS instances with their disks and the keys of those
version_added: 1.0.0
description:
  - Lists instances of one region with their disks, and says how the system disk of each is encrypted. Unlike an image
    a disk names its key; KMS shows whose key that is.
  - Conditions of different kinds must all hold; within one kind any value will do, of O(tags) all must match.
  - Needs C(ecs:DescribeInstances), C(ecs:DescribeDisks) and C(kms:DescribeKey). Where a key may not be read,
    the answer is V(unknown).
author:
  - imageops.alicloud contributors (@imageops)
options:
  instance_ids:
    description:
      - These instances.
    type: list
    elements: str
    default: []
  names:
    description:
      - Instances whose name matches one of these shell globs. Case matters.
    type: list
    elements: str
    default: []
  tags:
    description:
      - Instances that have all these tags.
    type: dict
    default: {}
  statuses:
    description:
      - Instances in one of these states.
    type: list
    elements: str
    choices: [Pending, Running, Starting, Stopping, Stopped]
    default: []
  missing:
    description:
      - What to do if an id of O(instance_ids) is not found.
    type: str
    choices: [fail, ignore]
    default: fail
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.instance
  - module: imageops.alicloud.image_info
"""

EXAMPLES = r"""
- name: Find the web servers
  imageops.alicloud.instance_info:
    region: cn-beijing
    names: ["app-*"]
  register: found

- name: Show those whose system disk is not encrypted
  ansible.builtin.debug:
    msg: "{{ found.instances | selectattr('system_disk_encryption', 'equalto', 'none') | map(attribute='name') }}"

- name: Look at stopped instances by their ids, even if one is gone
  imageops.alicloud.instance_info:
    region: cn-beijing
    instance_ids: [i-2ze00000000000000app1, i-2ze0000000000000gone1]
    missing: ignore
    statuses: [Stopped]

- name: Find the instances of a team
  imageops.alicloud.instance_info:
    region: cn-beijing
    tags:
      team: web
"""

RETURN = r"""
instances:
  description: The instances.
  returned: success
  type: list
  elements: dict
  contains:
    instance_id:
      description: The id.
      type: str
      returned: success
      sample: i-2ze00000000000000app1
    name:
      description: The name.
      type: str
      returned: success
      sample: app-1
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    zone:
      description: The zone.
      type: str
      returned: success
      sample: cn-beijing-a
    status:
      description: V(Pending), V(Running), V(Starting), V(Stopping) or V(Stopped).
      type: str
      returned: success
      sample: Running
    stopped_mode:
      description: V(KeepCharging) or V(StopCharging) of one that is stopped, else empty.
      type: str
      returned: success
      sample: ""
    instance_type:
      description: The instance type.
      type: str
      returned: success
      sample: ecs.g7.large
    image_id:
      description: The image it runs on, which may be gone by now.
      type: str
      returned: success
      sample: m-2ze0000000000000web1
    key_pair:
      description: The key pair.
      type: str
      returned: success
      sample: ops
    resource_group_id:
      description: The resource group.
      type: str
      returned: success
      sample: ""
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2025-01-31T00:00:00Z"
    auto_release_time:
      description: When ECS releases it by itself, UTC, empty for never.
      type: str
      returned: success
      sample: ""
    scaling_group_id:
      description: >-
        The scaling group, from the tag C(acs:autoscaling:scalingGroupId) that Auto Scaling puts on what it makes;
        empty for none. Instances that were put into a group by hand may lack the tag.
      type: str
      returned: success
      sample: ""
    locks:
      description: Why ECS has locked it, V(security) for instance.
      type: list
      elements: str
      returned: success
      sample: []
    tags:
      description: The tags.
      type: dict
      returned: success
      sample: {team: web}
    system_disk_encryption:
      description: >-
        V(none), V(service_key), V(customer_key), V(foreign_key) for another account's key, or V(unknown).
      type: str
      returned: success
      sample: none
    disks:
      description: The disks, the system disk first.
      type: list
      elements: dict
      returned: success
      contains:
        disk_id:
          description: The id.
          type: str
          returned: success
          sample: d-2ze00000000000000app1
        device:
          description: The device.
          type: str
          returned: success
          sample: /dev/xvda
        type:
          description: V(system) or V(data).
          type: str
          returned: success
          sample: system
        category:
          description: The category.
          type: str
          returned: success
          sample: cloud_essd
        size_gib:
          description: The size in GiB.
          type: int
          returned: success
          sample: 40
        status:
          description: V(In_use), or V(Creating) while it is being replaced.
          type: str
          returned: success
          sample: In_use
        encrypted:
          description: Whether it is encrypted.
          type: bool
          returned: success
          sample: false
        kms_key_id:
          description: The id of its key, an ARN for another account's, empty where ECS names none.
          type: str
          returned: success
          sample: ""
        key_type:
          description: V(none), V(service), V(customer), V(foreign) or V(unknown).
          type: str
          returned: success
          sample: none
        snapshot_id:
          description: The snapshot it was made from.
          type: str
          returned: success
          sample: s-2ze0000000000000web1
        created:
          description: When it was made, UTC.
          type: str
          returned: success
          sample: "2025-01-31T00:00:00Z"
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._instances.observe import read_info
from ..module_utils._instances.request import read_instance_info_request
from ..module_utils._module import run_info

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {
    "instance_ids": TEXTS,
    "names": TEXTS,
    "tags": {"type": "dict", "default": {}},
    "statuses": {**TEXTS, "choices": ["Pending", "Running", "Starting", "Stopping", "Stopped"]},
    "missing": {"type": "str", "choices": ["fail", "ignore"], "default": "fail"},
}


def main() -> None:
    run_info(OPTIONS, read_instance_info_request, read_info)


if __name__ == "__main__":
    main()
