# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `handover`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

DOCUMENTATION = r"""
name: handover
short_description: Say which image ids to use from now on, in the shapes that other tools read
version_added: 1.0.0
description:
  - Takes a report of the playbook migrate_images, or a record of its runs, and
    gives the content of files for Terraform, Packer and scripts, and the values that a workflow's next job gets.
  - Only usable images count, copies and sources alike.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The report.
    type: dict
    required: true
  seconds:
    description: The time since 1970, for the manifest.
    type: int
    default: 0
  limit:
    description: The largest id map, in ids, that is handed on to a workflow's next job.
    type: int
    default: 500
"""

EXAMPLES = r"""
- name: Show what Terraform would read
  ansible.builtin.debug:
    msg: "{{ (report | imageops.alicloud.handover).files['images.auto.tfvars.json'] }}"
  vars:
    report:
      run: run-1
      image_map: {cn-beijing: {m-1: m-2}}
      images:
        - site: localhost
          name: web
          image_id: m-1
          new_image_id: m-2
          destination_region: cn-beijing
          state: ready
"""

RETURN = r"""
_value:
  description: The content.
  type: dict
  contains:
    files:
      description: By the file's name, what it holds.
      type: dict
    stats:
      description: C(image_count_<site>) and C(image_map_<site>) for each site.
      type: dict
"""


def hand_over(report: Mapping[str, Any], seconds: int = 0, limit: int = 500) -> dict[str, Any]:
    """The content."""
    from ..module_utils._migration.handover import handover, stats

    return {"files": handover(report, int(seconds)), "stats": stats(report, int(limit))}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"handover": hand_over}
