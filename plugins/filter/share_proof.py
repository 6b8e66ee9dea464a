# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `share_proof`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..module_utils._logic.report import share_proof

DOCUMENTATION = r"""
name: share_proof
short_description: Tell which shared images an account sees
version_added: 0.1.0
description:
  - Takes what M(imageops.alicloud.image_info) returned with the consumer's credentials and O(ignore:owner=shared), and
    tells of each expected image whether that account sees it.
  - Seeing an image proves that it is shared. It does not prove that the owner's key decrypts it.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The result of the task. One without C(images) means that the account could not be asked.
    type: dict
    required: true
  account:
    description: The consumer's account.
    type: str
    required: true
  region:
    description: The region.
    type: str
    required: true
  expected:
    description: The images it should see.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Read what was found of an account that could not be asked
  ansible.builtin.debug:
    msg: >-
      {{ {'msg': 'no credentials'} | imageops.alicloud.share_proof(
           account='2000000000000002', region='cn-beijing', expected=['m-2ze0000000000000web2']) }}
"""

RETURN = r"""
_value:
  description: For each image C(image_id), C(region), C(account), C(result) (V(visible) or V(not_proven)) and C(reason).
  type: list
  elements: dict
"""


def prove(found: Mapping[str, Any], account: str, region: str, expected: Sequence[str]) -> list[dict[str, str]]:
    """The proofs."""
    return share_proof(
        found if "images" in found else None,
        account=str(account),
        region=region,
        expected=expected,
        why=str(found.get("msg") or "the account was not asked"),
    )


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"share_proof": prove}
