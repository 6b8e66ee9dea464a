# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `with_copies`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

DOCUMENTATION = r"""
name: with_copies
short_description: Add new copies to images by region
version_added: 0.1.0
description:
  - Joins the images that are shared as they are with the copies made of others.
author:
  - imageops.alicloud contributors (@imageops)
positional: image_map
options:
  _input:
    description: A mapping from region to a list of image ids.
    type: dict
    required: true
  image_map:
    description: The RV(imageops.alicloud.image_copy#module:image_map).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show all images that can be shared
  ansible.builtin.debug:
    msg: "{{ {'cn-beijing': ['m-1']} | imageops.alicloud.with_copies({'cn-beijing': {'m-2': 'm-3'}}) }}"
"""

RETURN = r"""
_value:
  description: A mapping from region to a list of image ids, each once; regions without any are left out.
  type: dict
"""


def with_copies(
    images: Mapping[str, Sequence[str]], image_map: Mapping[str, Mapping[str, str]]
) -> dict[str, list[str]]:
    """The joined mapping."""
    regions = dict.fromkeys([*images, *image_map])
    joined = {
        region: list(dict.fromkeys([*images.get(region, ()), *image_map.get(region, {}).values()]))
        for region in regions
    }
    return {region: ids for region, ids in joined.items() if ids}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"with_copies": with_copies}
