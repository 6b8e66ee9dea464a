# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: instance
short_description: Stop or start ECS instances
version_added: 1.0.0
description:
  - Stops or starts a set of instances side by side and waits until all are there. Every id must be known, or nothing
    is done.
  - An instance that is between two states is waited for and then asked. One that fails does not keep the others.
  - Needs C(ecs:DescribeInstances), and C(ecs:StopInstance) or C(ecs:StartInstance).
author:
  - imageops.alicloud contributors (@imageops)
options:
  instance_ids:
    description:
      - The instances.
    type: list
    elements: str
    required: true
  state:
    description:
      - The wanted state.
    type: str
    choices: [stopped, started]
    required: true
  stopped_mode:
    description:
      - With V(KeepCharging) the computing resources stay reserved, so that the instance can be started again. With
        V(StopCharging) they are given back, and a start may fail where they are out of stock.
    type: str
    choices: [KeepCharging, StopCharging]
    default: KeepCharging
  force:
    description:
      - Cut the power instead of shutting down. Data not yet written to the disk is lost.
    type: bool
    default: false
  wait:
    description:
      - Wait until they are there.
    type: bool
    default: true
  wait_timeout:
    description:
      - The seconds after which the task stops waiting and fails.
    type: int
    default: 600
  poll_seconds:
    description:
      - The longest time between two looks.
    type: int
    default: 5
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.instance_info
"""

EXAMPLES = r"""
- name: Stop an instance
  imageops.alicloud.instance:
    region: cn-beijing
    instance_ids:
      - i-2ze00000000000000app1
    state: stopped

- name: Stop it without paying for its computing resources
  imageops.alicloud.instance:
    region: cn-beijing
    instance_ids:
      - i-2ze00000000000000app1
    state: stopped
    stopped_mode: StopCharging
    force: false
    wait: true
    wait_timeout: 900
    poll_seconds: 10
"""

RETURN = r"""
instances:
  description: The instances, in the order asked for.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    instance_id:
      description: The id.
      type: str
      returned: success or partial failure
      sample: i-2ze00000000000000app1
    name:
      description: The name.
      type: str
      returned: success or partial failure
      sample: app-1
    before:
      description: The status it was found in.
      type: str
      returned: success or partial failure
      sample: Running
    status:
      description: The status it has now, in check mode the one it would have. Empty if it was released meanwhile.
      type: str
      returned: success or partial failure
      sample: Stopped
    changed:
      description: Whether the instance changes, in check mode as well.
      type: bool
      returned: success or partial failure
      sample: true
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._instances.apply_power import InstanceMoves
from ..module_utils._instances.observe import observe_instances
from ..module_utils._instances.power import StatesPlan, plan_states
from ..module_utils._instances.request import read_instance_request
from ..module_utils._instances.values import StateRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "instance_ids": {"type": "list", "elements": "str", "required": True},
    "state": {"type": "str", "choices": ["stopped", "started"], "required": True},
    "stopped_mode": {"type": "str", "choices": ["KeepCharging", "StopCharging"], "default": "KeepCharging"},
    "force": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
    "poll_seconds": {"type": "int", "default": 5},
}


def predict(_request: StateRequest, plan: StatesPlan) -> dict[str, Any]:
    return {"instances": [move.to_result() for move in plan.moves]}


def apply(session: Session, _request: StateRequest, plan: StatesPlan) -> Outcome:
    moves, failures, changed = InstanceMoves(session, plan).run()
    return Outcome(values={"instances": [move.to_result() for move in moves]}, failures=failures, changed=changed)


def main() -> None:
    steps = Steps(
        request=read_instance_request, observe=observe_instances, decide=plan_states, predict=predict, apply=apply
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
