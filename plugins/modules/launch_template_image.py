# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: launch_template_image
short_description: Let launch templates launch from other images, or undo that
version_added: 1.0.0
description:
  - Makes a new version of each launch template whose default version has an old image, and makes it the default. The
    new version has every field of the old one except the image. The old version stays.
  - A latest version that is not the default and has an old image gets a new version as well. It is made after the
    default's, so that scaling groups that launch from C(Latest) keep what they have in all but the image. Between the
    two calls they would launch from a version like the default's.
  - ECS makes a version from what is sent and knows no client token. The description of a new version says what it was
    made for, so that a run after a lost answer takes that version and makes no second one. Before it becomes the
    default, it is read back and compared field by field.
  - A template that would lose something is V(blocked) with the reason, and the others are changed. It fails the task if
    O(launch_templates) names it.
  - Scaling groups that name the number of a version stay with that version.
    M(imageops.alicloud.image_reference_info) finds them.
  - With O(state=absent) the version that was the default before becomes the default again, and the versions that this
    module made are removed. A version that a scaling group names by its number stays.
  - Needs C(ecs:DescribeLaunchTemplates), C(ecs:DescribeLaunchTemplateVersions) and
    C(ecs:ModifyLaunchTemplateDefaultVersion), with O(state=present) also C(ecs:DescribeImages) and
    C(ecs:CreateLaunchTemplateVersion), with O(state=absent) C(ecs:DeleteLaunchTemplateVersion) and
    C(ess:DescribeScalingGroups).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_map:
    description:
      - Old ids with the new ones that take their place. Either a mapping from old to new, or one from region to such a
        mapping, as RV(imageops.alicloud.image_copy#module:image_map) is.
    type: dict
    required: true
  launch_templates:
    description:
      - The ids or names of the templates. By default all of the region.
    type: list
    elements: str
    default: []
  kms_key_id:
    description:
      - Encrypt the system disks of new versions under this key, given as its id. By default they keep what the old
        version says.
    type: str
    default: ""
  state:
    description:
      - V(present) moves templates to the new images, V(absent) takes that back for these images.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.ess
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.ack_node_pool_image
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_reference_info
"""

EXAMPLES = r"""
- name: Let a launch template launch from the copy, with an encrypted system disk
  imageops.alicloud.launch_template_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    launch_templates: [web]
    kms_key_id: key-bjj63297a0b1c2d3e4f5g

- name: Undo that
  imageops.alicloud.launch_template_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    state: absent
"""

RETURN = r"""
launch_templates:
  description: The templates that launch from one of the images today, or launched from an old one before.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
      sample: lt-2ze0000000000000web1
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
      description: The old image. Empty if the template's versions could not be read.
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
        - V(changed), V(planned) in check mode, or V(unchanged) if it is as asked for.
        - V(blocked) if it stays unchanged, and V(failed) if a call failed; RV(launch_templates[].reasons) says why.
      type: str
      returned: always
      sample: changed
    before:
      description: The default and the latest version before, each with C(version), C(image_id) and C(kms_key_id).
      type: dict
      returned: always
      sample:
        default_version: {version: 1, image_id: m-2ze0000000000000web1, kms_key_id: ""}
        latest_version: {version: 1, image_id: m-2ze0000000000000web1, kms_key_id: ""}
    after:
      description:
        - The same afterwards.
        - Of one that is V(failed) it is what was read after the failure, and empty if that could not be read.
        - In check mode the number of a version that would be made is V(new).
      type: dict
      returned: always
      sample:
        default_version: {version: 2, image_id: m-2ze0000000000000cmk1, kms_key_id: ""}
        latest_version: {version: 2, image_id: m-2ze0000000000000cmk1, kms_key_id: ""}
    reasons:
      description: Why it is blocked or failed, or notes on the change.
      type: list
      elements: dict
      returned: always
      contains:
        code:
          description: The reason.
          type: str
          returned: always
          sample: template_latest_differs
        message:
          description: The reason in words.
          type: str
          returned: always
          sample: its latest version 3 is not the default and has another image, and a new version would take its place
        remedy:
          description: What to do about it.
          type: str
          returned: always
          sample: Make version 3 the default, or delete it, and run again.
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._repoint.apply_templates import TemplateWriter
from ..module_utils._repoint.observe_templates import observe_templates
from ..module_utils._repoint.request import read_templates
from ..module_utils._repoint.template_values import TemplatesPlan
from ..module_utils._repoint.templates import plan_templates
from ..module_utils._repoint.values import RepointRequest

OPTIONS = {
    "image_map": {"type": "dict", "required": True},
    "launch_templates": {"type": "list", "elements": "str", "default": []},
    "kms_key_id": {"type": "str", "default": "", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}


def predict(_request: RepointRequest, plan: TemplatesPlan) -> dict[str, Any]:
    return {"launch_templates": [move.to_result() for move in plan.moves]}


def apply(session: Session, _request: RepointRequest, plan: TemplatesPlan) -> Outcome:
    done = TemplateWriter(session=session).carry_out(plan)
    values = {"launch_templates": [move.to_result() for move in done.moves]}
    return Outcome(values=values, failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(
        request=read_templates, observe=observe_templates, decide=plan_templates, predict=predict, apply=apply
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
