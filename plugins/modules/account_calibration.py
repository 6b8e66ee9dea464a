# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: account_calibration
short_description: Check on an account what the collection assumes about ECS, KMS and RAM
version_added: 1.0.0
description:
  - Settles facts about ECS, KMS and RAM that no source proves, by asking an account, and says of each whether it is
    confirmed, refuted or not settled, with the evidence.
  - By default it only reads, and sends dry runs that would be refused without C(DryRun=true), too.
  - With O(write) and O(confirm) it also makes copies of one image that you name, the canary, and removes them again.
    With O(share_account) such a copy is shared with that account for a moment, which can read the whole image then.
  - The canary is never changed or shared. Everything that the module makes has the tag C(imageops:calibration) and a
    name that begins with C(imageops-calibration-). The next run with O(write) and O(confirm), or with O(state=absent),
    removes everything that an interrupted one leaves.
  - The role C(AliyunECSShareEncryptImageDefaultRole) is made, varied and removed only if the account has none. One that
    exists is only read.
  - To read needs C(sts:GetCallerIdentity), C(ecs:DescribeImages), C(ecs:DescribeSnapshots), C(kms:ListKeys) and
    C(kms:DescribeKey). The dry runs need C(ecs:CopyImage) and C(ecs:RunInstances).
  - To write needs also C(ecs:CancelCopyImage), C(ecs:DeleteImage), C(ecs:DeleteSnapshot),
    C(ecs:DescribeDiskEncryptionByDefaultStatus), C(ecs:DescribeImageSharePermission), C(ecs:ListTagResources),
    C(ecs:ModifyImageAttribute), C(ecs:TagResources), C(kms:ListAliases), C(ram:GetPolicy), C(ram:GetRole) and
    C(ram:ListPoliciesForRole), to share C(ecs:ModifyImageSharePermission), and for the role C(ram:AttachPolicyToRole),
    C(ram:CreatePolicy), C(ram:CreateRole), C(ram:DeletePolicy), C(ram:DeleteRole), C(ram:DetachPolicyFromRole) and
    C(ram:UpdateRole). A fact whose action is not allowed is not settled. Without the rights to remove copies none is
    made.
  - To launch, the credentials of the consumer need C(ecs:RunInstances), C(ecs:DeleteInstances),
    C(ecs:DescribeInstances), C(ecs:DescribeDisks), C(ecs:DescribeCloudAssistantStatus) and
    C(ecs:GetInstanceConsoleOutput). At most four instances are started one after the other. Where this run made the
    role, the last three show what ECS says without its policy, without its trust and without the role.
  - An instance that an interrupted run left is released by the next one with O(launch), or by O(state=absent) with
    credentials of the consumer, else by ECS half an hour after its start.
author:
  - imageops.alicloud contributors (@imageops)
options:
  state:
    description:
      - V(present) asks the account. V(absent) removes what an interrupted calibration left, and asks nothing.
    type: str
    choices: [present, absent]
    default: present
  run:
    description:
      - The name of this run, the value of the tag of what is made.
    type: str
    default: calibration
  write:
    description:
      - Run the probes that make copies of the canary. They need O(image_id), O(kms_key_id) and O(confirm).
    type: bool
    default: false
  confirm:
    description:
      - Agree with the RV(consent) that a run without this option returns.
    type: bool
    default: false
  image_id:
    description:
      - The canary, an image of the account in O(region) whose content you may copy, and share with O(share_account).
    type: str
    default: ''
  kms_key_id:
    description:
      - The customer master key of O(region) that copies are encrypted with, as id, ARN or alias.
    type: str
    default: ''
  foreign_key_arn:
    description:
      - A key of another account that this one may use in ECS, to find out how a call names it.
    type: str
    default: ''
  destination_region:
    description:
      - Another region, to find out whether an image is copied to two regions at once.
    type: str
    default: ''
  share_account:
    description:
      - The account that a copy of the canary is shared with. It can read the whole content of the image.
    type: str
    default: ''
  share_accounts:
    description:
      - More accounts, at least eleven, to find out what ECS does with more than ten in a call. All can read the image.
    type: list
    elements: str
    default: []
  consumer:
    description:
      - Ask with the credentials of O(share_account) what it sees of the copy that is shared with it. Needs
        O(consumer_role_arn) or O(consumer_profile).
    type: bool
    default: false
  consumer_role_arn:
    description:
      - The role to assume in the account O(share_account).
    type: str
    default: ''
  consumer_profile:
    description:
      - The profile of the aliyun CLI with credentials of O(share_account), or with which its role is assumed.
    type: str
    default: ''
  launch:
    description:
      - Start instances of that copy in the account O(share_account), one after the other, and release them. Needs
        O(consumer), O(launch_instance_type), O(launch_vswitch_id) and O(launch_security_group_id).
    type: bool
    default: false
  launch_instance_type:
    description:
      - The type of these instances. Choose the smallest that the canary and the zone take.
    type: str
    default: ''
  launch_vswitch_id:
    description:
      - The vSwitch that they are in, in the account O(share_account).
    type: str
    default: ''
  launch_security_group_id:
    description:
      - Their security group.
    type: str
    default: ''
  max_copies:
    description:
      - Make at most so many copies in all. Less than 20 leave it open how many copies run at once.
    type: int
    default: 20
  max_gib_hours:
    description:
      - Refuse a run whose copies could come to more than these GiB-hours of snapshots.
    type: int
    default: 2000
  wait_timeout:
    description:
      - Seconds after which probes that are not finished are given up. The removal follows then.
    type: int
    default: 7200
  anonymous:
    description:
      - Leave the evidence out of RV(calibration), and with it every id, name and account number.
    type: bool
    default: false
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.action_group
attributes:
  check_mode:
    support: full
    details: It only reads, and sends no dry run.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: A run that writes makes copies and removes them each time. All others change nothing.
seealso:
  - module: imageops.alicloud.image_launch_check
  - module: imageops.alicloud.image_launch_trial
"""

EXAMPLES = r"""
- name: Find out what reads and dry runs can settle
  imageops.alicloud.account_calibration:
    region: cn-beijing

- name: See what the probes that write would make
  imageops.alicloud.account_calibration:
    region: cn-beijing
    write: true
    image_id: m-2ze0000000000000web1
    kms_key_id: alias/image-share
    destination_region: ap-southeast-1
    run: november
    confirm: false
    max_copies: 10
    max_gib_hours: 500
    wait_timeout: 3600
    anonymous: true
  register: calibrated

- name: See what it would share, and start in the consumer's account
  imageops.alicloud.account_calibration:
    region: cn-beijing
    write: true
    image_id: m-2ze0000000000000web1
    kms_key_id: alias/image-share
    share_account: "2000000000000002"
    consumer: true
    consumer_role_arn: acs:ram::2000000000000002:role/image-viewer
    launch: true
    launch_instance_type: ecs.t6-c1m1.large
    launch_vswitch_id: vsw-2ze0000000000000vsw1
    launch_security_group_id: sg-2ze0000000000000sg01

- name: Remove what an interrupted calibration left
  imageops.alicloud.account_calibration:
    region: cn-beijing
    state: absent
"""

RETURN = r"""
calibration:
  description: What was found, as C(calibration.json) has it.
  returned: success or partial failure
  type: dict
  contains:
    format:
      description: The format and its version.
      type: str
      returned: O(state=present)
      sample: imageops.alicloud/calibration/1
    at:
      description: When it was found, in UTC.
      type: str
      returned: O(state=present)
      sample: "2026-01-31T08:00:00Z"
    region:
      description: The region.
      type: str
      returned: O(state=present)
      sample: cn-beijing
    emulator:
      description: Whether an emulator answered.
      type: bool
      returned: O(state=present)
      sample: false
    anonymous:
      description: Whether the evidence was left out.
      type: bool
      returned: O(state=present)
      sample: false
    facts:
      description: One item for each fact.
      type: list
      elements: dict
      returned: O(state=present)
      contains:
        fact:
          description: The name of the fact.
          type: str
          returned: O(state=present)
          sample: image_order
        class:
          description: What the probe does, V(read), V(dry_run), V(write), V(consumer) or V(launch).
          type: str
          returned: O(state=present)
          sample: read
        assumption:
          description: What the collection and its emulator assume.
          type: str
          returned: O(state=present)
          sample: DescribeImages lists the newest image first.
        result:
          description: V(confirmed), V(refuted) or V(not_settled).
          type: str
          returned: O(state=present)
          sample: confirmed
        value:
          description: What was seen, null for a fact that is not settled.
          type: raw
          returned: O(state=present)
          sample: newest_first
        why:
          description: Why the fact is not settled.
          type: str
          returned: O(state=present)
          sample: ""
        evidence:
          description: The answers that show it.
          type: list
          elements: dict
          returned: without O(anonymous)
          contains:
            action:
              description: The action of the API.
              type: str
              returned: without O(anonymous)
              sample: DescribeImages
            region:
              description: The region that was asked.
              type: str
              returned: without O(anonymous)
              sample: cn-beijing
            at:
              description: When it was answered, in UTC.
              type: str
              returned: without O(anonymous)
              sample: "2026-01-31T08:00:00Z"
            request_id:
              description: The id of the request.
              type: str
              returned: without O(anonymous)
              sample: 473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E
            code:
              description: The code of a refusal.
              type: str
              returned: without O(anonymous)
              sample: DryRunOperation
            text:
              description: The text of a refusal, or what became of an instance.
              type: str
              returned: without O(anonymous)
              sample: Request validation has been passed with DryRun flag set.
    settings:
      description: Settings with which the emulator behaves like this account.
      type: dict
      returned: O(state=present)
      sample: {image_order: newest_first}
consent:
  description: What a run that writes makes, for how long, and who can read it. Empty for all others.
  returned: success or partial failure
  type: list
  elements: str
  sample: [The canary is web-1 in cn-beijing. It is only read.]
leftovers:
  description: What an interrupted calibration had left when this one began.
  returned: success or partial failure
  type: list
  elements: str
  sample: [m-2ze00000000000000cal]
removed:
  description: What was removed, of this run and of earlier ones.
  returned: success or partial failure
  type: list
  elements: str
  sample: [m-2ze00000000000000cal]
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._calibration.apply import apply_calibration, predicted
from ..module_utils._calibration.decide import decide
from ..module_utils._calibration.observe import observe
from ..module_utils._calibration.request import read_request
from ..module_utils._calibration.values import CalibrationPlan, CalibrationRequest
from ..module_utils._module import Outcome, Session, Steps, run

OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "run": {"type": "str", "default": "calibration"},
    "write": {"type": "bool", "default": False},
    "confirm": {"type": "bool", "default": False},
    "image_id": {"type": "str", "default": ""},
    "kms_key_id": {"type": "str", "default": "", "no_log": False},
    "foreign_key_arn": {"type": "str", "default": "", "no_log": False},
    "destination_region": {"type": "str", "default": ""},
    "share_account": {"type": "str", "default": ""},
    "share_accounts": {"type": "list", "elements": "str", "default": []},
    "consumer": {"type": "bool", "default": False},
    "consumer_role_arn": {"type": "str", "default": ""},
    "consumer_profile": {"type": "str", "default": ""},
    "launch": {"type": "bool", "default": False},
    "launch_instance_type": {"type": "str", "default": ""},
    "launch_vswitch_id": {"type": "str", "default": ""},
    "launch_security_group_id": {"type": "str", "default": ""},
    "max_copies": {"type": "int", "default": 20},
    "max_gib_hours": {"type": "int", "default": 2000},
    "wait_timeout": {"type": "int", "default": 7200},
    "anonymous": {"type": "bool", "default": False},
}


def predict(request: CalibrationRequest, plan: CalibrationPlan) -> dict[str, Any]:
    return predicted(request, plan)


def apply(session: Session, request: CalibrationRequest, plan: CalibrationPlan) -> Outcome:
    values, failures = apply_calibration(session, request, plan)
    return Outcome(values=values, failures=failures, changed=bool(values["removed"]))


def main() -> None:
    run(OPTIONS, Steps(request=read_request, observe=observe, decide=decide, predict=predict, apply=apply))


if __name__ == "__main__":
    main()
