# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `joined_report`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: joined_report
short_description: Make one report of those of several sites
version_added: 0.1.0
description:
  - The result has the keys that each report has. Numbers are added up, lists and mappings are joined, and C(sites) says
    of each site what cannot be joined.
author:
  - imageops.alicloud contributors (@imageops)
positional: audits
options:
  _input:
    description: Reports, as the playbook migrate_images leaves them; or an empty list.
    type: list
    elements: dict
    required: true
  audits:
    description: Audits, as the role audit_images leaves them. They are joined if there are no reports.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show the id map of two sites
  ansible.builtin.debug:
    msg: "{{ (reports | imageops.alicloud.joined_report).image_map }}"
  vars:
    reports:
      - image_map: {cn-beijing: {m-1: m-2}}
      - image_map: {ap-southeast-1: {m-3: m-4}}
"""

RETURN = r"""
_value:
  description: The report, or the audit.
  type: dict
"""


def joined(reports: Sequence[Mapping[str, Any]], audits: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The report, or without any the audit."""
    from ..module_utils._reports.join import join_audits, join_reports

    return join_reports(list(reports)) or join_audits(list(audits))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"joined_report": joined}
