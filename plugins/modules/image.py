# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image
short_description: Make a custom image of an instance or of a snapshot
version_added: 1.0.0
description:
  - Makes an image of an instance with all its disks, or of the snapshot of one system disk, and waits until it is
    Available.
  - It is tagged C(imageops:made-from) in the call that makes it. An image of the same name and source is used again, so
    that a run that was cut off finds it. An instance with another system disk counts as another source.
  - An image that is encrypted stays so under the same key; M(imageops.alicloud.image_copy) copies it under another.
  - An attempt that ECS let fail is removed before the next one. With O(state=absent) only what this module made is
    removed, never by force. One that ECS still makes is waited for. The snapshots of a removed image stay.
  - Needs C(ecs:DescribeImages), C(ecs:CreateImage), C(ecs:DescribeInstances) and C(ecs:DescribeDisks) for an instance,
    C(ecs:DescribeSnapshots) for a snapshot, and for changes C(ecs:ModifyImageAttribute),
    C(ecs:TagResources) and C(ecs:DeleteImage).
author:
  - imageops.alicloud contributors (@imageops)
options:
  name:
    description:
      - The name. ECS has each name once in a region. Required unless O(image_id) is given.
    type: str
  instance_id:
    description:
      - The instance. It may be running, but only what is written to its disks is in the image.
    type: str
  snapshot_id:
    description:
      - The snapshot of a system disk. The image has no other disk.
    type: str
  source_image_id:
    description:
      - An image of which only the system disk is wanted. Its snapshot is used, with the architecture, platform, boot
        mode, NVMe support and resource group of the image, which an image of a snapshot does not inherit otherwise.
      - It is an assumption that ECS makes images of encrypted snapshots; its documentation does not say.
    type: str
  image_id:
    description:
      - The image to remove, with O(state=absent).
    type: str
  state:
    description:
      - With V(present) the image is there, with V(absent) it is not.
    type: str
    choices: [present, absent]
    default: present
  family:
    description:
      - The family it is put in.
    type: str
  description:
    description:
      - The description.
    type: str
  tags:
    description:
      - The tags of the image, 19 at most, 18 with O(run). Other tags stay.
    type: dict
    default: {}
  run:
    description:
      - A name for this run. CreateImage writes it to the tag C(imageops:run), so whatever the run began is found by it
        at any moment. An image that is there keeps the name of the run that began it.
    type: str
  architecture:
    description:
      - The architecture. ECS knows that of a system disk's snapshot and takes V(x86_64) for any other.
    type: str
    choices: [i386, x86_64, arm64]
  platform:
    description:
      - The distribution, as ECS calls it, V(Ubuntu) for instance.
    type: str
  boot_mode:
    description:
      - The boot mode.
    type: str
    choices: [BIOS, UEFI, UEFI-Preferred]
  resource_group_id:
    description:
      - The resource group of a new image.
    type: str
  wait:
    description:
      - Wait until it is made. With V(false) it is started and left; a later run goes on. One that is being made is not
        removed then.
    type: bool
    default: true
  wait_timeout:
    description:
      - The seconds after which the task stops waiting and fails. ECS goes on.
    type: int
    default: 3600
  poll_seconds:
    description:
      - The longest time between two looks.
    type: int
    default: 10
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_info
  - module: imageops.alicloud.instance
"""

EXAMPLES = r"""
- name: Create an image of an instance
  imageops.alicloud.image:
    region: cn-beijing
    name: app-golden-1
    instance_id: i-2ze00000000000000app1
    family: app
    tags:
      team: web
  register: made

- name: Show its id
  ansible.builtin.debug:
    msg: "{{ made.image.image_id }}"

- name: Create an image of the system disk of another image, which has data disks
  imageops.alicloud.image:
    region: cn-beijing
    name: data-system-disk
    source_image_id: m-2ze0000000000000dat1

- name: Look at an image
  imageops.alicloud.image_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000web2]
  register: found

- name: Create an image of the snapshot of its system disk
  imageops.alicloud.image:
    region: cn-beijing
    name: web-2-system-disk
    snapshot_id: "{{ found.images[0].disks[0].snapshot_id }}"
    description: The system disk of web-2
    architecture: x86_64
    platform: Ubuntu
    boot_mode: BIOS
    resource_group_id: rg-images
    run: weekly
    wait: true
    wait_timeout: 1800
    poll_seconds: 5

- name: Remove an image
  imageops.alicloud.image:
    region: cn-beijing
    image_id: m-2ze000000000000gone1
    state: absent
"""

RETURN = r"""
image:
  description: The image, in check mode with the values that are known.
  returned: success
  type: dict
  contains:
    image_id:
      description: The id, empty for one that check mode would make, and where there was none to remove.
      type: str
      returned: success
      sample: m-2ze0000000000000gld1
    name:
      description: The name.
      type: str
      returned: success
      sample: app-golden-1
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    status:
      description: V(Available), V(Creating) if it is not waited for, and empty for one that is not there any more.
      type: str
      returned: success
      sample: Available
    family:
      description: The family.
      type: str
      returned: success
      sample: app
    description:
      description: The description.
      type: str
      returned: success
      sample: ""
    made_from:
      description: The snapshot, the instance and its system disk, or the image and the snapshot of its system disk.
      type: str
      returned: success
      sample: i-2ze00000000000000app1/d-2ze00000000000000app1
    snapshot_ids:
      description: The snapshots of its disks. They stay when it is removed.
      type: list
      elements: str
      returned: success
      sample: [s-2ze0000000000000gld1]
    tags:
      description: The tags.
      type: dict
      returned: success
      sample: {team: web}
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._instances.apply_create_image import make_image
from ..module_utils._instances.create_image import MakingPlan, image_brief, plan_making, predicted
from ..module_utils._instances.observe_create_image import observe_making
from ..module_utils._instances.request import read_image_request
from ..module_utils._instances.values import MakingRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "name": {"type": "str"},
    "instance_id": {"type": "str"},
    "snapshot_id": {"type": "str"},
    "source_image_id": {"type": "str"},
    "image_id": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "family": {"type": "str"},
    "description": {"type": "str"},
    "tags": {"type": "dict", "default": {}},
    "run": {"type": "str"},
    "architecture": {"type": "str", "choices": ["i386", "x86_64", "arm64"]},
    "platform": {"type": "str"},
    "boot_mode": {"type": "str", "choices": ["BIOS", "UEFI", "UEFI-Preferred"]},
    "resource_group_id": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 3600},
    "poll_seconds": {"type": "int", "default": 10},
}


def predict(_request: MakingRequest, plan: MakingPlan) -> dict[str, Any]:
    return {"image": predicted(plan)}


def apply(session: Session, _request: MakingRequest, plan: MakingPlan) -> Outcome:
    image = make_image(session, plan)
    return Outcome(values={"image": image_brief(image) if image else predicted(plan)})


def main() -> None:
    steps = Steps(request=read_image_request, observe=observe_making, decide=plan_making, predict=predict, apply=apply)
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
