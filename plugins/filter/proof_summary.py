# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `proof_summary`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: proof_summary
short_description: Count proofs of shares by account, region and result
version_added: 0.1.0
description:
  - Makes a row for all images of which the same is to be said.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: Proofs, as P(imageops.alicloud.share_proof#filter) returns them.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Count proofs
  ansible.builtin.debug:
    msg: "{{ proofs | imageops.alicloud.proof_summary }}"
  vars:
    proofs:
      - image_id: m-2ze0000000000000web2
        account: "2000000000000002"
        region: cn-beijing
        result: visible
        reason: the account sees it and it is available
"""

RETURN = r"""
_value:
  description: Rows of C(account), C(region), C(images) (a number), C(result) and C(reason).
  type: list
  elements: dict
"""


def summary(proofs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows."""
    from ..module_utils._reports.rows import proof_summary

    return proof_summary(proofs)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"proof_summary": summary}
