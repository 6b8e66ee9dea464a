# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `migration_plan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: migration_plan
short_description: Decide what a migration does with each image, and say why
version_added: 1.0.0
description:
  - Takes images as M(imageops.alicloud.image_info) returns them and decides for each image and destination region
    whether it is copied, shared without a copy, needs nothing, or is skipped.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The images.
    type: list
    elements: dict
    required: true
  accounts:
    description: The accounts that should have the images.
    type: list
    elements: str
    default: []
  destination_regions:
    description: The regions where the images are wanted. Default is each image's own.
    type: list
    elements: str
    default: []
  encrypt_unencrypted:
    description: Copy images that are not encrypted under the key, too.
    type: bool
    default: false
  system_disk_only:
    description: Copy images that data disks alone keep from being shared, without these.
    type: bool
    default: false
  share_unencrypted:
    description: Share unencrypted images without a copy.
    type: bool
    default: false
  only:
    description:
      - Keep only these rows, known by their C(image_id) and C(destination_region), as a plan file has them.
      - Without it all rows are kept.
    type: list
    elements: dict
"""

EXAMPLES = r"""
- name: Look at the images
  imageops.alicloud.image_info:
    region: cn-beijing
  register: found

- name: Show what would happen to each
  ansible.builtin.debug:
    msg: "{{ (found.images | imageops.alicloud.migration_plan(accounts=['2000000000000002'])).rows }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    rows:
      description: A row for each image and destination, with C(action) and C(why).
      type: list
      elements: dict
    copies:
      description: The wanted copies, as the option O(imageops.alicloud.image_copy#module:copies) takes it.
      type: list
      elements: dict
    share:
      description: The images that are shared without a copy, by region.
      type: dict
    counts:
      description: How many rows have each action.
      type: dict
"""


def plan(
    images: Sequence[Mapping[str, Any]],
    accounts: Sequence[str] = (),
    destination_regions: Sequence[str] = (),
    encrypt_unencrypted: bool = False,
    share_unencrypted: bool = False,
    system_disk_only: bool = False,
    only: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The plan as plain data."""
    from ..module_utils._migration.plan import PlanOptions, plan_migration, plan_values

    options = PlanOptions(
        accounts=tuple(map(str, accounts)),
        destination_regions=tuple(map(str, destination_regions)),
        encrypt_unencrypted=bool(encrypt_unencrypted),
        share_unencrypted=bool(share_unencrypted),
        system_disk_only=bool(system_disk_only),
    )
    rows = plan_migration(images, options)
    if only is not None:
        kept = {(row["image_id"], row["destination_region"]) for row in only}
        rows = [row for row in rows if (row.image["image_id"], row.destination) in kept]
    return plan_values(rows, with_shares=bool(options.accounts))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"migration_plan": plan}
