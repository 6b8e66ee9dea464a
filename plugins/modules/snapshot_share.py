# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: snapshot_share
short_description: Share snapshots with other accounts
version_added: 1.0.0
description:
  - Shares snapshots with accounts, or takes them away, through Resource Sharing, which is the only way for snapshots.
    Waits until the associations are through, and reads them back.
  - Each account has a resource share of its own, named after O(resource_share_prefix) and the account. An account
    outside of the resource directory is invited when its share is made, and has access once it accepts. It accepts
    automatically what its share gains later.
  - An account sees a shared snapshot under another id, with a tag that names the owner, the region and the id here;
    M(imageops.alicloud.snapshot_share_info) lists them for it. It may make disks of it or copy it, with another key.
  - Before the first write every snapshot is looked at. Snapshots that are not complete, or are under the service key,
    are refused, and so is an account that the role C(AliyunECSShareEncryptSnapshotDefaultRole) does not trust.
    M(imageops.alicloud.image_share_role) makes that role with
    O(imageops.alicloud.image_share_role#module:role_name). When that module takes a trust entry away, it looks for
    shared images and not for shared snapshots.
  - It is an assumption that this role needs the same trust entries as the one for images; the vendor's documentation
    names only the role.
  - Needs C(sts:GetCallerIdentity), C(resourcesharing:ListResourceShares) and
    C(resourcesharing:ListResourceShareAssociations), for O(state=present) also C(ecs:DescribeSnapshots),
    C(kms:DescribeKey) and C(ram:GetRole), and for changes C(resourcesharing:CreateResourceShare),
    C(resourcesharing:AssociateResourceShare), C(resourcesharing:DisassociateResourceShare) and
    C(resourcesharing:DeleteResourceShare). The file C(docs/policies/snapshot_share.json) is a RAM policy with these.
author:
  - imageops.alicloud contributors (@imageops)
options:
  snapshot_ids:
    description:
      - The snapshots, own ones of O(region).
    type: list
    elements: str
    required: true
  accounts:
    description:
      - The ids (UIDs) of the accounts, 64 at most. Required for O(state=present).
      - With O(state=absent) the snapshots are taken from all accounts unless some are given.
    type: list
    elements: str
    default: []
  state:
    description:
      - With V(present) the accounts have the snapshots, with V(absent) they do not. A resource share in which nothing
        is left is deleted.
    type: str
    choices: [present, absent]
    default: present
  resource_share_prefix:
    description:
      - What the names of the resource shares begin with. A hyphen and the account follow.
    type: str
    default: imageops-snapshots
  check_role:
    description:
      - Refuse accounts that the role does not trust. Without the right to read the role nothing is refused.
    type: bool
    default: true
  share_unencrypted:
    description:
      - Share snapshots that are not encrypted, too. Otherwise they are refused.
    type: bool
    default: false
  tags:
    description:
      - Tags for new resource shares. Those of existing shares stay.
    type: dict
    default: {}
  wait_timeout:
    description:
      - How many seconds to wait until associations are through. Invited accounts are not waited for.
    type: int
    default: 60
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.requirements.resourcesharing
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.snapshot_copy
  - module: imageops.alicloud.snapshot_share_info
  - module: imageops.alicloud.image_share_role
"""

EXAMPLES = r"""
- name: Look at an image with a data disk
  imageops.alicloud.image_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000dat1]
  register: found

- name: Copy the snapshots of its data disks under the key
  imageops.alicloud.snapshot_copy:
    region: cn-beijing
    snapshot_ids: "{{ found.images[0].disks | selectattr('type', 'equalto', 'data') | map(attribute='snapshot_id') }}"
    kms_key_id: alias/image-share
  register: copied

- name: Let the account's ECS use the key of snapshots
  imageops.alicloud.image_share_role:
    role_name: AliyunECSShareEncryptSnapshotDefaultRole
    accounts: ["2000000000000002"]

- name: Share the copies
  imageops.alicloud.snapshot_share:
    region: cn-beijing
    snapshot_ids: "{{ copied.copies | map(attribute='snapshot_id') }}"
    accounts: ["2000000000000002"]
    resource_share_prefix: imageops-snapshots
    check_role: true
    share_unencrypted: false
    tags:
      team: data
    wait_timeout: 120
  register: shared

- name: Show which accounts have to accept an invitation
  ansible.builtin.debug:
    msg: "{{ shared.shares | selectattr('status', 'equalto', 'Pending') | map(attribute='account') }}"

- name: Take them away from all accounts
  imageops.alicloud.snapshot_share:
    region: cn-beijing
    snapshot_ids: "{{ copied.copies | map(attribute='snapshot_id') }}"
    state: absent
"""

RETURN = r"""
shares:
  description: What each account has, in check mode as it would be.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    account:
      description: The account.
      type: str
      returned: success
      sample: "2000000000000002"
    region:
      description: The region of the snapshots and of the resource share.
      type: str
      returned: success
      sample: cn-beijing
    resource_share_id:
      description: The resource share, empty in check mode if it would be made and once it is deleted.
      type: str
      returned: success
      sample: rs-PqysnzIj0a1b
    name:
      description: Its name.
      type: str
      returned: success
      sample: imageops-snapshots-2000000000000002
    status:
      description:
        - V(Associated), V(Associating), V(Pending) while an invited account has not accepted, V(Failed), or V(Absent)
          without a resource share.
      type: str
      returned: success
      sample: Associated
    snapshots:
      description: The snapshots in the resource share.
      type: list
      elements: dict
      returned: success
      contains:
        snapshot_id:
          description: The snapshot.
          type: str
          returned: success
          sample: s-2zej49xxz1n4kwxs0001
        status:
          description: V(Associated), V(Associating), V(Disassociating) or V(Failed).
          type: str
          returned: success
          sample: Associated
        message:
          description: Why it failed, empty otherwise.
          type: str
          returned: success
          sample: ""
    added:
      description: The snapshots that the account gained.
      type: list
      elements: str
      returned: success
      sample: [s-2zej49xxz1n4kwxs0001]
    removed:
      description: The snapshots that it lost.
      type: list
      elements: str
      returned: success
      sample: []
"""
from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._snapshots.apply_share import share_snapshots
from ..module_utils._snapshots.observe_share import observe_snapshot_shares
from ..module_utils._snapshots.share import SnapshotSharePlan, plan_snapshot_shares
from ..module_utils._snapshots.share_request import read_share_request
from ..module_utils._snapshots.share_values import SnapshotShareRequest

TEXTS = {"type": "list", "elements": "str"}
OPTIONS = {
    "snapshot_ids": {**TEXTS, "required": True},
    "accounts": {**TEXTS, "default": []},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "resource_share_prefix": {"type": "str", "default": "imageops-snapshots"},
    "check_role": {"type": "bool", "default": True},
    "share_unencrypted": {"type": "bool", "default": False},
    "tags": {"type": "dict", "default": {}},
    "wait_timeout": {"type": "int", "default": 60},
}


def predict(_request: SnapshotShareRequest, plan: SnapshotSharePlan) -> dict[str, Any]:
    return {"shares": [item.to_result() for item in plan.shares]}


def apply(session: Session, _request: SnapshotShareRequest, plan: SnapshotSharePlan) -> Outcome:
    shares, failures = share_snapshots(session, plan)
    return Outcome(values={"shares": [item.to_result() for item in shares]}, failures=failures)


def main() -> None:
    steps = Steps(
        request=read_share_request,
        observe=observe_snapshot_shares,
        decide=plan_snapshot_shares,
        predict=predict,
        apply=apply,
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
