# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `encryption_plan`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: encryption_plan
short_description: Decide for each instance whether its system disk is encrypted, and say why
version_added: 1.0.0
description:
  - Takes instances as M(imageops.alicloud.instance_info) returns them and decides what
    C(ACS-ECS-BulkyEncryptSystemDisk) may do with each, by its state, disk, key, release time and scaling group, and by
    the executions that work on it.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The instances.
    type: list
    elements: dict
    required: true
  kms_key_id:
    description: The id of the key.
    type: str
    required: true
  executions:
    description: Executions as M(imageops.alicloud.oos_execution_info) returns them.
    type: list
    elements: dict
    default: []
  batch:
    description: How many instances are encrypted side by side.
    type: int
    default: 10
  stop_first:
    description: Whether running instances are stopped before the template runs.
    type: bool
    default: true
  accept_data_loss:
    description: Let the template work on running instances, which lose what they write until their disk is replaced.
    type: bool
    default: false
  accept:
    description: Risks that are taken, V(auto_release) and V(scaling_group).
    type: list
    elements: str
    default: []
  proof_of:
    description:
      - Rows of an earlier plan that were worked on. Each is judged by the disks that its instance has now. It is proven
        if its system disk is there, in use, and encrypted with exactly the key.
    type: list
    elements: dict
"""

EXAMPLES = r"""
- name: Look at the instances
  imageops.alicloud.instance_info:
    region: cn-beijing
  register: found

- name: Show what would happen to each
  ansible.builtin.debug:
    msg: "{{ (found.instances | imageops.alicloud.encryption_plan(kms_key_id='key-bjj63297a0b1c2d3e4f5g')).rows }}"

- name: Show whether each is encrypted with the key
  ansible.builtin.debug:
    msg: "{{ (found.instances | imageops.alicloud.encryption_plan(kms_key_id=key, proof_of=plan.rows)).verdicts }}"
  vars:
    key: key-bjj63297a0b1c2d3e4f5g
    plan: "{{ found.instances | imageops.alicloud.encryption_plan(kms_key_id=key) }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    rows:
      description: >-
        A row for each instance, with C(action) (V(encrypt), V(follow), V(none), V(refuse)), C(why) and C(downtime).
      type: list
      elements: dict
    batches:
      description: The rows to encrypt, in batches.
      type: list
      elements: list
    follow:
      description: The executions of an earlier run that are still under way.
      type: list
      elements: str
    ended:
      description: The executions of earlier runs that have ended and touched these instances.
      type: list
      elements: str
    lines:
      description: The rows as text, with each reason once.
      type: list
      elements: str
    counts:
      description: How many rows have each action.
      type: dict
    verdicts:
      description: >-
        With O(proof_of), for each row C(proven), C(status), C(disk_id), C(why), and C(todo) for what is left to do.
      type: list
      elements: dict
    failure:
      description: With O(proof_of), a sentence for each instance that is not proven, empty if all are.
      type: str
"""


def plan(
    instances: Sequence[Mapping[str, Any]],
    kms_key_id: str,
    executions: Sequence[Mapping[str, Any]] = (),
    batch: int = 10,
    stop_first: bool = True,
    accept_data_loss: bool = False,
    accept: Sequence[str] = (),
    proof_of: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The plan as plain data."""
    from ..module_utils._instances.encryption import LIVE, InstanceAction, Options, own_executions, plan_instances
    from ..module_utils._instances.proof import failure_text, prove_instances
    from ..module_utils._instances.wording import plan_lines

    options = Options(
        kms_key_id=kms_key_id,
        stop_first=bool(stop_first),
        accept_data_loss=bool(accept_data_loss),
        accepts=frozenset(accept),
    )
    rows = plan_instances(instances, executions, options)
    due = [row.to_result() for row in rows if row.action is InstanceAction.ENCRYPT]
    own = own_executions(executions, [row.instance["instance_id"] for row in rows])
    results = [row.to_result() for row in rows]
    found = {
        "rows": results,
        "lines": plan_lines(results),
        "batches": [due[start : start + batch] for start in range(0, len(due), batch)],
        "follow": list(dict.fromkeys(row.execution_id for row in rows if row.action is InstanceAction.FOLLOW)),
        "ended": [item["execution_id"] for item in own if item["status"] not in LIVE],
        "counts": dict(Counter(str(row.action) for row in rows)),
    }
    if proof_of is None:
        return found
    verdicts = prove_instances(proof_of, instances, kms_key_id)
    return {**found, "verdicts": verdicts, "failure": failure_text(verdicts)}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"encryption_plan": plan}
