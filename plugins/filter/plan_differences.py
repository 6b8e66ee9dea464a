# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `plan_differences`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: plan_differences
short_description: Say what has changed since a plan was made
version_added: 0.1.0
description:
  - Compares a plan with the same plan made now. What an earlier, unfinished run of the plan did is no difference.
    What is asked for by extra variables, which a plan cannot overrule, is one.
author:
  - imageops.alicloud contributors (@imageops)
positional: now, images
options:
  _input:
    description: The plan.
    type: dict
    required: true
  now:
    description: The plan as it would be made now, for the same images.
    type: dict
    required: true
  images:
    description: All images that were chosen now, to find those that are not in the plan.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Compare a plan with itself
  ansible.builtin.debug:
    msg: "{{ (plan | imageops.alicloud.plan_differences(plan)).changed }}"
  vars:
    plan: "{{ [] | imageops.alicloud.plan_file(site='localhost', request=request, facts={'account': ''}) }}"
    request:
      region: cn-beijing
      kms_key_id: alias/image-share
      ids: []
      names: []
      families: []
      tags: {}
      statuses: []
      created_after: ""
      created_before: ""
      all: true
      destination_regions: []
      accounts: ["2000000000000002"]
      encrypt_unencrypted: false
      share_unencrypted: false
      system_disk_only: false
      allowed_accounts: []
      share_from_source: false
      unshare_sources: false
      share_prepare: true
      restore_family: false
      resource_group_id: ""
"""

RETURN = r"""
_value:
  description:
    - C(changed), a list of sentences, and C(new), the ids of images that are not in the plan and are left alone.
  type: dict
"""


def differences(
    plan: Mapping[str, Any], now: Mapping[str, Any], images: Sequence[Mapping[str, Any]] = ()
) -> dict[str, list[str]]:
    """What has changed."""
    from ..module_utils._migration.plan_check import new_images, plan_differences, request_differences

    changed = [*request_differences(plan, now["request"]), *plan_differences(plan, now["rows"], now["account"])]
    return {"changed": changed, "new": new_images(plan, images)}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"plan_differences": differences}
