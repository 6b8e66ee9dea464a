# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_info
short_description: List which key encrypts each image, and whether it can be shared
version_added: 1.0.0
description:
  - Finds custom images and lists for each which key encrypts its disks, with whom it is shared, whether it can be
    shared, and if not, why and what to do.
  - No field of the ECS API names an image's key, so the module reads the images' snapshots and keys too.
  - It sends one call for 100 images, one for 100 snapshots, one for each distinct key,
    and one for each image that is shared.
  - On request it also lists how each region encrypts new disks, and which regions that have instances lack an
    image of a family.
  - Needs C(ecs:DescribeImages), C(ecs:DescribeSnapshots), C(kms:DescribeKey) and C(ecs:DescribeImageSharePermission),
    for O(regions=all) C(ecs:DescribeRegions), for O(share_accounts) C(ram:GetRole), for O(coverage_families)
    C(ecs:DescribeInstances), and for O(encryption_defaults) C(ecs:DescribeDiskEncryptionByDefaultStatus)
    and C(ecs:DescribeDiskDefaultKMSKeyId).
  - Only C(ecs:DescribeImages) and C(ecs:DescribeRegions) must be allowed. Where another right is missing, what it would
    have shown is unknown, with a reason that names the action.
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - Images by id.
    type: list
    elements: str
    default: []
  missing:
    description:
      - What to do about an id of O(image_ids) that is not found, V(fail) or V(ignore).
    type: str
    choices: [fail, ignore]
    default: fail
  names:
    description:
      - Images whose name matches one of these shell globs, case matters.
    type: list
    elements: str
    default: []
  families:
    description:
      - Images of these families. V(web) chooses what other accounts share of their families V(web), too, which
        V(acs:ACCOUNT:web) chooses alone.
    type: list
    elements: str
    default: []
  tags:
    description:
      - Images that have all these tags with these values. A tag whose value is null only has to be there.
    type: dict
    default: {}
  owner:
    description:
      - Whose images. V(self) for the account's own, V(shared) for those that other accounts share with it, or the id of
        one of those accounts. Several together are possible.
    type: list
    elements: str
    default: [self]
  statuses:
    description:
      - Images of these statuses. Default is every status.
    type: list
    elements: str
    choices: [Available, Creating, Waiting, UnAvailable, CreateFailed, Deprecated]
    default: []
  created_after:
    description:
      - Images made at this time or later, a date or time of ISO 8601 like V(2025-01-31) or V(2025-01-31T08:00:00Z).
        It is UTC unless it names an offset.
    type: str
  created_before:
    description:
      - Images made earlier than this, written like O(created_after).
    type: str
  created_within:
    description:
      - Images that are not older than this, a number and V(m), V(h), V(d) or V(w), like V(36h) or V(8d).
      - Copies that M(imageops.alicloud.image_copy) made are left out, unless their source was of this region and is
        gone.
    type: str
  exclude_names:
    description:
      - Leave out images whose name matches one of these shell globs, case matters.
    type: list
    elements: str
    default: []
  newest:
    description:
      - Only so many of the newest images of each region that are C(Available), of each family. If O(names) is given and
        O(families) is not, of each glob of O(names).
      - Copies are left out as by O(created_within). V(0) means every image.
    type: int
    default: 0
  regions:
    description:
      - The regions to look in. Default is O(region) alone. V(all) means every region of the account.
      - C(ecs:DescribeRegions) for V(all) is asked in O(region), or in C(cn-hangzhou) if that is not given.
    type: list
    elements: str
    default: []
  share_accounts:
    description:
      - The ids of accounts that should have the images. RV(images[].accounts) then lists what differs for each.
    type: list
    elements: str
    default: []
  share_quota:
    description:
      - How many accounts an image may be shared with. No API reports it; it can be raised in Quota Center.
    type: int
    default: 50
  allowed_accounts:
    description:
      - The ids of all accounts that may have images. An image that is shared with another gets the reason
        C(shared_outside). Empty means that this is not looked at.
    type: list
    elements: str
    default: []
  encryption_defaults:
    description:
      - Also list how each region encrypts new disks, in RV(encryption_defaults).
    type: bool
    default: false
  coverage_families:
    description:
      - Image families that every region with instances should have. RV(coverage) lists which regions do not.
      - Only images that the other options choose are counted.
    type: list
    elements: str
    default: []
  result:
    description:
      - How much to return. V(full) returns every image, V(summary) none of them.
      - V(auto) returns every image up to 500, and above that only those that are not shareable (for one of
        O(share_accounts), too) or are shared with accounts outside O(allowed_accounts).
      - V(file) returns none and needs O(result_file), for results that a controller should not hold.
    type: str
    choices: [auto, full, summary, file]
    default: auto
  result_file:
    description:
      - A file to write the whole result to as JSON, every image in it, whatever O(result) says.
      - It is on the host where the module runs, and an existing file is replaced.
      - It is written in check mode, too, because it changes nothing in the cloud.
    type: path
  csv_file:
    description:
      - A file to write a line for each image to as CSV, like O(result_file).
      - Cells that a spreadsheet would take for a formula get an apostrophe in front.
    type: path
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.requirements.ram
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
attributes:
  check_mode:
    details: It only reads from the cloud. O(result_file) and O(csv_file) are written in check mode, too.
seealso:
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Look at every image of a region
  imageops.alicloud.image_info:
    region: cn-beijing
  register: found

- name: List those that need a copy before they can be shared
  ansible.builtin.debug:
    msg: "{{ found.images | selectattr('verdict', 'equalto', 'needs_copy') | map(attribute='name') }}"

- name: Look at the images of one family in all regions
  imageops.alicloud.image_info:
    regions: [all]
    families: [web]

- name: See what other accounts share with this one
  imageops.alicloud.image_info:
    region: cn-beijing
    owner: shared

- name: Look at the newest image of each family, if it is of this week
  imageops.alicloud.image_info:
    region: cn-beijing
    newest: 1
    created_within: 7d
    exclude_names: ["*-test"]

- name: See what keeps old images from being shared with an account
  imageops.alicloud.image_info:
    region: cn-beijing
    created_before: "2025-07-01"
    share_accounts: ["2000000000000002"]

- name: See which images accounts have that should not, and which regions lack an image
  imageops.alicloud.image_info:
    region: cn-beijing
    names: ["web-*"]
    tags: {}
    statuses: [Available, Deprecated]
    created_after: "2024-01-01"
    share_quota: 100
    allowed_accounts: ["2000000000000002", "3000000000000003"]
    encryption_defaults: true
    coverage_families: [web]

- name: Write all images to files, and return the totals alone
  imageops.alicloud.image_info:
    region: cn-beijing
    result: summary
    result_file: "{{ lookup('ansible.builtin.env', 'HOME') }}/images.json"
    csv_file: "{{ lookup('ansible.builtin.env', 'HOME') }}/images.csv"

- name: Look at images by their ids, even if one is gone
  imageops.alicloud.image_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000web1, m-2ze000000000000gone1]
    missing: ignore
"""

RETURN = r"""
images:
  description:
    - The images. Which ones depends on O(result).
  returned: success
  type: list
  elements: dict
  contains:
    image_id:
      description: The id.
      type: str
      returned: success
      sample: m-2ze0000000000000web1
    name:
      description: The name.
      type: str
      returned: success
      sample: web-1
    status:
      description: V(Available), V(Creating), V(Waiting), V(UnAvailable), V(CreateFailed) or V(Deprecated).
      type: str
      returned: success
      sample: Available
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    owner_id:
      description: The account that owns the image.
      type: str
      returned: success
      sample: "1000000000000001"
    family:
      description: The image family, empty if none. Of an image of another account it is C(acs:ACCOUNT:FAMILY).
      type: str
      returned: success
      sample: web
    tags:
      description: The tags.
      type: dict
      returned: success
      sample: {team: web}
    size_gib:
      description: The size of the system disk in GiB, as ECS counts it.
      type: int
      returned: success
      sample: 40
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2025-01-31T00:00:00Z"
    copied_from:
      description: The image that this collection copied it from, empty if it did not.
      type: str
      returned: success
      sample: ""
    disks:
      description: The disks.
      type: list
      elements: dict
      returned: success
      contains:
        device:
          description: The device name.
          type: str
          returned: success
          sample: /dev/xvda
        type:
          description: V(system) or V(data).
          type: str
          returned: success
          sample: system
        size_gib:
          description: The size in GiB.
          type: int
          returned: success
          sample: 40
        snapshot_id:
          description: The snapshot.
          type: str
          returned: success
          sample: s-2ze0000000000000sn01
        encrypted:
          description: Whether the snapshot is encrypted, null if no source says.
          type: bool
          returned: success
          sample: true
        kms_key_id:
          description: The key, empty if there is none or the service key is not named.
          type: str
          returned: success
          sample: key-bjj63297a0b1c2d3e4f5g
        key_type:
          description:
            - V(none), V(service), V(customer), V(foreign) for another account's key named by its ARN, or V(unknown).
          type: str
          returned: success
          sample: customer
        key_reasons:
          description: The codes of those RV(images[].reasons) that are about this disk's key.
          type: list
          elements: str
          returned: success
          sample: [key_outside_instance]
    encryption:
      description: >-
        Over all disks: V(none), V(service_key), V(customer_key), V(foreign_key), V(mixed) or V(unknown).
      type: str
      returned: success
      sample: customer_key
    shared_with:
      description: The accounts that may use it, as far as the image is the account's own.
      type: list
      elements: str
      returned: success
      sample: ["2000000000000002"]
    verdict:
      description:
        - V(shareable), V(needs_copy) if a copy under a customer key can be shared,
          V(shareable_in_parts) if copies of its system disk and of its data disks' snapshots can, V(blocked), or
          V(unknown).
      type: str
      returned: success
      sample: shareable
    reasons:
      description: Why, the reason that decides first.
      type: list
      elements: dict
      returned: success
      contains:
        code:
          description: A stable word for the reason.
          type: str
          returned: success
          sample: service_key
        message:
          description: The reason.
          type: str
          returned: success
          sample: is encrypted with the ECS service key, which cannot be shared
        remedy:
          description: What to do.
          type: str
          returned: success
          sample: ECS refuses to share it since 2025-07-01. Copy it under a customer master key.
    accounts:
      description:
        - Of O(share_accounts), those for which something is different. For all others RV(images[].verdict) holds.
          Empty for an image that is V(blocked) or V(unknown) for everybody.
      type: list
      elements: dict
      returned: success
      contains:
        account_id:
          description: The account.
          type: str
          returned: success
          sample: "2000000000000002"
        verdict:
          description: Like RV(images[].verdict), for this account.
          type: str
          returned: success
          sample: blocked
        reasons:
          description: >-
            What is different, as RV(images[].reasons). The codes are C(already_shared), C(share_quota_reached),
            C(role_missing), C(trust_missing) and C(role_not_visible).
          type: list
          elements: dict
          returned: success
          sample:
            - code: trust_missing
              message: >-
                is encrypted, and the RAM role AliyunECSShareEncryptImageDefaultRole does not trust the ECS service of
                account 2000000000000002
              remedy: "Add the account to the role's trust policy: image_share_role with this account."
summary:
  description: How many images there are, over all that were found.
  returned: success
  type: dict
  contains:
    total:
      description: All images found.
      type: int
      returned: success
      sample: 14
    verdicts:
      description: How many have each verdict.
      type: dict
      returned: success
      sample: {blocked: 5, needs_copy: 4, shareable: 5}
    encryption:
      description: How many are encrypted how.
      type: dict
      returned: success
      sample: {customer_key: 6, none: 2, service_key: 6}
    regions:
      description: How many are in each region.
      type: dict
      returned: success
      sample: {cn-beijing: 14}
    owners:
      description: How many belong to each account.
      type: dict
      returned: success
      sample: {"1000000000000001": 14}
    kms_keys:
      description: How many have a disk under each key. A service key that is not named stands under its alias.
      type: dict
      returned: success
      sample: {key-bjj63297a0b1c2d3e4f5g: 6}
    reasons:
      description: How many have each reason, by its code.
      type: dict
      returned: success
      sample: {service_key: 4}
    shared_with:
      description: The number of images that each account may use.
      type: dict
      returned: success
      sample: {"2000000000000002": 3}
    listed:
      description: How many of them RV(images) holds.
      type: int
      returned: success
      sample: 14
encryption_defaults:
  description: How each region encrypts new disks, and so images made of them, by default.
  returned: with O(encryption_defaults=true)
  type: list
  elements: dict
  contains:
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    enabled:
      description: Whether new disks are encrypted. Null where ECS does not say.
      type: bool
      returned: success
      sample: true
    kms_key_id:
      description: The key, empty if none is named.
      type: str
      returned: success
      sample: key-bjj63297a0b1c2d3e4f5g
    key_type:
      description: V(service), V(customer) or V(unknown). A key that is not named is the service key.
      type: str
      returned: success
      sample: customer
    reasons:
      description: What there is to say about it, as RV(images[].reasons).
      type: list
      elements: dict
      returned: success
      sample: []
coverage:
  description: For each region that has instances, or may have some, and each of O(coverage_families), the images.
  returned: with O(coverage_families)
  type: list
  elements: dict
  contains:
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    family:
      description: The family.
      type: str
      returned: success
      sample: web
    instances:
      description: How many instances the region has, in any state and of any image. Null where they may not be listed.
      type: int
      returned: success
      sample: 12
    image_ids:
      description: Its available images of the family, own ones that are V(shareable) and those that others share.
      type: list
      elements: str
      returned: success
      sample: [m-2ze0000000000000web1]
    covered:
      description: Whether there is one. Null if there is none and it is not known whether the region has instances.
      type: bool
      returned: success
      sample: true
    reasons:
      description: Why not, as RV(images[].reasons).
      type: list
      elements: dict
      returned: success
      sample: []
result_file:
  description: >-
    The file that was written. It holds RV(images), all of them, one a line, RV(summary), and, if they were asked for,
    RV(encryption_defaults) and RV(coverage).
  returned: with O(result_file)
  type: str
  sample: /tmp/images.json
csv_file:
  description: The file that was written.
  returned: with O(csv_file)
  type: str
  sample: /tmp/images.csv
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._audit.apply import answer_request
from ..module_utils._audit.request import read_request
from ..module_utils._model.image import STATUSES
from ..module_utils._model.share import SHARE_QUOTA
from ..module_utils._module import run_info

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {
    "image_ids": TEXTS,
    "missing": {"type": "str", "choices": ["fail", "ignore"], "default": "fail"},
    "names": TEXTS,
    "families": TEXTS,
    "tags": {"type": "dict", "default": {}},
    "owner": {**TEXTS, "default": ["self"]},
    "statuses": {**TEXTS, "choices": list(STATUSES)},
    "created_after": {"type": "str"},
    "created_before": {"type": "str"},
    "created_within": {"type": "str"},
    "exclude_names": TEXTS,
    "newest": {"type": "int", "default": 0},
    "regions": TEXTS,
    "share_accounts": TEXTS,
    "share_quota": {"type": "int", "default": SHARE_QUOTA},
    "allowed_accounts": TEXTS,
    "encryption_defaults": {"type": "bool", "default": False},
    "coverage_families": TEXTS,
    "result": {"type": "str", "choices": ["auto", "full", "summary", "file"], "default": "auto"},
    "result_file": {"type": "path"},
    "csv_file": {"type": "path"},
}


def main() -> None:
    run_info(OPTIONS, read_request, answer_request, required_if=[("result", "file", ["result_file"])])


if __name__ == "__main__":
    main()
