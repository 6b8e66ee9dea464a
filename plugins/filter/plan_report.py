# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `plan_report`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

DOCUMENTATION = r"""
name: plan_report
short_description: Turn a site's plan into a report, as the role report_images takes it
version_added: 0.1.0
description:
  - The report is one of check mode, in which everything is still to come.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: A plan, as P(imageops.alicloud.plan_file#filter) makes it.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the rows that a report on a plan has
  ansible.builtin.debug:
    msg: "{{ (plan | imageops.alicloud.plan_report).images }}"
  vars:
    plan: "{{ [] | imageops.alicloud.plan_file(site='localhost', request=request, facts=facts) }}"
    request: {region: cn-beijing, accounts: []}
    facts: {made: "2026-01-31 12:00 UTC", emulator: true}
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
"""


def report(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The report."""
    from ..module_utils._migration.plan_file import plan_report

    return plan_report(plan)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"plan_report": report}
