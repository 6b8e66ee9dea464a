# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: oos_execution_info
short_description: List executions of Operation Orchestration Service
version_added: 1.0.0
description:
  - Lists executions of OOS templates, the newest first, on request with their tasks.
  - Needs C(oos:ListExecutions), and C(oos:ListTaskExecutions) with O(with_tasks).
author:
  - imageops.alicloud contributors (@imageops)
options:
  execution_id:
    description:
      - One execution by its id.
    type: str
  template_name:
    description:
      - Executions of this template.
    type: str
  status:
    description:
      - Executions of this status.
    type: str
    choices: [Running, Started, Success, Failed, Waiting, Cancelled, Pending, Skipped]
  tags:
    description:
      - Executions that have all these tags.
    type: dict
    default: {}
  with_tasks:
    description:
      - Read the tasks of each, one call an execution.
    type: bool
    default: false
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.oos
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.oos_execution
"""

EXAMPLES = r"""
- name: See what runs in OOS
  imageops.alicloud.oos_execution_info:
    region: cn-beijing
    status: Running
  register: running

- name: See why an execution failed
  imageops.alicloud.oos_execution_info:
    region: cn-beijing
    template_name: ACS-ECS-BulkyEncryptSystemDisk
    status: Failed
    with_tasks: true

- name: List the executions of a team
  imageops.alicloud.oos_execution_info:
    region: cn-beijing
    tags:
      team: images
"""

RETURN = r"""
executions:
  description: The executions.
  returned: success
  type: list
  elements: dict
  contains:
    execution_id:
      description: The id.
      type: str
      returned: success
      sample: exec-44d32b45d2a449e49899
    template_name:
      description: The template.
      type: str
      returned: success
      sample: ACS-ECS-BulkyEncryptSystemDisk
    template_version:
      description: Its version.
      type: str
      returned: success
      sample: v1
    status:
      description: >-
        V(Running), V(Started), V(Pending), V(Waiting) for a confirmation, V(Success), V(Failed) or
        V(Cancelled).
      type: str
      returned: success
      sample: Success
    status_message:
      description: What OOS says about it, often empty.
      type: str
      returned: success
      sample: ""
    parameters:
      description: The parameters.
      type: dict
      returned: success
      sample: {KMSKeyId: key-bjj63297a0b1c2d3e4f5g}
    outputs:
      description: The outputs that the template declares. They prove nothing about what was done.
      type: dict
      returned: success
      sample: {}
    tags:
      description: The tags.
      type: dict
      returned: success
      sample: {}
    counts:
      description: How many items of its loops there are (C(total)), and how many ended how, as far as OOS counts them.
      type: dict
      returned: success
      sample: {total: 2, success: 2, failed: 0}
    current_tasks:
      description: The tasks it is in.
      type: list
      elements: str
      returned: success
      sample: []
    created:
      description: When it was asked for, UTC.
      type: str
      returned: success
      sample: "2025-03-01T08:00:00Z"
    started:
      description: When it began, UTC.
      type: str
      returned: success
      sample: "2025-03-01T08:00:01Z"
    ended:
      description: When it ended, UTC, empty until then.
      type: str
      returned: success
      sample: "2025-03-01T08:40:00Z"
    tasks:
      description: Its tasks, those within loops too.
      type: list
      elements: dict
      returned: success
      contains:
        name:
          description: The task.
          type: str
          returned: success
          sample: encryptSystemDisk
        action:
          description: What it does.
          type: str
          returned: success
          sample: ACS::ECS::EncryptSystemDisk
        status:
          description: As that of an execution, or V(Skipped).
          type: str
          returned: success
          sample: Success
        message:
          description: What OOS says about it, why it failed for instance.
          type: str
          returned: success
          sample: ""
        item:
          description: The item of a loop it works on, an instance for instance, else empty.
          type: str
          returned: success
          sample: i-bp1app1
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._executions.observe import read_executions
from ..module_utils._executions.request import read_info_request
from ..module_utils._module import run_info

STATUSES = ["Running", "Started", "Success", "Failed", "Waiting", "Cancelled", "Pending", "Skipped"]
OPTIONS = {
    "execution_id": {"type": "str"},
    "template_name": {"type": "str"},
    "status": {"type": "str", "choices": STATUSES},
    "tags": {"type": "dict", "default": {}},
    "with_tasks": {"type": "bool", "default": False},
}


def main() -> None:
    run_info(OPTIONS, read_info_request, read_executions)


if __name__ == "__main__":
    main()
