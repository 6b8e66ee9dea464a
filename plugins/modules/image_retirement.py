# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_retirement
short_description: Deprecate images whose copies took their place, and delete them later
version_added: 1.0.0
description:
  - Deprecates images that have a proven copy, writes the date to a tag, and deletes them with their snapshots once
    they have been deprecated for O(after_days).
  - The copy has to be Available in the same region. Its tags, key, origin and disks have to agree with the image, and
    it has to be shared with each account that has the image.
  - ECS deprecates no image that is shared, so it is taken from these accounts first. Each of them has to be named in
    O(cleared_accounts). If a later step fails, the image is shared with them again. ECS does not take that for an
    image under the service key; the result says so before.
  - An image is V(blocked) while anything that M(imageops.alicloud.image_reference_info) finds uses it, and while a kind
    of users is unknown that O(accept_unknown) does not name.
  - Deletion never uses force. An image is not deleted while a disk was made from its snapshots. A snapshot that
    another image is made of stays.
  - A V(blocked) image fails the task after the others are done. Check mode only lists it.
  - With O(state=restored) an image is Available again until it is deleted, and shared with O(former_accounts).
  - An interrupted task is resumed by the next one. The tag C(imageops:deprecated) marks the image before it is taken
    from anybody, and C(imageops:retired-image) the snapshots before their image is deleted.
  - The role C(retire_images) looks at the consumers' accounts, keeps a record, and calls this module.
  - Needs C(ecs:DescribeImages), C(ecs:DescribeSnapshots), C(ecs:DescribeImageSharePermission) and C(kms:DescribeKey),
    to find users C(ecs:DescribeInstances), C(ecs:DescribeLaunchTemplates), C(ecs:DescribeLaunchTemplateVersions),
    C(ess:DescribeScalingGroups), C(ess:DescribeScalingConfigurations), C(ecs:DescribeImageFromFamily),
    C(cs:DescribeClustersV1), C(cs:DescribeClusterNodePools), C(oos:ListParameters), C(oos:GetParameters),
    C(ecs:DescribeImagePipelines) and C(ecs:DescribeAutoProvisioningGroups), and to see resource shares
    C(resourcesharing:ListSharedResources) and C(resourcesharing:ListSharedTargets).
  - To deprecate and to bring back it needs C(ecs:ModifyImageAttribute), C(ecs:ModifyImageSharePermission),
    C(ecs:TagResources) and C(ecs:UntagResources), to delete C(ecs:DescribeDisks), C(ecs:TagResources),
    C(ecs:DeleteImage) and C(ecs:DeleteSnapshot), with O(leftovers) also C(ecs:ListTagResources).
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_map:
    description:
      - Old ids with the ids of their copies in the same region. Either a mapping from old to new, or one from region to
        such a mapping, as RV(imageops.alicloud.image_copy#module:image_map) is.
    type: dict
    default: {}
  image_ids:
    description:
      - With O(state=restored), images by id in place of O(image_map).
    type: list
    elements: str
    default: []
  state:
    description:
      - V(deprecated) deprecates. V(retired) also deletes what has been deprecated for O(after_days). V(restored) brings
        back what is deprecated.
    type: str
    choices: [deprecated, retired, restored]
    default: deprecated
  after_days:
    description:
      - The days between the deprecation and the deletion of an image.
    type: int
    default: 30
  cleared_accounts:
    description:
      - By id of an image, the accounts that are known to have its copy and not to use the image any more.
    type: dict
    default: {}
  former_accounts:
    description:
      - By id of an image, the accounts that it was shared with before it was deprecated, as
        RV(images[].accounts) of the deprecation lists them. An image is deleted only if these are in
        O(cleared_accounts). It is shared with them again if it is brought back.
    type: dict
    default: {}
  accept_unknown:
    description:
      - Accept that these kinds of users are unknown. V(consumers) stands for former accounts that are not known,
        V(resource_shares) for resource shares that may not be read.
    type: list
    elements: str
    choices:
      - instances
      - launch_templates
      - scaling
      - image_families
      - node_pools
      - oos_parameters
      - image_pipelines
      - auto_provisioning_groups
      - consumers
      - resource_shares
    default: []
  accept_inactive:
    description:
      - Accept users that launch nothing from an image today. These are old versions of launch templates, and scaling
        configurations that are not active.
    type: bool
    default: false
  keep_newest:
    description:
      - Keep so many of the newest old images of each family. Images without a family count as one family.
    type: int
    default: 0
  keep_tags:
    description:
      - Keep old images that have one of these tags. A tag whose value is null only has to be there.
    type: dict
    default: {}
  leftovers:
    description:
      - With O(state=retired), also remove failed attempts of M(imageops.alicloud.image_copy) whose copy is there by
        now, and snapshots that it or this module tagged and did not delete.
    type: bool
    default: false
  leftover_ids:
    description:
      - The images whose orphan snapshots are removed, those that are gone included. By default all.
    type: list
    elements: str
    default: []
  recorded_snapshots:
    description:
      - Snapshots that a record names as those of images that were deleted. Other snapshots with the tag stay if the
        disk that they were taken of exists.
    type: list
    elements: str
    default: []
  run:
    description:
      - The name of the run, which the tag of a deprecated image names. It has at most 90 characters.
    type: str
    default: ""
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.cs
  - imageops.alicloud.requirements.ess
  - imageops.alicloud.requirements.oos
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.requirements.resourcesharing
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_reference_info
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Deprecate an image whose copy took its place
  imageops.alicloud.image_retirement:
    region: cn-beijing
    image_map:
      m-2ze000000000000past1: m-2ze000000000000past2
    accept_unknown: [auto_provisioning_groups]
    accept_inactive: true
    keep_newest: 0
    keep_tags:
      keep: "true"
    run: november

- name: Delete images that were deprecated 30 days ago, and orphan snapshots
  imageops.alicloud.image_retirement:
    region: cn-beijing
    image_map:
      m-2ze000000000000past1: m-2ze000000000000past2
    state: retired
    after_days: 30
    former_accounts:
      m-2ze000000000000past1: ["2000000000000002"]
    cleared_accounts:
      m-2ze000000000000past1: ["2000000000000002"]
    accept_unknown: [auto_provisioning_groups]
    accept_inactive: true
    leftovers: true
    leftover_ids: [m-2ze000000000000past1]
    recorded_snapshots: []

- name: Bring it back
  imageops.alicloud.image_retirement:
    region: cn-beijing
    image_ids: [m-2ze000000000000past1]
    state: restored
"""

RETURN = r"""
images:
  description: The images of the request, then orphan snapshots.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    kind:
      description: V(image), V(failed_attempt), or V(snapshots) for those of an image that is gone.
      type: str
      returned: success or partial failure
      sample: image
    image_id:
      description: The id. That of the image that is gone for V(snapshots).
      type: str
      returned: success or partial failure
      sample: m-2ze000000000000past1
    name:
      description: The name, empty for an image that is gone.
      type: str
      returned: success or partial failure
      sample: past-1
    region:
      description: The region.
      type: str
      returned: success or partial failure
      sample: cn-beijing
    new_image_id:
      description: The image that takes its place.
      type: str
      returned: success or partial failure
      sample: m-2ze000000000000past2
    status:
      description: The status before, empty for an image that is gone.
      type: str
      returned: success or partial failure
      sample: Available
    action:
      description: V(deprecate), V(delete), V(restore), V(remove) for orphan snapshots, or V(none).
      type: str
      returned: success or partial failure
      sample: deprecate
    state:
      description:
        - V(changed), V(planned) in check mode, V(unchanged), or V(failed).
        - V(waiting) for an image that may be deleted later, V(kept) by a rule, and V(blocked) for other reasons.
      type: str
      returned: success or partial failure
      sample: changed
    accounts:
      description: The accounts that it was shared with before it was deprecated, if they are known.
      type: list
      elements: str
      returned: success or partial failure
      sample: ["2000000000000002"]
    due:
      description: When it may be deleted, in UTC. Empty while it is not deprecated.
      type: str
      returned: success or partial failure
      sample: "2026-12-30T13:00:00Z"
    snapshot_ids:
      description: The snapshots that are deleted with it.
      type: list
      elements: str
      returned: success or partial failure
      sample: []
    size_gib:
      description: The size of its disks, or of the snapshots that are deleted. ECS bills at most that.
      type: int
      returned: success or partial failure
      sample: 40
    references:
      description: The users in the owner's account, as M(imageops.alicloud.image_reference_info) returns them.
      type: list
      elements: dict
      returned: success or partial failure
      sample: []
    reasons:
      description: Why it stays, and notes. Each has C(code), C(message) and C(remedy).
      type: list
      elements: dict
      returned: success or partial failure
      sample: []
    attributes:
      description: Everything that is known of the image, with its tags and disks. Empty for an image that is gone.
      type: dict
      returned: success or partial failure
      sample: {}
"""

from typing import Any

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import Outcome, Session, Steps, run
from ..module_utils._retire.apply import Retirer
from ..module_utils._retire.decide import plan_retirement
from ..module_utils._retire.observe import observe_retirement
from ..module_utils._retire.request import read_request
from ..module_utils._retire.rows import RetirementPlan
from ..module_utils._retire.values import RetireRequest

KINDS = [
    "instances",
    "launch_templates",
    "scaling",
    "image_families",
    "node_pools",
    "oos_parameters",
    "image_pipelines",
    "auto_provisioning_groups",
    "consumers",
    "resource_shares",
]
OPTIONS = {
    "image_map": {"type": "dict", "default": {}},
    "image_ids": {"type": "list", "elements": "str", "default": []},
    "state": {"type": "str", "choices": ["deprecated", "retired", "restored"], "default": "deprecated"},
    "after_days": {"type": "int", "default": 30},
    "cleared_accounts": {"type": "dict", "default": {}},
    "former_accounts": {"type": "dict", "default": {}},
    "accept_unknown": {"type": "list", "elements": "str", "choices": KINDS, "default": []},
    "accept_inactive": {"type": "bool", "default": False},
    "keep_newest": {"type": "int", "default": 0},
    "keep_tags": {"type": "dict", "default": {}},
    "leftovers": {"type": "bool", "default": False},
    "leftover_ids": {"type": "list", "elements": "str", "default": []},
    "recorded_snapshots": {"type": "list", "elements": "str", "default": []},
    "run": {"type": "str", "default": ""},
}


def predict(_request: RetireRequest, plan: RetirementPlan) -> dict[str, Any]:
    return {"images": [row.to_result() for row in plan.rows]}


def apply(session: Session, _request: RetireRequest, plan: RetirementPlan) -> Outcome:
    done = Retirer(session=session).carry_out(plan)
    values = {"images": [row.to_result() for row in done.rows]}
    return Outcome(values=values, failures=done.failures, changed=done.changed)


def main() -> None:
    steps = Steps(
        request=read_request, observe=observe_retirement, decide=plan_retirement, predict=predict, apply=apply
    )
    run(OPTIONS, steps)


if __name__ == "__main__":
    main()
