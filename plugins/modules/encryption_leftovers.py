# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: encryption_leftovers
short_description: Remove the residue of the OOS template that encrypts system disks
version_added: 1.0.0
description:
  - C(ACS-ECS-BulkyEncryptSystemDisk) leaves the snapshot of each encrypted copy, where it failed also images and the
    snapshot of the old disk. This module finds them by what the tasks of the executions say they made, and removes
    them.
  - The snapshot of a copy that the template itself removed after a failed replacement is known by the snapshot that ECS
    says it was copied from, by its key and its time.
  - Nothing else is touched. An image that is tagged, shared or used stays, and so does a snapshot that another image or
    another instance's disk is made of.
  - In check mode it lists what exists.
  - Needs C(oos:ListExecutions), C(oos:ListTaskExecutions), C(ecs:DescribeInstances), C(ecs:DescribeDisks),
    C(ecs:DescribeImages), C(ecs:DescribeSnapshots), and C(ecs:DeleteImage) and C(ecs:DeleteSnapshot) to remove.
author:
  - imageops.alicloud contributors (@imageops)
options:
  execution_ids:
    description:
      - Executions of the template, which have ended.
    type: list
    elements: str
    required: true
  forgo_reinit:
    description:
      - Remove the snapshots that the encrypted disks were made of, too. ECS cannot re-initialise these disks any more.
    type: bool
    default: false
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.oos
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.oos_execution
"""

EXAMPLES = r"""
- name: Find the executions of the template
  imageops.alicloud.oos_execution_info:
    region: cn-beijing
    template_name: ACS-ECS-BulkyEncryptSystemDisk
    status: Success
  register: found

- name: Remove what they have left behind
  imageops.alicloud.encryption_leftovers:
    region: cn-beijing
    execution_ids: "{{ found.executions | map(attribute='execution_id') }}"
    forgo_reinit: false
"""

RETURN = r"""
leftovers:
  description: What was still there.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    kind:
      description: V(image) or V(snapshot).
      type: str
      returned: success or partial failure
      sample: snapshot
    id:
      description: The id.
      type: str
      returned: success or partial failure
      sample: s-2ze0000000000000copy
    size_gib:
      description: The size of the disk in GiB.
      type: int
      returned: success or partial failure
      sample: 40
    role:
      description: What it was for.
      type: str
      returned: success or partial failure
      sample: snapshot of the encrypted copy
    instance_id:
      description: The instance.
      type: str
      returned: success or partial failure
      sample: i-2ze00000000000000app1
    execution_id:
      description: The execution that made it.
      type: str
      returned: success or partial failure
      sample: exec-44d32b45d2a449e49899
    kept:
      description: Why it stays, empty for what may go.
      type: str
      returned: success or partial failure
      sample: ""
    removed:
      description: Whether it was removed.
      type: bool
      returned: success or partial failure
      sample: true
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._instances.apply_residue import remove_residue
from ..module_utils._instances.observe_residue import observe_residue
from ..module_utils._instances.request import read_encryption_leftovers_request
from ..module_utils._instances.residue import ResiduePlan, plan_residue
from ..module_utils._instances.residue_values import ResidueRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "execution_ids": {"type": "list", "elements": "str", "required": True},
    "forgo_reinit": {"type": "bool", "default": False},
}


def predict(_request: ResidueRequest, plan: ResiduePlan) -> dict[str, Any]:
    return {"leftovers": [item.to_result() for item in plan.residue]}


def apply(session: Session, request: ResidueRequest, plan: ResiduePlan) -> Outcome:
    done, failures, changed = remove_residue(session, request.region, plan)
    return Outcome(values={"leftovers": [item.to_result() for item in done]}, failures=failures, changed=changed)


def main() -> None:
    steps = Steps(
        request=read_encryption_leftovers_request,
        observe=observe_residue,
        decide=plan_residue,
        predict=predict,
        apply=apply,
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
