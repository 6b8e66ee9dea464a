# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: oos_parameter_image
short_description: Let parameters of OOS name other images
version_added: 1.0.0
description:
  - Replaces the ids of old images in the values of parameters of OOS (Operation Orchestration Service). An id may be
    the whole value, an item of a list, or a word in a text; the rest of the value stays, and so do description, tags
    and resource group.
  - Executions that run already keep the value that they read. Secret parameters are not read.
  - OOS compares nothing on an update. The parameter is read right before and right after; one that was changed since
    the task looked at it fails, and the others are changed.
  - A parameter is V(blocked) if its constraints do not allow the new value, or if it names an old image beside its new
    one, as that could not be undone. It fails the task if O(parameters) names it.
  - Values are not in the result, because they may hold more than ids. It has the ids and a digest of the value.
  - To take a change back, run it with the ids of O(image_map) exchanged.
  - Needs C(oos:ListParameters), C(oos:GetParameters), C(oos:UpdateParameter) and C(ecs:DescribeImages).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_map:
    description:
      - Old ids with the new ones that take their place. Either a mapping from old to new, or one from region to such a
        mapping, as RV(imageops.alicloud.image_copy#module:image_map) is.
    type: dict
    required: true
  parameters:
    description:
      - The names of the parameters. By default all of the region that name an old image.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.oos
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.ack_node_pool_image
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_reference_info
  - module: imageops.alicloud.launch_template_image
  - module: imageops.alicloud.scaling_configuration_image
"""

EXAMPLES = r"""
- name: Let a parameter name the copy
  imageops.alicloud.oos_parameter_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000web1: m-2ze0000000000000cmk1
    parameters: [images/web]

- name: Undo that
  imageops.alicloud.oos_parameter_image:
    region: cn-beijing
    image_map:
      m-2ze0000000000000cmk1: m-2ze0000000000000web1
"""

RETURN = r"""
parameters:
  description: The parameters that name one of the images, old or new.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    id:
      description: The name, which identifies a parameter.
      type: str
      returned: always
      sample: images/web
    name:
      description: The name.
      type: str
      returned: always
      sample: images/web
    region:
      description: The region.
      type: str
      returned: always
      sample: cn-beijing
    old_image_id:
      description: The old image, the first one of several.
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
          RV(parameters[].reasons).
      type: str
      returned: always
      sample: changed
    before:
      description: What it was, with C(image_ids), C(version) and C(sha256) of the value.
      type: dict
      returned: always
      sample: {image_ids: [m-2ze0000000000000web1], version: 1, sha256: 0f0b6a4c}
    after:
      description:
        - The same afterwards.
        - Of one that is V(failed) it is what was read after the failure, and empty if that could not be read.
      type: dict
      returned: always
      sample: {image_ids: [m-2ze0000000000000cmk1], version: 2, sha256: 3a9d2e51}
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
          sample: parameter_ambiguous
        message:
          description: The reason in words.
          type: str
          returned: always
          sample: >-
            its value names m-1, m-2, of which several would be the same id, so the change could not be undone
        remedy:
          description: What to do about it.
          type: str
          returned: always
          sample: Change it by hand.
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._repoint.apply_parameters import ParameterWriter
from ..module_utils._repoint.observe_parameters import observe_parameters
from ..module_utils._repoint.parameters import ParametersPlan, plan_parameters
from ..module_utils._repoint.request import read_parameters
from ..module_utils._repoint.values import RepointRequest

OPTIONS = {
    "image_map": {"type": "dict", "required": True},
    "parameters": {"type": "list", "elements": "str", "default": []},
}


def predict(_request: RepointRequest, plan: ParametersPlan) -> dict[str, Any]:
    return {"parameters": [move.to_result() for move in plan.moves]}


def apply(session: Session, _request: RepointRequest, plan: ParametersPlan) -> Outcome:
    done = ParameterWriter(session=session).carry_out(plan)
    values = {"parameters": [move.to_result() for move in done.moves]}
    return Outcome(values=values, failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(
        request=read_parameters,
        observe=observe_parameters,
        decide=plan_parameters,
        predict=predict,
        apply=apply,
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
