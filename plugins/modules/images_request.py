# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: images_request
short_description: Read and check the variables of a playbook of this collection
version_added: 1.0.0
description:
  - Reads every variable that the playbook takes, C(images_*), C(rollback_*), C(repoint_*), C(retire_*), C(guard_*),
    C(encrypt_instances_*) and C(calibrate_*), checks its form and returns typed values. The first task of every
    playbook does this; it makes no call.
  - An empty or blank value means "not given", as AWX passes unanswered fields. Lists are YAML lists, JSON text, or text
    with commas or lines. Mappings are YAML mappings, JSON text, or lines of C(key=value).
  - A variable that no playbook knows is refused, with the name that was probably meant. C(images_own_variables) lists
    names of your own that begin like these.
  - A known variable that this playbook does not take is refused if it came with C(-e) outside AWX and ignoring it would
    change what you expect. Otherwise it is ignored, and named at C(-v).
  - If the playbook takes another variable for the same thing, such as C(repoint_kms_key_id) for C(images_kms_key_id),
    and that one is not given, the one written with C(-e) is refused. One from a file or an inventory is ignored with a
    line that names both. A line also names every other variable that is written with C(-e) and ignored.
  - Secrets of the connection are neither returned nor shown.
  - The action plugin of this name does all of it on the controller.
author:
  - imageops.alicloud contributors (@imageops)
options:
  playbook:
    description:
      - The playbook whose variables are read.
    type: str
    required: true
    choices:
      - audit_images
      - plan_images
      - migrate_images
      - share_images
      - adopt_images
      - verify_images
      - rehearse_images
      - rollback_images
      - encrypt_instances
      - find_references
      - repoint_images
      - retire_images
      - guard_images
      - handle_image_event
      - handle_key_event
      - handle_share_event
      - calibrate_account
      - demo
      - demo_encrypt
  prefix:
    description:
      - The beginning of the variables' names. A role has its own, such as V(migrate_images_).
    type: str
    default: images_
  connection:
    description:
      - Return RV(connection) too, for C(module_defaults). Then no output shows the result, since it may hold secrets.
    type: bool
    default: false
extends_documentation_fragment:
  - imageops.alicloud.attributes
attributes:
  check_mode:
    support: full
    details: It only reads variables.
  diff_mode:
    support: N/A
    details: It only reads variables.
  idempotent:
    support: full
    details: It only reads variables.
  action_group:
    description: Use C(group/imageops.alicloud.all) in C(module_defaults) to set the connection once.
    support: none
    membership:
      - imageops.alicloud.all
    details: It takes no connection options.
"""

EXAMPLES = r"""
- name: Read the request
  imageops.alicloud.images_request:
    playbook: audit_images
    prefix: images_
    connection: false
  register: asked

- name: Show which images are meant
  ansible.builtin.debug:
    msg: "{{ asked.request.names }}"
"""

RETURN = r"""
connection:
  description: The options of the connection that were given, as C(group/imageops.alicloud.all) takes them.
  type: dict
  returned: with O(connection)
  sample: {profile: images-prod, region: cn-beijing}
request:
  description:
    - The typed value of every variable that the playbook takes, with defaults, by the name without its prefix.
      Connection options are left out, except C(region).
    - C(run) is always the name of this run.
  returned: success
  type: dict
  sample:
    names: [web-*]
    all: false
    kms_key_id: alias/image-share
    share_accounts: ["2000000000000002"]
given:
  description: The names in RV(request), and of connection options, that have a value of their own.
  returned: success
  type: list
  elements: str
  sample: [kms_key_id, names, share_accounts]
ignored:
  description: The variables that were given and that this playbook does not take.
  returned: success
  type: list
  elements: str
  sample: [images_coverage_families]
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._variables.variable import IMAGES, PLAYBOOKS


def main() -> None:
    """Refuse to run: variables are known on the controller only."""
    module = AnsibleModule(
        argument_spec={
            "playbook": {"type": "str", "required": True, "choices": list(PLAYBOOKS)},
            "prefix": {"type": "str", "default": IMAGES},
            "connection": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="images_request reads variables on the controller and does nothing as a module.")


if __name__ == "__main__":
    main()
