# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: snapshot_copy
short_description: Copy snapshots under a customer master key
version_added: 1.0.0
description:
  - Makes sure that encrypted copies of snapshots exist whose key is O(kms_key_id), so that they can be shared with
    M(imageops.alicloud.snapshot_share). Waits until they are complete, and verifies size and key of each.
  - An encrypted image with data disks cannot be shared, but a copy of its system disk
    (M(imageops.alicloud.image_copy) with O(imageops.alicloud.image_copy#module:system_disk_only)) and copies of the
    snapshots of its data disks can.
  - Each copy is tagged C(imageops:source-snapshot), C(imageops:snapshot-copy) and, with O(disks),
    C(imageops:data-disk) in the call that makes it. M(imageops.alicloud.snapshot_copy_info) lists them. A copy
    whose tags, size and key are those asked for is used again, and one that is being made is waited for. A copy that
    has failed is removed once its successor is complete.
  - ECS copies a snapshot to a region once at a time. A copy that it refuses for that is started later.
  - With O(state=absent) only what this module made is removed, never by force. The vendor's pages disagree on copies
    within a region. Encrypted ones are taken to be possible.
  - Needs C(sts:GetCallerIdentity), C(ecs:DescribeSnapshots), C(ecs:CopySnapshot), C(kms:DescribeKey), and
    C(ecs:DeleteSnapshot) to remove copies. The file C(docs/policies/snapshot_share.json) is a RAM policy with these
    and with what M(imageops.alicloud.snapshot_share) needs.
author:
  - imageops.alicloud contributors (@imageops)
options:
  snapshot_ids:
    description:
      - The snapshots of O(region) to copy, own ones or such that another account shares with this one.
    type: list
    elements: str
    required: true
  destination_region:
    description:
      - The region of the copies. Default is O(region).
    type: str
  kms_key_id:
    description:
      - The customer master key in the region of the copies, by id, ARN or alias. Required for O(state=present).
      - With O(state=absent) copies under any key are removed unless it is given.
    type: str
  state:
    description:
      - With V(present) the copies exist, with V(absent) they do not.
    type: str
    choices: [present, absent]
    default: present
  tags:
    description:
      - Further tags for new copies, 16 at most.
    type: dict
    default: {}
  disks:
    description:
      - Which data disk of which image snapshots are of, a mapping from a snapshot's id to C(image_id) and C(device).
        Give all data disks of an image in one task.
      - The tag C(imageops:data-disk) of a copy says so, such as C(m-1 /dev/xvdb 1/2). Only a copy that is tagged so is
        used again.
    type: dict
    default: {}
  run:
    description:
      - A name for this run. CopySnapshot writes it to the tag C(imageops:run) of the copies that this run begins.
      - With O(state=absent) only copies that this run began are removed.
    type: str
  wait:
    description:
      - Wait until the copies are complete. With V(false) they are started and left; a later run goes on.
    type: bool
    default: true
  wait_timeout:
    description:
      - The seconds after which the task stops waiting and fails. ECS goes on.
    type: int
    default: 3600
  poll_seconds:
    description:
      - The longest time between two looks.
    type: int
    default: 10
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.snapshot_share
  - module: imageops.alicloud.snapshot_copy_info
  - module: imageops.alicloud.image_copy
"""

EXAMPLES = r"""
- name: Look at an image with a data disk
  imageops.alicloud.image_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000dat1]
  register: found

- name: Copy the snapshots of its data disks
  imageops.alicloud.snapshot_copy:
    region: cn-beijing
    snapshot_ids: "{{ found.images[0].disks | selectattr('type', 'equalto', 'data') | map(attribute='snapshot_id') }}"
    kms_key_id: alias/image-share
    tags:
      team: data
    disks: "{{ {found.images[0].disks[1].snapshot_id: {'image_id': found.images[0].image_id, 'device': '/dev/xvdb'}} }}"
    run: weekly
  register: copied

- name: Show the copies
  ansible.builtin.debug:
    msg: "{{ copied.copies | map(attribute='snapshot_id') }}"

- name: Remove them
  imageops.alicloud.snapshot_copy:
    region: cn-beijing
    snapshot_ids: "{{ copied.copies | map(attribute='source_snapshot_id') }}"
    state: absent

- name: Copy a snapshot to another region, and do not wait
  imageops.alicloud.snapshot_copy:
    region: cn-beijing
    snapshot_ids: "{{ found.images[0].disks | selectattr('type', 'equalto', 'data') | map(attribute='snapshot_id') }}"
    destination_region: ap-southeast-1
    kms_key_id: alias/image-share
    state: present
    wait: false
    wait_timeout: 1800
    poll_seconds: 10
"""

RETURN = r"""
copies:
  description: The copies, in the order of O(snapshot_ids); with O(state=absent) those that were removed.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    source_snapshot_id:
      description: The snapshot that it is a copy of.
      type: str
      returned: success
      sample: s-2ze0000000000000dat2
    source_region:
      description: The region of that.
      type: str
      returned: success
      sample: cn-beijing
    snapshot_id:
      description: The copy, empty while it is not started.
      type: str
      returned: success
      sample: s-2zej49xxz1n4kwxs0001
    region:
      description: Its region.
      type: str
      returned: success
      sample: cn-beijing
    name:
      description: Its name, that of the source as far as ECS takes it.
      type: str
      returned: success
      sample: data-1
    size_gib:
      description: The size of the disk, in GiB.
      type: int
      returned: success
      sample: 100
    kms_key_id:
      description: The key that it is under.
      type: str
      returned: success
      sample: key-bjj62f9e8c7wl4sf9e8c7
    state:
      description:
        - V(available), V(copying), V(queued) while another copy of the same snapshot is in progress, V(failed),
          V(planned) in check mode, or V(absent).
      type: str
      returned: success
      sample: available
    action:
      description: V(started), V(adopted) if an earlier run began it, V(reused), or V(removed).
      type: str
      returned: success
      sample: started
    progress:
      description: How far it is, a percentage.
      type: int
      returned: success
      sample: 100
"""
from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._snapshots.apply import SnapshotCopier, remove_snapshot_copies
from ..module_utils._snapshots.decide import SnapshotCopyPlan, plan_snapshot_copies
from ..module_utils._snapshots.observe import observe_snapshot_copies
from ..module_utils._snapshots.request import read_copy_request
from ..module_utils._snapshots.values import SnapshotCopyRequest

OPTIONS = {
    "snapshot_ids": {"type": "list", "elements": "str", "required": True},
    "destination_region": {"type": "str"},
    "kms_key_id": {"type": "str", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "tags": {"type": "dict", "default": {}},
    "disks": {"type": "dict", "default": {}},
    "run": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 3600},
    "poll_seconds": {"type": "int", "default": 10},
}


def predict(_request: SnapshotCopyRequest, plan: SnapshotCopyPlan) -> dict[str, Any]:
    return {"copies": [copy.to_result() for copy in plan.predicted()]}


def apply(session: Session, request: SnapshotCopyRequest, plan: SnapshotCopyPlan) -> Outcome:
    if request.absent:
        copies, failures = remove_snapshot_copies(session, plan)
        return Outcome(values={"copies": [copy.to_result() for copy in copies]}, failures=failures)
    copier = SnapshotCopier(session=session, plan=plan)
    changed = copier.run()
    values = {"copies": [copy.to_result() for copy in copier.copies.values()]}
    return Outcome(values=values, failures=copier.failures, changed=changed)


def main() -> None:
    steps = Steps(
        request=read_copy_request,
        observe=observe_snapshot_copies,
        decide=plan_snapshot_copies,
        predict=predict,
        apply=apply,
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
