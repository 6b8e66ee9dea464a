# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_family_image
short_description: Let image families give other images, or undo that
version_added: 1.0.0
description:
  - Puts the new image into each image family that gives an old image today. A family gives its newest available image,
    so that everything that launches by family takes the new image from then on. The old image stays in the family.
  - The module asks each family afterwards what it gives. A family that gives neither image stays V(unchanged), with
    the reason.
  - A family is V(blocked) if the new image is not C(Available), is not newer than the old one, is in another family,
    or belongs to another account. It fails the task if O(families) names it.
  - Accounts that an image is shared with see its family under another name, C(acs:ACCOUNT:FAMILY), and get the new
    image through it once the new image is shared with them.
  - With O(state=absent) the family gives the old image again. ECS lets the family of an image be changed and not
    removed, so the new image is moved to the family V(imageops-undone). This happens only if the family still gives
    the new image and would give the old one next.
  - Needs C(ecs:DescribeImages), C(ecs:DescribeImageFromFamily) and C(ecs:ModifyImageAttribute).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_map:
    description:
      - Old ids with the new ones that take their place. Either a mapping from old to new, or one from region to such a
        mapping, as RV(imageops.alicloud.image_copy#module:image_map) is.
    type: dict
    required: true
  families:
    description:
      - The names of the families. By default all of the region that an old image is in.
    type: list
    elements: str
    default: []
  state:
    description:
      - V(present) lets families give the new images, V(absent) takes that back for these images.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_reference_info
  - module: imageops.alicloud.launch_template_image
"""

EXAMPLES = r"""
- name: Let a family give the copy
  imageops.alicloud.image_family_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    families: [web]

- name: Undo that
  imageops.alicloud.image_family_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    state: absent
"""

RETURN = r"""
families:
  description: The families that old images are in, with O(state=absent) also those that new images are in.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    id:
      description: The name, which identifies a family in a region.
      type: str
      returned: always
      sample: web
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
        - V(changed), V(planned) in check mode, or V(unchanged) if it is as asked for.
        - V(blocked) if it stays unchanged, and V(failed) if a call failed, with the reason in
          RV(families[].reasons).
      type: str
      returned: always
      sample: changed
    before:
      description: The image that the family gave (C(image_id)), and the family of the new image (C(new_image_family)).
      type: dict
      returned: always
      sample: {image_id: m-2ze0000000000000web1, new_image_family: ""}
    after:
      description:
        - The same afterwards.
        - Of one that is V(failed) it is what was read after the failure, and empty if that could not be read.
      type: dict
      returned: always
      sample: {image_id: m-2ze0000000000000cmk1, new_image_family: web}
    reasons:
      description: The reasons of a family that is blocked, failed or gives a third image.
      type: list
      elements: dict
      returned: always
      contains:
        code:
          description: The reason.
          type: str
          returned: always
          sample: family_new_elsewhere
        message:
          description: The reason in words.
          type: str
          returned: always
          sample: m-2ze0000000000000cmk1 is in the family api, and an image is in one family only
        remedy:
          description: What to do about it.
          type: str
          returned: always
          sample: Give an image that is in no family, such as a new copy of m-2ze0000000000000web1.
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._repoint.apply_families import FamilyWriter
from ..module_utils._repoint.families import plan_families
from ..module_utils._repoint.observe_families import observe_families
from ..module_utils._repoint.request import read_families
from ..module_utils._repoint.values import MovesPlan, RepointRequest

OPTIONS = {
    "image_map": {"type": "dict", "required": True},
    "families": {"type": "list", "elements": "str", "default": []},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}


def predict(_request: RepointRequest, plan: MovesPlan) -> dict[str, Any]:
    return {"families": [move.to_result() for move in plan.moves]}


def apply(session: Session, _request: RepointRequest, plan: MovesPlan) -> Outcome:
    done = FamilyWriter(session=session).carry_out(plan)
    values = {"families": [move.to_result() for move in done.moves]}
    return Outcome(values=values, failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(request=read_families, observe=observe_families, decide=plan_families, predict=predict, apply=apply)
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
