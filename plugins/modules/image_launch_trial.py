# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_launch_trial
short_description: Prove that images start, with an instance that is released again
version_added: 1.0.0
description:
  - Starts an instance of each image with the credentials of the account that uses it, waits until something inside
    answers, reads the key of its disk, and releases it. Nothing else proves that the owner's key decrypts the image for
    this account.
  - An instance has no public address, is named C(imageops-launch-trial-...), carries the tag C(imageops:launch-trial),
    and is released by ECS at its automatic release time if the run is interrupted. At most five are there at once.
  - A sign of life is what Cloud Assistant or the console says. Without one the result is V(running_unproven), since an
    instance whose disk cannot be decrypted may say C(Running), too.
  - Instances that an interrupted trial left are released first, those of the images that are tried and those whose run
    has ended.
  - Needs C(ecs:RunInstances), C(ecs:DeleteInstances), C(ecs:DescribeInstances), C(ecs:DescribeDisks),
    C(ecs:DescribeCloudAssistantStatus) and C(ecs:GetInstanceConsoleOutput). Without the right to release instances none
    is started.
notes:
  - Instances are billed while they are there. Choose the smallest type that the image and the zone take.
  - An instance that never answers does not show whether its disk is unreadable or its system lacks both signs.
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - The images, in O(region), that this account owns or sees. With an empty list it only releases what an earlier
        trial left.
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
      - The vSwitch that the instance is in.
    type: str
    required: true
  security_group_id:
    description:
      - Its security group. One without any rule is enough.
    type: str
    required: true
  kms_key_id:
    description:
      - The id of the key that its system disk is encrypted with, a key of this account and region. Images
        that are shared encrypted cannot be started under their owner's key. Default is the account's service key.
    type: str
    default: ""
  disk_category:
    description:
      - The category of its system disk. Only ESSD disks can be encrypted.
    type: str
    default: cloud_essd
  wait_timeout:
    description:
      - Seconds after which an instance is released that shows no sign of life.
    type: int
    default: 600
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.action_group
attributes:
  check_mode:
    support: full
    details: In check mode it starts and releases nothing.
  diff_mode:
    support: full
  idempotent:
    support: none
    details: It starts an instance of each image each time.
seealso:
  - module: imageops.alicloud.image_launch_check
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Start an instance of a shared image as the consumer, and release it
  imageops.alicloud.image_launch_trial:
    assume_role_arn: acs:ram::2000000000000002:role/image-viewer
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    instance_type: ecs.t6-c1m1.large
    vswitch_id: vsw-2ze0000000000000vsw1
    security_group_id: sg-2ze0000000000000sg01
    kms_key_id: key-bjj63297a0b1c2d3e4f5s
    disk_category: cloud_essd
    wait_timeout: 900
  register: tried

- name: Stop if it did not start
  ansible.builtin.assert:
    that: tried.launches | rejectattr('result', 'equalto', 'launched') | length == 0
"""

RETURN = r"""
launches:
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
        - V(launched) if something inside of the instance answered, V(running_unproven) if the instance was Running and
          nothing answered, V(refused) if ECS did not start it or released it itself, V(not_proven) if nothing can be
          said.
      type: str
      returned: success
      sample: launched
    code:
      description:
        - The code of ECS's answer, or V(launched), V(running_unproven), V(instance_vanished), V(instance_not_running),
          V(instance_not_listed), V(disk_key_differs), V(release_denied) or V(check_mode).
      type: str
      returned: success
      sample: launched
    reason:
      description: What was found, and what to do about it.
      type: str
      returned: success
      sample: >-
        an instance started: Cloud Assistant answered from inside 74 s after the call, and its disk is encrypted with
        key-bjj63297a0b1c2d3e4f5s
    instance_id:
      description: The instance, which is released; empty if none was started.
      type: str
      returned: success
      sample: i-2ze0000000000000abc1
    sign:
      description: The sign of life, V(cloud_assistant), V(console), or nothing.
      type: str
      returned: success
      sample: cloud_assistant
    seconds:
      description: The seconds from the call to the end of the look.
      type: int
      returned: success
      sample: 74
    kms_key_id:
      description: The key of its system disk as ECS lists it.
      type: str
      returned: success
      sample: key-bjj63297a0b1c2d3e4f5s
released:
  description: Instances that an earlier trial left, and that are released now. In check mode, those that would be.
  returned: success
  type: list
  elements: str
  sample: []
busy:
  description: Instances of trials that another run is making at the moment. They are not touched.
  returned: success
  type: list
  elements: str
  sample: []
cost:
  description: What is started, in a sentence; empty if nothing is.
  returned: success
  type: str
  sample: >-
    1 instance of ecs.t6-c1m1.large is started in cn-beijing without a public address and released again, after at most
    10 min
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._launches.apply import AT_ONCE, try_images
from ..module_utils._launches.observe import observe_trial
from ..module_utils._launches.request import read_request
from ..module_utils._launches.values import TrialPlan, TrialRequest
from ..module_utils._launches.verdict import cost, unsent
from ..module_utils._module import Outcome, Session, Steps, run

TEXT = {"type": "str", "required": True}
OPTIONS = {
    "image_ids": {"type": "list", "elements": "str", "required": True},
    "instance_type": TEXT,
    "vswitch_id": TEXT,
    "security_group_id": TEXT,
    "kms_key_id": {"type": "str", "default": ""},
    "disk_category": {"type": "str", "default": "cloud_essd"},
    "wait_timeout": {"type": "int", "default": 600},
}


def values(request: TrialRequest, plan: TrialPlan) -> dict[str, Any]:
    return {
        "busy": [instance.instance_id for instance in plan.busy],
        "cost": cost(request, AT_ONCE) if plan.image_ids else "",
    }


def predict(request: TrialRequest, plan: TrialPlan) -> dict[str, Any]:
    return {
        **values(request, plan),
        "launches": [unsent(request, image_id).to_result() for image_id in plan.image_ids],
        "released": [instance.instance_id for instance in plan.leftovers],
    }


def apply(session: Session, request: TrialRequest, plan: TrialPlan) -> Outcome:
    launches, released, failures = try_images(session, request, plan)
    found = {"launches": [launch.to_result() for launch in launches], "released": released}
    started = any(launch.instance_id for launch in launches)
    return Outcome(values={**values(request, plan), **found}, failures=failures, changed=bool(started or released))


def main() -> None:
    steps = Steps(
        request=read_request, observe=observe_trial, decide=lambda _request, seen: seen, predict=predict, apply=apply
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
