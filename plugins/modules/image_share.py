# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_share
short_description: Share custom images with other accounts, or stop sharing them
version_added: 1.0.0
description:
  - Compares each image's share list with the accounts given, sends what differs, ten accounts a call, and reads the
    list back, because ECS silently ignores more than ten accounts.
  - Before the first write everything that ECS would refuse is reported in one error, with its remedy, also
    as RV(problems). An image that gains no account need not be shareable.
  - An encrypted image can be shared only if its key is a customer master key and the role
    C(AliyunECSShareEncryptImageDefaultRole) trusts each consumer; M(imageops.alicloud.image_share_role) prepares it.
  - Needs C(sts:GetCallerIdentity), C(ecs:DescribeImages), C(ecs:DescribeImageSharePermission),
    C(ecs:ModifyImageSharePermission), C(ecs:DescribeSnapshots) and C(kms:DescribeKey), C(ram:GetRole) unless
    O(check_role=false), and unless O(check_resource_shares=false) C(resourcesharing:ListSharedResources) and, for
    images that are in a resource share, C(resourcesharing:ListSharedTargets).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - The images, custom images of this account in O(region).
    type: list
    elements: str
    required: true
  accounts:
    description:
      - The ids (UIDs) of the accounts. Required, be it an empty list, unless O(share_from_source=true).
        Text without an id, such as an unanswered question of a survey, is refused.
    type: list
    elements: str
  state:
    description:
      - V(present) adds the accounts, V(absent) removes them, V(exact) leaves these accounts and no others.
        V(exact) with the empty list in O(accounts) needs O(unshare_all=true).
    type: str
    choices: [present, absent, exact]
    default: present
  allowed_accounts:
    description:
      - The only accounts that may be given access. If another would gain access, nothing is done.
        An empty list sets no limit. Taking access away is never limited.
    type: list
    elements: str
  share_unencrypted:
    description:
      - Share images that are not encrypted, too. Otherwise they are refused.
    type: bool
    default: false
  share_quota:
    description:
      - How many accounts an image may be shared with. No API reports it; it can be raised in Quota Center.
        A list that would grow over it is refused before anything is written.
    type: int
    default: 50
  unshare_all:
    description:
      - Confirm that O(state=exact) with an empty list in O(accounts) takes the images from every account.
    type: bool
    default: false
  check_role:
    description:
      - Read the RAM role before encrypted images are shared, and refuse if it does not trust every account. Set it to
        V(false) for a caller that may not read RAM; then ECS refuses what the role does not allow, image by image.
    type: bool
    default: true
  role_changed:
    description:
      - Say that the share role was changed a moment ago. An C(AssumeRoleError) is then taken for RAM still spreading
        the change, and the call is repeated for O(role_timeout).
    type: bool
    default: false
  role_timeout:
    description:
      - The seconds that a change of the role may take to spread. The vendor names no time.
    type: int
    default: 60
  share_from_source:
    description:
      - Share each image also with all accounts that the image it was copied from is shared with. O(sources) says which
        image that is, or else the tag of a copy made by M(imageops.alicloud.image_copy). Goes with O(state=present).
    type: bool
    default: false
  sources:
    description:
      - The image that an image was copied from, a mapping from image id to image id.
    type: dict
    default: {}
  source_region:
    description:
      - The region of the images in O(sources). Default is O(region).
    type: str
    default: ""
  unshare_source:
    description:
      - Stop sharing the source with every account that, as read back, has the copy. A source in another region than its
        copy is not changed, as its consumers would have no image left in their region.
      - Consumers cannot re-initialise system disks of instances that they made from the source after that.
    type: bool
    default: false
  check_resource_shares:
    description:
      - Refuse an account that has an image through Resource Sharing already, because ECS advises against both ways.
        Directories and folders that it goes to are only noted, since who is in there is not looked up.
      - A missing right to look is noted. Without the Python package of Resource Sharing nothing is looked at.
    type: bool
    default: true
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
  - module: imageops.alicloud.image_resource_share
  - module: imageops.alicloud.image_share_role
  - module: imageops.alicloud.image_info
"""

EXAMPLES = r"""
- name: Share an image with two accounts
  imageops.alicloud.image_share:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    accounts:
      - "2000000000000002"
      - "3000000000000003"

- name: Take the image away from one of them
  imageops.alicloud.image_share:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    accounts:
      - "3000000000000003"
    state: absent

- name: Move the consumers of an old image to its copy
  imageops.alicloud.image_share:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    share_from_source: true
    sources:
      m-2ze0000000000000cmk1: m-2ze0000000000000web1
    source_region: cn-beijing
    unshare_source: true

- name: Share an image within limits, right after a change of the RAM role
  imageops.alicloud.image_share:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    accounts:
      - "2000000000000002"
    allowed_accounts: ["2000000000000002", "3000000000000003"]
    share_unencrypted: false
    share_quota: 100
    check_role: true
    role_changed: true
    role_timeout: 90
    check_resource_shares: true

- name: Stop sharing an image with any account
  imageops.alicloud.image_share:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000cmk1
    accounts: []
    state: exact
    unshare_all: true
"""

RETURN = r"""
shares:
  description: The images with their share lists. After a partial failure those that came out right.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    image_id:
      description: The image.
      type: str
      returned: always
      sample: m-2ze0000000000000cmk1
    region:
      description: Its region.
      type: str
      returned: always
      sample: cn-beijing
    encryption:
      description: How it is encrypted, as M(imageops.alicloud.image_info) returns it.
      type: str
      returned: always
      sample: customer_key
    shared_with:
      description: The accounts that may use it, read back after the change; in check mode as they would be.
      type: list
      elements: str
      returned: always
      sample: ["2000000000000002", "3000000000000003"]
    added:
      description: The accounts that gained access.
      type: list
      elements: str
      returned: always
      sample: ["3000000000000003"]
    removed:
      description: The accounts that lost access.
      type: list
      elements: str
      returned: always
      sample: []
    source:
      description: The image it was copied from.
      type: dict
      returned: with O(share_from_source), for images whose source is known
      contains:
        image_id:
          description: The source.
          type: str
          returned: always
          sample: m-2ze0000000000000web1
        region:
          description: Its region.
          type: str
          returned: always
          sample: cn-beijing
        shared_with:
          description: The accounts that may still use it.
          type: list
          elements: str
          returned: always
          sample: []
        removed:
          description: The accounts that lost access to it.
          type: list
          elements: str
          returned: always
          sample: ["2000000000000002"]
        kept_because:
          description: Why its share list was not changed, empty if it was.
          type: str
          returned: always
          sample: ""
unknown_accounts:
  description: Accounts that ECS does not know. The others have the images, and the task fails.
  type: list
  elements: str
  returned: when something was written
  sample: []
notes:
  description: What is worth knowing and hinders nothing.
  returned: if sharing was possible
  type: list
  elements: dict
  contains:
    code:
      description: V(may_be_shared_both_ways) or V(resource_shares_not_visible).
      type: str
      returned: always
      sample: resource_shares_not_visible
    message:
      description: What it is.
      type: str
      returned: always
      sample: images may also be shared through Resource Sharing, and the right to read that is missing
    remedy:
      description: What to do.
      type: str
      returned: always
      sample: "Allow the RAM action resourcesharing:ListSharedResources, or set check_resource_shares: false."
problems:
  description: Everything that stands in the way of sharing; nothing was written.
  returned: if images cannot be shared
  type: list
  elements: dict
  contains:
    text:
      description: The whole in one text, as the message has it.
      type: str
      returned: always
      sample: m-2ze0000000000000api1 is not encrypted. Share it without a copy (share_unencrypted).
    code:
      description: The reason, mostly one of those of M(imageops.alicloud.image_info).
      type: str
      returned: always
      sample: trust_missing
    image_ids:
      description: The images.
      type: list
      elements: str
      returned: always
      sample: [m-2ze0000000000000cmk1]
    accounts:
      description: The accounts, if it is about some.
      type: list
      elements: str
      returned: always
      sample: ["3000000000000003"]
    message:
      description: What is the matter.
      type: str
      returned: always
      sample: is encrypted, and the RAM role AliyunECSShareEncryptImageDefaultRole does not trust the account
    remedy:
      description: What to do.
      type: str
      returned: always
      sample: Add the account to the role's trust policy.
    fix:
      description: The statement to add, or the command to run, if there is one. Empty otherwise.
      type: str
      returned: always
      sample: >-
        {"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["3000000000000003@ecs.aliyuncs.com"]}}
    can_prepare:
      description: Whether M(imageops.alicloud.image_share_role) settles it.
      type: bool
      returned: always
      sample: true
"""
from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._model.share import SHARE_QUOTA
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._shares.apply import ShareWriter
from ..module_utils._shares.decide import SharesPlan, plan_shares
from ..module_utils._shares.observe import observe_shares
from ..module_utils._shares.request import read_request
from ..module_utils._shares.values import ShareRequest

TEXTS = {"type": "list", "elements": "str"}
OPTIONS = {
    "image_ids": {**TEXTS, "required": True},
    "accounts": TEXTS,
    "state": {"type": "str", "choices": ["present", "absent", "exact"], "default": "present"},
    "allowed_accounts": TEXTS,
    "share_unencrypted": {"type": "bool", "default": False},
    "share_quota": {"type": "int", "default": SHARE_QUOTA},
    "unshare_all": {"type": "bool", "default": False},
    "check_role": {"type": "bool", "default": True},
    "role_changed": {"type": "bool", "default": False},
    "role_timeout": {"type": "int", "default": 60},
    "share_from_source": {"type": "bool", "default": False},
    "sources": {"type": "dict", "default": {}},
    "source_region": {"type": "str", "default": ""},
    "unshare_source": {"type": "bool", "default": False},
    "check_resource_shares": {"type": "bool", "default": True},
}


def predict(_request: ShareRequest, plan: SharesPlan) -> dict[str, Any]:
    return {"shares": plan.predicted(), "notes": [note.to_result() for note in plan.notes]}


def apply(session: Session, request: ShareRequest, plan: SharesPlan) -> Outcome:
    done = ShareWriter(session=session, request=request).carry_out(plan)
    notes = [note.to_result() for note in plan.notes]
    values = {"shares": done.shares, "notes": notes, "unknown_accounts": done.unknown}
    return Outcome(values=values, failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(request=read_request, observe=observe_shares, decide=plan_shares, predict=predict, apply=apply)
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
