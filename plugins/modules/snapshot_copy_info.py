# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: snapshot_copy_info
short_description: List the copies of snapshots that this collection made
version_added: 1.0.0
description:
  - Lists the copies that M(imageops.alicloud.snapshot_copy) and the playbooks made, by their tags, and what these say.
  - Of an image that is shared in parts it returns which copy is which data disk.
  - Needs C(ecs:ListTagResources) and C(ecs:DescribeSnapshots), and C(ecs:DescribeRegions) for all regions.
author:
  - imageops.alicloud contributors (@imageops)
options:
  regions:
    description:
      - The regions of the copies, or V(all). Default is O(region).
    type: list
    elements: str
    default: []
  image_ids:
    description:
      - Copies of data disks of these images. Default is all.
    type: list
    elements: str
    default: []
  source_snapshot_ids:
    description:
      - Copies of these snapshots. Default is all.
    type: list
    elements: str
    default: []
  run:
    description:
      - Copies that the run of this name began. Default is all.
    type: str
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.snapshot_copy
  - module: imageops.alicloud.snapshot_share
"""

EXAMPLES = r"""
- name: List the copies of all data disks
  imageops.alicloud.snapshot_copy_info:
    region: cn-beijing
  register: found

- name: Show of which disk each is
  ansible.builtin.debug:
    msg: "{{ found.copies | items2dict(key_name='snapshot_id', value_name='device') }}"

- name: List what a run began in two regions
  imageops.alicloud.snapshot_copy_info:
    region: cn-beijing
    regions: [cn-beijing, ap-southeast-1]
    run: weekly

- name: List the copies of an image's data disks, or of a snapshot
  imageops.alicloud.snapshot_copy_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000dat1]
    source_snapshot_ids: [s-2ze0000000000000dat2]
"""

RETURN = r"""
copies:
  description: The copies, by region and id.
  returned: success
  type: list
  elements: dict
  contains:
    snapshot_id:
      description: The copy.
      type: str
      returned: success
      sample: s-2zej49xxz1n4kwxs0001
    region:
      description: Its region.
      type: str
      returned: success
      sample: cn-beijing
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
    kms_key_id:
      description: The key that it was made under.
      type: str
      returned: success
      sample: key-bjj62f9e8c7wl4sf9e8c7
    state:
      description: V(available), V(copying) or V(failed).
      type: str
      returned: success
      sample: available
    is_shared:
      description: Whether ECS says that it is shared.
      type: bool
      returned: success
      sample: true
    run:
      description: The run that began it, empty if none was named.
      type: str
      returned: success
      sample: weekly
    image_id:
      description: The image whose data disk it is a copy of, empty if that was not given.
      type: str
      returned: success
      sample: m-2ze0000000000000dat1
    device:
      description: The device of the disk.
      type: str
      returned: success
      sample: /dev/xvdb
    data_disk:
      description: Which of the image's data disks it is, counted from 1.
      type: int
      returned: success
      sample: 1
    data_disks:
      description: How many data disks the image has.
      type: int
      returned: success
      sample: 2
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import run_info
from ..module_utils._snapshots.observe_copies import read_copies_request, read_snapshot_copies

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {"regions": TEXTS, "image_ids": TEXTS, "source_snapshot_ids": TEXTS, "run": {"type": "str"}}


def main() -> None:
    run_info(OPTIONS, read_copies_request, read_snapshot_copies)


if __name__ == "__main__":
    main()
