# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `system_disk_copies`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: system_disk_copies
short_description: Copies of images whose data disks are left out
version_added: 0.1.0
description:
  - Takes the images that are to be copied and says which have data disks, what to copy instead of them, and which
    copies of their system disks are there already.
  - Copies of a system disk are known by the tag C(imageops-system-disk-of).
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The images as M(imageops.alicloud.image_info) returns them.
    type: list
    elements: dict
    required: true
  copies:
    description: >-
      The copies wanted, each with C(image_id) and C(destination_region), which may be empty for the image's own.
    type: list
    elements: dict
    default: []
  regions:
    description: Without O(copies), the regions to copy every image to. Default is each image's own.
    type: list
    elements: str
    default: []
  made:
    description: Images with the tag, as M(imageops.alicloud.image_info) returns them.
    type: list
    elements: dict
    default: []
  keys:
    description: The id of the key in each region.
    type: dict
    default: {}
  system_disk_images:
    description: The images of system disks alone, by the image that they stand for.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Look at an image
  imageops.alicloud.image_info:
    region: cn-beijing
    image_ids: [m-2ze0000000000000web1]
  register: found

- name: Show whether it has data disks
  ansible.builtin.debug:
    msg: "{{ found.images | imageops.alicloud.system_disk_copies }}"
"""

RETURN = r"""
_value:
  description: What to do.
  type: dict
  contains:
    images:
      description: >-
        The images with data disks that need an image of their system disk alone, whose name and tags are
        C(system_disk_image) and C(tags).
      type: list
      elements: dict
    with_data_disks:
      description: >-
        All the images with data disks, which C(data_disks) names. A copy has no room for C(dropped_tags).
      type: list
      elements: dict
    copies:
      description: What to copy, with system disk images for images with data disks, without what is there.
      type: list
      elements: dict
    waiting:
      description: Copies of images with data disks that have no system disk image yet.
      type: list
      elements: dict
    done:
      description: >-
        The copies of system disks that are there, as M(imageops.alicloud.image_copy) returns copies.
      type: list
      elements: dict
"""


def plan(
    images: Sequence[Mapping[str, Any]],
    copies: Sequence[Mapping[str, Any]] = (),
    regions: Sequence[str] = (),
    made: Sequence[Mapping[str, Any]] = (),
    keys: Mapping[str, str] | None = None,
    system_disk_images: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The plan as plain data."""
    from ..module_utils._migration.system_disks import system_disk_copies

    pairs = copies or [
        {"image_id": image["image_id"], "destination_region": region} for image in images for region in regions or ("",)
    ]
    return system_disk_copies(images, pairs, made, keys or {}, system_disk_images or {})


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"system_disk_copies": plan}
