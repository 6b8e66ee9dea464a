# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `adoption_plan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: adoption_plan
short_description: Decide which shared images a consumer copies under its own key, and say why
version_added: 0.1.0
description:
  - Takes images that other accounts share, as M(imageops.alicloud.image_info) returns them with
    O(imageops.alicloud.image_info#module:owner=shared), and leaves out those that ECS does not copy.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The images.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Look at what others share
  imageops.alicloud.image_info:
    assume_role_arn: acs:ram::2000000000000002:role/image-adopter
    region: cn-beijing
    owner: [shared]
  register: found

- name: Show what would be adopted
  ansible.builtin.debug:
    msg: "{{ (found.images | imageops.alicloud.adoption_plan).rows }}"
"""

RETURN = r"""
_value:
  description: The plan, with the keys of P(imageops.alicloud.migration_plan#filter).
  type: dict
  contains:
    rows:
      description: A row for each image, with C(action) and C(why).
      type: list
      elements: dict
    copies:
      description: What is to be copied, as the option O(imageops.alicloud.image_copy#module:copies) takes it.
      type: list
      elements: dict
    share:
      description: Always empty, since images of others cannot be shared on.
      type: dict
    counts:
      description: How many rows have each action.
      type: dict
"""


def plan(images: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The plan as plain data."""
    from ..module_utils._migration.adoption import plan_adoption
    from ..module_utils._migration.plan import plan_values

    return plan_values(plan_adoption(images))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"adoption_plan": plan}
