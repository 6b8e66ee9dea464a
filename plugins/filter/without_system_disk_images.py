# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `without_system_disk_images`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: without_system_disk_images
short_description: Name copies after their images, not after the images of their system disks
version_added: 0.1.0
description:
  - Takes copies and puts the images with data disks in the place of the images of their system disks that were copied,
    and adds the copies that were there already.
author:
  - imageops.alicloud contributors (@imageops)
positional: image_map, system_disk_images, done, waiting
options:
  _input:
    description: The copies, as M(imageops.alicloud.image_copy) returns them.
    type: list
    elements: dict
    required: true
  image_map:
    description: The image map that came with them.
    type: dict
    required: true
  system_disk_images:
    description: The images of system disks alone, by the image that they stand for.
    type: dict
    required: true
  done:
    description: Copies of system disks that were there already.
    type: list
    elements: dict
    default: []
  waiting:
    description: Copies that check mode predicts for images that have no system disk image yet.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show what was copied of what
  ansible.builtin.debug:
    msg: "{{ ([] | imageops.alicloud.without_system_disk_images(image_map, system_disk_images)).image_map }}"
  vars:
    image_map:
      cn-beijing:
        m-2ze0000000000000sys1: m-2ze0000000000000cmk1
    system_disk_images:
      m-2ze0000000000000web1: m-2ze0000000000000sys1
"""

RETURN = r"""
_value:
  description: C(copies) and C(image_map).
  type: dict
"""


def rename(
    copies: Sequence[Mapping[str, Any]],
    image_map: Mapping[str, Mapping[str, str]],
    system_disk_images: Mapping[str, str],
    done: Sequence[Mapping[str, Any]] = (),
    waiting: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Both as plain data."""
    from ..module_utils._migration.system_disks import named_after_images

    return named_after_images(copies, image_map, system_disk_images, done, waiting)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"without_system_disk_images": rename}
