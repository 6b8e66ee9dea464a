# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `migration_report`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: migration_report
short_description: Tell what a migration did to each image
version_added: 0.1.0
description:
  - Joins the rows of a plan with what was copied, shared and proven.
author:
  - imageops.alicloud contributors (@imageops)
positional: copies, shares, proofs
options:
  _input:
    description: The C(rows) of P(imageops.alicloud.migration_plan#filter).
    type: list
    elements: dict
    required: true
  copies:
    description: The copies, as M(imageops.alicloud.image_copy) returns them.
    type: list
    elements: dict
    required: true
  shares:
    description: The shares, as M(imageops.alicloud.image_share) returns them.
    type: list
    elements: dict
    required: true
  proofs:
    description: The proofs, as P(imageops.alicloud.share_proof#filter) returns them.
    type: list
    elements: dict
    required: true
  accounts:
    description: The accounts that were to have the images. A row without one of them has failed.
    type: list
    elements: str
    default: []
  site:
    description: The host whose images these are, for reports on several.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show a plan of which nothing was done yet
  ansible.builtin.debug:
    msg: "{{ [] | imageops.alicloud.migration_report([], [], []) }}"
"""

RETURN = r"""
_value:
  description:
    - The plan's rows with C(site), C(before), C(after), C(new_image_id), C(shared_with), C(added), C(proven) and more.
    - C(state) is V(ready), V(planned), V(in_progress), V(left_alone), V(failed) or V(not_proven), C(problem) says what
      is wrong and C(remedy) what to do.
  type: list
  elements: dict
"""


def report(
    plan: Sequence[Mapping[str, Any]],
    copies: Sequence[Mapping[str, Any]],
    shares: Sequence[Mapping[str, Any]],
    proofs: Sequence[Mapping[str, Any]],
    accounts: Sequence[str] = (),
    site: str = "",
) -> list[dict[str, Any]]:
    """The rows."""
    from ..module_utils._reports.rows import report_rows

    return report_rows(plan, copies, shares, proofs, accounts=accounts, site=site)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"migration_report": report}
