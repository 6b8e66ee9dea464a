# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: snapshot_share_info
short_description: List the snapshots that other accounts share with this one
version_added: 1.0.0
description:
  - Lists the snapshots of a region that other accounts share with the account of the credentials, which is what their
    consumer has. ECS shows them under other ids than at their owner, and says in a tag where each comes from.
  - Needs C(ecs:DescribeSnapshots).
author:
  - imageops.alicloud contributors (@imageops)
options:
  source_snapshot_ids:
    description:
      - Snapshots by their ids at the owner. Default is all.
    type: list
    elements: str
    default: []
  owner_ids:
    description:
      - Snapshots of these accounts. Default is all.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.snapshot_share
  - module: imageops.alicloud.snapshot_copy
"""

EXAMPLES = r"""
- name: List the snapshots that an account shares
  imageops.alicloud.snapshot_share_info:
    region: cn-beijing
    owner_ids: ["2000000000000002"]
  register: found

- name: Show their ids here
  ansible.builtin.debug:
    msg: "{{ found.snapshots | items2dict(key_name='source_snapshot_id', value_name='snapshot_id') }}"

- name: Look for two of them by their ids at the owner
  imageops.alicloud.snapshot_share_info:
    region: cn-beijing
    source_snapshot_ids: [s-2ze0000000000000dat2, s-2ze0000000000000dat3]
"""

RETURN = r"""
snapshots:
  description: The shared snapshots.
  returned: success
  type: list
  elements: dict
  contains:
    snapshot_id:
      description: The id here.
      type: str
      returned: success
      sample: s-2ze5f1b0c9d8e7a6b4c3
    region:
      description: Its region.
      type: str
      returned: success
      sample: cn-beijing
    source_snapshot_id:
      description: The id at its owner.
      type: str
      returned: success
      sample: s-2zej49xxz1n4kwxs0001
    owner_id:
      description: The account that shares it.
      type: str
      returned: success
      sample: "1000000000000001"
    name:
      description: Its name.
      type: str
      returned: success
      sample: data-1
    size_gib:
      description: The size of the disk, in GiB.
      type: int
      returned: success
      sample: 100
    disk_type:
      description: V(system) or V(data).
      type: str
      returned: success
      sample: data
    encrypted:
      description: Whether it is encrypted.
      type: bool
      returned: success
      sample: true
    kms_key_id:
      description: The owner's key. It is not documented whether ECS shows it; empty if not.
      type: str
      returned: success
      sample: ""
    status:
      description: V(accomplished) once it can be used.
      type: str
      returned: success
      sample: accomplished
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2026-03-01T08:00:00Z"
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import run_info
from ..module_utils._snapshots.observe_shared import read_shared_request, read_shared_snapshots

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {"source_snapshot_ids": TEXTS, "owner_ids": TEXTS}


def main() -> None:
    run_info(OPTIONS, read_shared_request, read_shared_snapshots)


if __name__ == "__main__":
    main()
