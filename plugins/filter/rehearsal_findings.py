# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `rehearsal_findings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: rehearsal_findings
short_description: Say what a rehearsal on the emulator met
version_added: 0.1.0
description:
  - Counts what the emulator refused, and names images whose verdict there is not that of the audit.
author:
  - imageops.alicloud contributors (@imageops)
positional: images, requests
options:
  _input:
    description: The audit that was rehearsed.
    type: dict
    required: true
  images:
    description: The images as the emulator's audit found them.
    type: list
    elements: dict
    default: []
  requests:
    description: The C(requests) of the emulator's C(GET /_emulator/requests).
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show what was refused
  ansible.builtin.debug:
    msg: "{{ ({'images': []} | imageops.alicloud.rehearsal_findings([], requests)).refused }}"
  vars:
    requests:
      - action: CopyImage
        code: InvalidOperation.VhdImageUnsupported
"""

RETURN = r"""
_value:
  description: The findings.
  type: dict
  contains:
    refused:
      description: C(action), C(code) and C(times) of what was refused, what came most often first.
      type: list
      elements: dict
    differing:
      description: C(image_id), C(name), the verdict of the C(audit) and that C(here).
      type: list
      elements: dict
"""


def findings(
    audit: Mapping[str, Any], images: Sequence[Mapping[str, Any]] = (), requests: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The findings."""
    from ..module_utils._migration.rehearsal import differing, refusals

    return {"refused": refusals(requests), "differing": differing(audit, images)}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"rehearsal_findings": findings}
