# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `audit_findings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: audit_findings
short_description: List what in an audit of images should be different
version_added: 1.0.0
description:
  - Takes the result of M(imageops.alicloud.image_info) and picks out findings that need action besides verdicts.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The result, with C(images), C(summary), and C(coverage) if that was asked for.
    type: dict
    required: true
  allowed_accounts:
    description: The accounts that may have images, as the module got them. Empty means that all may.
    type: list
    elements: str
    default: []
  fail_on:
    description:
      - What is to stop a run. Verdicts, V(shared_outside) for images that accounts have which are not allowed to, and
        V(uncovered) for families that regions with instances lack.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Look at the images, and whom they are shared with
  imageops.alicloud.image_info:
    region: cn-beijing
    allowed_accounts: ["2000000000000002"]
  register: found

- name: Show those that others have
  ansible.builtin.debug:
    msg: "{{ (found | imageops.alicloud.audit_findings(allowed_accounts=['2000000000000002'])).shared_outside }}"
"""

RETURN = r"""
_value:
  description: The findings.
  type: dict
  contains:
    shared_outside:
      description: The listed images that are shared too widely, each with C(image_id), C(name), C(region), C(accounts).
      type: list
      elements: dict
    uncovered:
      description: The rows of C(coverage) without a usable image, or of which that cannot be said.
      type: list
      elements: dict
    stops:
      description: >-
        A sentence for each kind of finding in O(fail_on) that was met. Images are counted by the summary, and named
        if the listing has them.
      type: list
      elements: str
"""


def findings(
    result: Mapping[str, Any], allowed_accounts: Sequence[str] = (), fail_on: Sequence[str] = ()
) -> dict[str, Any]:
    """The findings."""
    from ..module_utils._audit.findings import shared_outside, stops, uncovered

    return {
        "shared_outside": shared_outside(result["images"], allowed_accounts),
        "uncovered": uncovered(result.get("coverage") or []),
        "stops": stops(result, fail_on),
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"audit_findings": findings}
