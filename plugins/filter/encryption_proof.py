# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `encryption_proof`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: encryption_proof
short_description: Tell what became of instances whose system disks were to be encrypted
version_added: 0.1.0
description:
  - Takes instances as M(imageops.alicloud.instance_info) returns them afterwards and judges each by its disks. It is
    proven if its system disk is there, in use, and encrypted under exactly the key.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The instances as they are now.
    type: list
    elements: dict
    required: true
  rows:
    description: The rows of the plan (P(imageops.alicloud.encryption_plan#filter)) that were worked on.
    type: list
    elements: dict
    required: true
  kms_key_id:
    description: The id of the key.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Look at the instances
  imageops.alicloud.instance_info:
    region: cn-beijing
  register: found

- name: Show whether each is encrypted under the key
  ansible.builtin.debug:
    msg: "{{ found.instances | imageops.alicloud.encryption_proof(rows=plan.rows, kms_key_id=key) }}"
  vars:
    key: key-bjj63297a0b1c2d3e4f5g
    plan: "{{ found.instances | imageops.alicloud.encryption_plan(kms_key_id=key) }}"
"""

RETURN = r"""
_value:
  description: The proof.
  type: dict
  contains:
    verdicts:
      description: For each row C(proven), C(status), C(disk_id), C(why), and C(todo) where something is left to do.
      type: list
      elements: dict
    failure:
      description: A sentence for each instance that is not proven, empty if all are.
      type: str
"""


def prove(instances: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], kms_key_id: str) -> dict[str, Any]:
    """The proof as plain data."""
    from ..module_utils._instances.proof import failure_text, prove_instances

    verdicts = prove_instances(rows, instances, kms_key_id)
    return {"verdicts": verdicts, "failure": failure_text(verdicts)}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"encryption_proof": prove}
