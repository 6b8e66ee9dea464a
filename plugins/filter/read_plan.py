# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `read_plan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: read_plan
short_description: Read a site's plan from a plan file, and what was asked for when it was made
version_added: 0.1.0
description:
  - Fails with the option, its value and what to do if the text is no plan, has nothing for the site, or was made with
    another request than the one that is given now.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The file's text.
    type: str
    required: true
  path:
    description: The file's name, for messages.
    type: str
    required: true
  site:
    description: The host whose plan it is.
    type: str
    required: true
  given:
    description: What is asked for now, by the keys of the plan's C(request). What is empty counts as not given.
    type: dict
    default: {}
  emulator:
    description: Whether this run is on the emulator. A plan that was made on the other side is refused.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show for which region a plan is
  ansible.builtin.debug:
    msg: "{{ read.plan.request.region }}"
  vars:
    read: "{{ text | imageops.alicloud.read_plan(path='plan.json', site='localhost', emulator=true) }}"
    text: "{{ {'version': 1, 'plans': [plan]} | to_json }}"
    plan: "{{ [] | imageops.alicloud.plan_file(site='localhost', request=request, facts={'emulator': true}) }}"
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
      share_prepare: true
      restore_family: false
      resource_group_id: ""
      allowed_accounts: []
      share_from_source: false
      unshare_sources: false
"""

RETURN = r"""
_value:
  description: C(plan), the plan, and C(variables), the playbook's variables as it was made with them.
  type: dict
"""


def read(
    text: str, path: str, site: str, given: Mapping[str, Any] | None = None, emulator: bool = False
) -> dict[str, Any]:
    """The plan and its variables. Raises AnsibleFilterError."""
    from ..module_utils._migration.plan_check import plan_variables, read_plan
    from ..module_utils._model.errors import InvalidInput

    try:
        plan = read_plan(text, path, site)
        return {"plan": plan, "variables": plan_variables(plan, given or {}, is_emulated=bool(emulator))}
    except InvalidInput as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"read_plan": read}
