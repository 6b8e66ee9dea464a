# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `share_proof`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: share_proof
short_description: Report which shared images an account sees, and could start instances from
version_added: 1.0.0
description:
  - Takes what M(imageops.alicloud.image_info) returned with the consumer's credentials and O(ignore:owner=shared), and
    reports for each expected image whether that account sees it. With what M(imageops.alicloud.image_launch_check)
    returned it also reports whether an instance could be started, and with what M(imageops.alicloud.image_launch_trial)
    returned whether one was.
  - Seeing an image proves that it is shared. Neither that nor a dry run proves that the owner's key decrypts it. An
    instance that was started and lives does.
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
  caller:
    description: The account that the credentials belong to. If it is another one, nothing is proven.
    type: str
    default: ""
  tried:
    description:
      - The result of M(imageops.alicloud.image_launch_check) or M(imageops.alicloud.image_launch_trial), if one was
        run. One without C(checks) or C(launches) means that it failed.
    type: dict
    default: {}
  asked:
    description: Whether there were credentials to ask the account with. Without them the result is V(not_asked).
    type: bool
    default: true
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
  description:
    - For each image C(image_id), C(region), C(account), C(result) (V(visible), V(launchable), V(launched),
      V(running_unproven), V(not_proven) or V(not_asked)) and C(reason).
  type: list
  elements: dict
"""


def share_proof(
    found: Mapping[str, Any],
    account: str,
    region: str,
    expected: Sequence[str],
    caller: str = "",
    tried: Mapping[str, Any] | None = None,
    asked: bool = True,
) -> list[dict[str, str]]:
    """The proofs."""
    from ..module_utils._shares.proof import ConsumerView, prove

    view = ConsumerView(
        account=str(account),
        region=region,
        images=found.get("images"),
        why=str(found.get("msg") or "the account was not asked"),
        caller=str(caller),
        checks=_checks(tried or {}, expected),
        is_asked=bool(asked),
    )
    return prove(view, expected)


def _checks(tried: Mapping[str, Any], expected: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    """The checks; for a task that failed, one of each image that says why."""
    checks: Sequence[Mapping[str, Any]] = tried.get("checks") or tried.get("launches") or ()
    if checks or not tried.get("msg"):
        return checks
    return [{"image_id": image_id, "result": "not_proven", "reason": str(tried["msg"])} for image_id in expected]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"share_proof": share_proof}
