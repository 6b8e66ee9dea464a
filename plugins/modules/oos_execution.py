# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: oos_execution
short_description: Run a template of Operation Orchestration Service and wait for its end
version_added: 1.0.0
description:
  - Starts an execution of a public or own OOS template and follows it. Its parameters are checked against the
    template first, where that can be read.
  - An execution of the same request (region, template, version and parameters) that is under way is followed instead
    of starting a second one, so a run that was cut off is simply started again. It is known by the tag
    C(imageops:request).
  - A request whose execution has ended is executed anew; a template is a procedure, not a state.
  - The task fails if the execution fails, naming the failing tasks, if it is cancelled, and if it waits for a
    confirmation. In C(error.code) that is V(ExecutionFailed), V(ExecutionCancelled) or V(ExecutionWaiting).
  - The task repeats short passes and prints a line after each.
  - Needs C(oos:ListExecutions) and C(oos:ListTaskExecutions), C(oos:GetTemplate) to check parameters, and
    C(oos:StartExecution) or C(oos:CancelExecution). OOS itself acts with the role
    that the template names, for which the caller needs C(ram:PassRole), or without one with the caller's own rights.
author:
  - imageops.alicloud contributors (@imageops)
options:
  template_name:
    description:
      - The template to execute. Required unless O(execution_id) is given.
    type: str
  template_version:
    description:
      - Its version. Default is the latest.
    type: str
  parameters:
    description:
      - The template's parameters.
    type: dict
    default: {}
  execution_id:
    description:
      - An execution to go on with, or to cancel, instead of starting one.
    type: str
  state:
    description:
      - With V(present) the execution is started or followed, with V(cancelled) one that is under way is stopped. What
        it has done until then stays.
    type: str
    choices: [present, cancelled]
    default: present
  safety_check:
    description:
      - V(ConfirmEveryHighRiskAction) stops before each high-risk action until it is confirmed in OOS. It is the
        default of OOS, which unattended runs cannot use.
    type: str
    choices: [Skip, ConfirmEveryHighRiskAction]
    default: Skip
  mode:
    description:
      - V(FailurePause) waits for a decision after a failure, V(Debug) before each task.
    type: str
    choices: [Automatic, FailurePause, Debug]
    default: Automatic
  loop_mode:
    description:
      - Whether loops pause after the first batch or after each.
    type: str
    choices: [Automatic, FirstBatchPause, EveryBatchPause]
    default: Automatic
  description:
    description:
      - A description of the execution.
    type: str
  tags:
    description:
      - Tags of the execution, 19 at most.
    type: dict
    default: {}
  resource_group_id:
    description:
      - The resource group of the execution.
    type: str
  wait:
    description:
      - Wait for the end. With V(false) it is started and left; a later run goes on.
    type: bool
    default: true
  wait_timeout:
    description:
      - The seconds after which the task stops waiting and fails. The execution goes on.
    type: int
    default: 21600
  pass_seconds:
    description:
      - The seconds a pass may take, and so the time between two lines of progress.
    type: int
    default: 60
  poll_seconds:
    description:
      - The longest time between two looks at the execution.
    type: int
    default: 10
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.oos
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.oos_execution_info
"""

EXAMPLES = r"""
- name: Encrypt the system disk of an instance with the vendor's template
  imageops.alicloud.oos_execution:
    region: cn-beijing
    template_name: ACS-ECS-BulkyEncryptSystemDisk
    template_version: v1
    parameters:
      targets:
        RegionId: cn-beijing
        ResourceIds: [i-2ze00000000000000app1]
        Type: ResourceIds
      KMSKeyId: key-bjj63297a0b1c2d3e4f5g
      OOSAssumeRole: OOSServiceRole
    description: The system disk of a server
    tags:
      team: images
    safety_check: Skip
    mode: Automatic
    loop_mode: Automatic
    wait: true
    wait_timeout: 7200
    pass_seconds: 120
    poll_seconds: 20
  register: run

- name: Stop it if it still runs
  imageops.alicloud.oos_execution:
    region: cn-beijing
    execution_id: "{{ run.execution.execution_id }}"
    state: cancelled
"""

RETURN = r"""
execution:
  description: The execution. In check mode one that would be started has no id.
  returned: success or an execution that failed
  type: dict
  contains:
    execution_id:
      description: The id.
      type: str
      returned: success or an execution that failed
      sample: exec-44d32b45d2a449e49899
    template_name:
      description: The template.
      type: str
      returned: success or an execution that failed
      sample: ACS-ECS-BulkyEncryptSystemDisk
    template_version:
      description: Its version.
      type: str
      returned: success or an execution that failed
      sample: v1
    status:
      description: >-
        V(Running), V(Started), V(Pending), V(Waiting) for a confirmation, V(Success), V(Failed) or
        V(Cancelled).
      type: str
      returned: success or an execution that failed
      sample: Success
    status_message:
      description: What OOS says about it, often empty.
      type: str
      returned: success or an execution that failed
      sample: ""
    parameters:
      description: The parameters.
      type: dict
      returned: success or an execution that failed
      sample: {KMSKeyId: key-bjj63297a0b1c2d3e4f5g}
    outputs:
      description: The outputs that the template declares. They prove nothing about what was done.
      type: dict
      returned: success or an execution that failed
      sample: {}
    tags:
      description: The tags.
      type: dict
      returned: success or an execution that failed
      sample: {}
    counts:
      description: How many items of its loops there are (C(total)), and how many ended how, as far as OOS counts them.
      type: dict
      returned: success or an execution that failed
      sample: {total: 2, success: 2, failed: 0}
    current_tasks:
      description: The tasks it is in.
      type: list
      elements: str
      returned: success or an execution that failed
      sample: []
    created:
      description: When it was asked for, UTC.
      type: str
      returned: success or an execution that failed
      sample: "2025-03-01T08:00:00Z"
    started:
      description: When it began, UTC.
      type: str
      returned: success or an execution that failed
      sample: "2025-03-01T08:00:01Z"
    ended:
      description: When it ended, UTC, empty until then.
      type: str
      returned: success or an execution that failed
      sample: "2025-03-01T08:40:00Z"
    tasks:
      description: Its tasks, those within loops too.
      type: list
      elements: dict
      returned: success or an execution that failed
      contains:
        name:
          description: The task.
          type: str
          returned: success or an execution that failed
          sample: encryptSystemDisk
        action:
          description: What it does.
          type: str
          returned: success or an execution that failed
          sample: ACS::ECS::EncryptSystemDisk
        status:
          description: As that of an execution, or V(Skipped).
          type: str
          returned: success or an execution that failed
          sample: Success
        message:
          description: What OOS says about it, why it failed for instance.
          type: str
          returned: success or an execution that failed
          sample: ""
        item:
          description: The item of a loop it works on, an instance for instance, else empty.
          type: str
          returned: success or an execution that failed
          sample: i-bp1app1
pending:
  description: Whether the execution still runs although O(wait) is set.
  returned: success or an execution that failed
  type: bool
  sample: false
"""
from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._executions.apply import work_on_execution
from ..module_utils._executions.decide import ExecutionPlan, ending, plan_execution, predicted
from ..module_utils._executions.observe import observe_execution
from ..module_utils._executions.request import read_request
from ..module_utils._executions.values import ExecutionRequest
from ..module_utils._model.execution import Progress
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "template_name": {"type": "str"},
    "template_version": {"type": "str"},
    "parameters": {"type": "dict", "default": {}},
    "execution_id": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "cancelled"], "default": "present"},
    "safety_check": {"type": "str", "choices": ["Skip", "ConfirmEveryHighRiskAction"], "default": "Skip"},
    "mode": {"type": "str", "choices": ["Automatic", "FailurePause", "Debug"], "default": "Automatic"},
    "loop_mode": {
        "type": "str",
        "choices": ["Automatic", "FirstBatchPause", "EveryBatchPause"],
        "default": "Automatic",
    },
    "description": {"type": "str"},
    "tags": {"type": "dict", "default": {}},
    "resource_group_id": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 21600},
    "pass_seconds": {"type": "int", "default": 60, "no_log": False},
    "poll_seconds": {"type": "int", "default": 10},
}


def predict(_request: ExecutionRequest, plan: ExecutionPlan) -> dict[str, Any]:
    return {"execution": predicted(plan), "pending": False}


def apply(session: Session, request: ExecutionRequest, plan: ExecutionPlan) -> Outcome:
    execution = work_on_execution(session, plan)
    waits = request.wait and execution.is_live and execution.progress is not Progress.WAITING
    error = ending(execution) if request.wait and not request.cancel else None
    failures = {execution.execution_id: error} if error else {}
    return Outcome(values={"execution": execution.to_result(), "pending": waits}, failures=failures)


def main() -> None:
    run(
        OPTIONS,
        Steps(request=read_request, observe=observe_execution, decide=plan_execution, predict=predict, apply=apply),
    )


if __name__ == "__main__":
    main()
