# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `share_obstacles`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: share_obstacles
short_description: Tell what stands in the way of sharing, over several tasks
version_added: 0.1.0
description:
  - Takes results of M(imageops.alicloud.image_share), as a loop over regions registers them, and tells everything that
    they were refused for.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The results. One that was not refused adds nothing.
    type: list
    elements: dict
    required: true
  prepared:
    description: Leave out what M(imageops.alicloud.image_share_role) will settle.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Tell what stands in the way
  ansible.builtin.debug:
    msg: "{{ [refused] | imageops.alicloud.share_obstacles }}"
  vars:
    refused:
      problems:
        - image_ids: [m-2ze0000000000000api1]
          message: is not encrypted
          remedy: It can be shared as it is (share_unencrypted).
          fix: ""
          can_prepare: false
"""

RETURN = r"""
_value:
  description: A text for each obstacle, each once.
  type: list
  elements: str
"""


def share_obstacles(results: Sequence[Mapping[str, Any]], prepared: bool = False) -> list[str]:
    """The texts, in the order in which they were told."""
    from ..module_utils._shares.preflight import problem_text

    texts = []
    for result in results:
        if "problems" in result:
            texts += [
                problem_text(problem) for problem in result["problems"] if not (prepared and problem["can_prepare"])
            ]
        elif "error" in result:
            texts.append(str(result["msg"]))
    return list(dict.fromkeys(texts))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"share_obstacles": share_obstacles}
