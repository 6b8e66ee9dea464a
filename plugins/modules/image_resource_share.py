# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_resource_share
short_description: Share custom images with a whole resource directory, or parts of it
version_added: 1.0.0
description:
  - Makes sure that a resource share of Resource Sharing has the given images and targets, five a call, waits until the
    associations are through, and reads them back.
  - Members that join a directory or folder later gain access, and those that leave lose it. For single accounts
    M(imageops.alicloud.image_share) does.
  - Before the first write every new image is looked at. Images that ECS does not share, such as those under the service
    key, and images that a target account has directly already are refused, because ECS advises against both ways.
  - Sharing has to be enabled for the resource directory (EnableSharingWithResourceDirectory). Accounts outside of it
    are invited and have access once they accept.
  - An encrypted image also needs the role C(AliyunECSShareEncryptImageDefaultRole). Its trust entry for a directory is
    not documented; M(imageops.alicloud.image_share_role) makes it trust accounts.
  - Needs C(sts:GetCallerIdentity), C(resourcesharing:ListResourceShares) and
    C(resourcesharing:ListResourceShareAssociations), for O(state=present) also C(ecs:DescribeImages),
    C(ecs:DescribeSnapshots), C(ecs:DescribeImageSharePermission) and C(kms:DescribeKey), and for changes
    C(resourcesharing:CreateResourceShare), C(resourcesharing:AssociateResourceShare),
    C(resourcesharing:DisassociateResourceShare) and C(resourcesharing:DeleteResourceShare). The file
    C(docs/policies/resource_share.json) is a RAM policy with these.
author:
  - imageops.alicloud contributors (@imageops)
options:
  resource_share_name:
    description:
      - The name of the share, by which it is found again. If several have it, give O(resource_share_id).
    type: str
  resource_share_id:
    description:
      - The id of a share that is there.
    type: str
  image_ids:
    description:
      - The images of the share, custom images of this account in O(region).
    type: list
    elements: str
    default: []
  targets:
    description:
      - The ids of resource directories, folders and accounts. Accounts are members, or others if
        O(allow_external_targets) is set.
    type: list
    elements: str
    default: []
  state:
    description:
      - V(present) makes the share and adds images and targets, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
  purge:
    description:
      - Take images and targets out that are not named. An empty list takes nothing out.
    type: bool
    default: false
  allow_external_targets:
    description:
      - Allow accounts outside of the resource directory. It is set when the share is made and not changed afterwards.
    type: bool
    default: false
  share_unencrypted:
    description:
      - Share images that are not encrypted, too. Otherwise they are refused.
    type: bool
    default: false
  tags:
    description:
      - Tags for a new share. Those of an existing share stay.
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
  - imageops.alicloud.requirements.resourcesharing
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_resource_share_info
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Share an image with a folder of the resource directory
  imageops.alicloud.image_resource_share:
    region: cn-beijing
    resource_share_name: golden-images
    image_ids:
      - m-2ze0000000000000old2
    targets:
      - fd-a1b2c3d4e5
    tags:
      team: images
    allow_external_targets: false
  register: shared

- name: Show whom it reaches
  ansible.builtin.debug:
    msg: "{{ shared.resource_share.targets }}"

- name: Take all other images and targets out of the share
  imageops.alicloud.image_resource_share:
    region: cn-beijing
    resource_share_id: "{{ shared.resource_share.resource_share_id }}"
    image_ids:
      - m-2ze0000000000000old2
    targets:
      - fd-a1b2c3d4e5
    state: present
    purge: true
    share_unencrypted: false
    wait_timeout: 120
"""

RETURN = r"""
resource_share:
  description: The share, in check mode as it would be; null once it is deleted.
  returned: success
  type: dict
  contains:
    resource_share_id:
      description: The id, empty in check mode if it would be made.
      type: str
      returned: success
      sample: rs-PqysnzIj0a1b
    name:
      description: Its name.
      type: str
      returned: success
      sample: images
    region:
      description: Its region.
      type: str
      returned: success
      sample: cn-beijing
    owner_id:
      description: The account that shares.
      type: str
      returned: success
      sample: "1000000000000001"
    status:
      description: V(Active), or V(Pending) while an invited account has not accepted.
      type: str
      returned: success
      sample: Active
    allow_external_targets:
      description: Whether accounts outside of the resource directory may be invited.
      type: bool
      returned: success
      sample: false
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2026-03-01T08:00:00.000Z"
    tags:
      description: Its tags.
      type: dict
      returned: success
      sample: {"team": "images"}
    images:
      description: The images in it.
      type: list
      elements: dict
      returned: success
      contains:
        image_id:
          description: The image.
          type: str
          returned: success
          sample: m-2ze0000000000000cmk1
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
    targets:
      description: Whom it reaches.
      type: list
      elements: dict
      returned: success
      contains:
        target:
          description: The id of a resource directory, a folder or an account.
          type: str
          returned: success
          sample: fd-a1b2c3d4e5
        status:
          description:
            - V(Associated), V(Associating), V(Disassociating), V(Failed), or V(Pending) for an invited account that
              has not accepted.
          type: str
          returned: success
          sample: Associated
        message:
          description: Why it failed, empty otherwise.
          type: str
          returned: success
          sample: ""
        external:
          description: Whether it is an account outside of the resource directory.
          type: bool
          returned: success
          sample: false
notes:
  description: What is worth knowing and hinders nothing, such as accounts that may have an image both ways.
  returned: success
  type: list
  elements: dict
  contains:
    code:
      description: A stable code.
      type: str
      returned: success
      sample: may_be_shared_both_ways
    message:
      description: What it is.
      type: str
      returned: success
      sample: >-
        m-1 is shared directly with 2000000000000002 and through Resource Sharing with fd-a1b2c3d4e5; accounts that are
        in there have it both ways, which ECS advises against
    remedy:
      description: What to do.
      type: str
      returned: success
      sample: Take them off one of the two (image_share with state absent, or image_resource_share).
"""
from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._model.resource_share import ResourceShare
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._shares.apply_resource import apply_resource_share
from ..module_utils._shares.observe_resource import observe_resource_share
from ..module_utils._shares.resource import ResourceSharePlan, plan_resource_share
from ..module_utils._shares.resource_request import read_request
from ..module_utils._shares.resource_values import ResourceShareRequest

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {
    "resource_share_name": {"type": "str"},
    "resource_share_id": {"type": "str"},
    "image_ids": TEXTS,
    "targets": TEXTS,
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "purge": {"type": "bool", "default": False},
    "allow_external_targets": {"type": "bool", "default": False},
    "share_unencrypted": {"type": "bool", "default": False},
    "tags": {"type": "dict", "default": {}},
    "wait_timeout": {"type": "int", "default": 60},
}
NAMED = ("resource_share_name", "resource_share_id")


def show(plan: ResourceSharePlan, share: ResourceShare | None) -> dict[str, Any]:
    return {
        "resource_share": share.to_result() if share else None,
        "notes": [note.to_result() for note in plan.notes],
    }


def predict(_request: ResourceShareRequest, plan: ResourceSharePlan) -> dict[str, Any]:
    return show(plan, plan.predicted())


def apply(session: Session, _request: ResourceShareRequest, plan: ResourceSharePlan) -> Outcome:
    return Outcome(values=show(plan, apply_resource_share(session, plan)))


def main() -> None:
    steps = Steps(
        request=read_request, observe=observe_resource_share, decide=plan_resource_share, predict=predict, apply=apply
    )
    run(OPTIONS, steps, required_one_of=[NAMED], mutually_exclusive=[NAMED])


if __name__ == "__main__":
    main()
