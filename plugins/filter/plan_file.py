# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `plan_file`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: plan_file
short_description: Make a site's plan, as a plan file holds it
version_added: 0.1.0
description:
  - Joins what was decided for each image with what its copy would be, and adds totals and blockers.
author:
  - imageops.alicloud contributors (@imageops)
positional: copies
options:
  _input:
    description: The C(rows) of P(imageops.alicloud.migration_plan#filter).
    type: list
    elements: dict
    required: true
  copies:
    description: The copies, as M(imageops.alicloud.image_copy) returns them in check mode.
    type: list
    elements: dict
    default: []
  site:
    description: The host whose images these are.
    type: str
    required: true
  request:
    description: What was asked for. C(accounts) are the accounts that are to have the images.
    type: dict
    required: true
  facts:
    description:
      - C(made), the time; C(account), the images' owner; C(emulator), whether it is one.
    type: dict
    default: {}
  seconds_per_gib:
    description: How long a copy takes for each GiB. The vendor publishes no figure; V(45) is an assumption.
    type: float
    default: 45
"""

EXAMPLES = r"""
- name: Show the totals of a plan without images
  ansible.builtin.debug:
    msg: "{{ ([] | imageops.alicloud.plan_file([], site='localhost', request={'accounts': []})).totals }}"
"""

RETURN = r"""
_value:
  description: C(site), C(request), C(totals), C(blockers), C(rows) and what C(facts) says.
  type: dict
"""


def plan_file(
    rows: Sequence[Mapping[str, Any]],
    copies: Sequence[Mapping[str, Any]] = (),
    *,
    site: str,
    request: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    seconds_per_gib: float = 45,
) -> dict[str, Any]:
    """The plan."""
    from ..module_utils._migration.plan_file import plan_rows, site_plan

    planned = plan_rows(rows, copies, request)
    return site_plan(planned, site=site, request=request, facts=facts or {}, seconds_per_gib=float(seconds_per_gib))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"plan_file": plan_file}
