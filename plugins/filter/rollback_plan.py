# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `rollback_plan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: rollback_plan
short_description: Plan what undoing a run takes back
version_added: 0.1.0
description:
  - From the images that bear a run's tag, and from the run's report if there is one, makes the requests for
    M(imageops.alicloud.image_copy) and M(imageops.alicloud.image_share) that undo it, and a table of them.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The images with the tag C(imageops:run) of the run, as M(imageops.alicloud.image_info) returns them.
    type: list
    elements: dict
    required: true
  run:
    description: The run's name.
    type: str
    required: true
  account:
    description: The account that the images belong to.
    type: str
    required: true
  report:
    description: The run's report, C(report.json). Without it only copies are undone.
    type: dict
    default: {}
  named:
    description: The images that the report names as they are now, as M(imageops.alicloud.image_info) returns them.
    type: list
    elements: dict
    default: []
  predicted:
    description:
      - What M(imageops.alicloud.image_copy) returned as C(copies) with O(ignore:state=absent) in check mode for
        C(copies) of a first plan.
    type: list
    elements: dict
    default: []
  emulated:
    description: Whether the images are the emulator's.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Plan to undo a run that made nothing
  ansible.builtin.debug:
    msg: "{{ [] | imageops.alicloud.rollback_plan(run='nightly', account='1000000000000001') }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    copies:
      description: Groups of copies to be removed, each with C(region), C(kms_key_id), C(source_owner) and C(copies).
      type: list
      elements: dict
    shares:
      description: Shares to be taken back, each with C(image_id), C(region) and C(accounts).
      type: list
      elements: dict
    rows:
      description:
        - A row for each copy and share, with C(what), C(image_id), C(name), C(region), C(accounts), C(action)
          (V(remove), V(unshare) or V(keep)) and C(why).
      type: list
      elements: dict
    problems:
      description: What speaks against undoing the run at all.
      type: list
      elements: str
"""


def rollback_plan(
    copies: Sequence[Mapping[str, Any]],
    run: str,
    account: str,
    report: Mapping[str, Any] | None = None,
    named: Sequence[Mapping[str, Any]] = (),
    predicted: Sequence[Mapping[str, Any]] = (),
    emulated: bool = False,
) -> dict[str, Any]:
    """The plan. A report of something else undoes nothing and is a problem."""
    from ..module_utils._migration.rollback import RunTraces, plan_rollback, report_faults

    if faults := report_faults(report or {}, run, emulated=emulated):
        text = f"the report is not of this run: {', and '.join(faults)}"
        return {"copies": [], "shares": [], "rows": [], "problems": [text]}
    traces = RunTraces(
        run=run, account=str(account), copies=copies, report=report or {}, named=named, predicted=predicted
    )
    return plan_rollback(traces)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"rollback_plan": rollback_plan}
