# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_share
short_description: Share custom images with other accounts, or stop sharing them
version_added: 0.1.0
description:
  - Compares each image's share list with the accounts given, sends what differs, ten accounts a call, and reads the
    list back, because ECS drops what is over ten without a word.
  - Before the first write every image is looked at; if one cannot be shared, nothing is done and the reasons are told.
  - An encrypted image can be shared only if its key is a customer master key and the role
    C(AliyunECSShareEncryptImageDefaultRole) trusts each consumer; M(imageops.alicloud.image_share_role) prepares it.
  - Needs C(sts:GetCallerIdentity), C(ecs:DescribeImages), C(ecs:DescribeImageSharePermission),
    C(ecs:ModifyImageSharePermission), and for O(state=present) and O(state=exact) also C(ecs:DescribeSnapshots)
    and C(kms:DescribeKey).
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
      - The ids (UIDs) of the accounts.
    type: list
    elements: str
    required: true
  state:
    description:
      - V(present) adds the accounts, V(absent) removes them, V(exact) leaves these accounts and no others.
    type: str
    choices: [present, absent, exact]
    default: present
  share_plain:
    description:
      - Share images that are not encrypted, too. Otherwise they are refused.
    type: bool
    default: false
  role_changed:
    description:
      - Say that the share role was changed a moment ago. An C(AssumeRoleError) is then taken for RAM still spreading
        the change, and the call is repeated.
    type: bool
    default: false
  share_quota:
    description:
      - How many accounts an image may be shared with. No API tells it; it can be raised in Quota Center.
        A list that would grow over it is refused before anything is written.
    type: int
    default: 50
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
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
"""

RETURN = r"""
shares:
  description: The images with their share lists.
  returned: always
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
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..module_utils._api.ecs_sharing import list_share_accounts, modify_share
from ..module_utils._api.sts import get_caller
from ..module_utils._engine.observing import assess_images, select_images
from ..module_utils._logic.regional import required_region
from ..module_utils._logic.selection import Selection
from ..module_utils._logic.sharing import (
    SharesPlan,
    ShareState,
    check_accounts,
    check_images,
    plan_shares,
    unread,
)
from ..module_utils._logic.text import given
from ..module_utils._model.image import AssessedImage
from ..module_utils._model.share import ShareChange
from ..module_utils._module import Outcome, Session, Steps, run

TEXTS = {"type": "list", "elements": "str", "required": True}
OPTIONS = {
    "image_ids": TEXTS,
    "accounts": TEXTS,
    "state": {"type": "str", "choices": ["present", "absent", "exact"], "default": "present"},
    "share_plain": {"type": "bool", "default": False},
    "role_changed": {"type": "bool", "default": False},
    "share_quota": {"type": "int", "default": 50},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    region: str
    image_ids: tuple[str, ...]
    accounts: tuple[str, ...]
    state: ShareState
    share_plain: bool
    role_changed: bool
    share_quota: int

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Request:
        return cls(
            region=required_region(params),
            image_ids=tuple(dict.fromkeys(given(params["image_ids"]))),
            accounts=given(params["accounts"]),
            state=ShareState(params["state"]),
            share_plain=params["share_plain"],
            role_changed=params["role_changed"],
            share_quota=params["share_quota"],
        )


def observe(session: Session, request: Request) -> list[AssessedImage]:
    check_accounts("accounts", request.accounts, get_caller(session).account_id)
    selection = Selection(image_ids=request.image_ids)
    images = select_images(session, request.region, selection) if request.image_ids else []
    found = assess_images(session, request.region, images)
    check_images("image_ids", request.image_ids, found, request.state, request.region, share_plain=request.share_plain)
    return found


def decide(request: Request, found: Sequence[AssessedImage]) -> SharesPlan:
    return plan_shares(request.image_ids, found, request.accounts, request.state, request.share_quota)


def predict(request: Request, plan: SharesPlan) -> dict[str, Any]:
    return {"shares": [change.to_result(request.region, change.after) for change in plan.changes]}


def apply(session: Session, request: Request, plan: SharesPlan) -> Outcome:
    def change_one(change: ShareChange) -> tuple[str, ...]:
        if not change.changed:
            return change.before
        modify_share(session, request.region, change, role_changed=request.role_changed)
        accounts = list_share_accounts(session, request.region, change.image_id)
        if error := unread(change, accounts):
            raise error
        return accounts

    shares = []
    failures: dict[str, Exception] = {}
    for change, accounts in session.map(change_one, plan.changes):
        if isinstance(accounts, Exception):
            failures[change.image_id] = accounts
        else:
            shares.append(change.to_result(request.region, accounts))
    changed = any(change.changed for change in plan.changes if change.image_id not in failures)
    return Outcome(values={"shares": shares}, failures=failures, changed=changed)


def main() -> None:
    run(OPTIONS, Steps(request=Request.from_params, observe=observe, decide=decide, predict=predict, apply=apply))


if __name__ == "__main__":
    main()
