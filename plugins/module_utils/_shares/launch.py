# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the answer to a dry run of RunInstances says."""

from __future__ import annotations

from .._core.remedies import remedy
from .._model.errors import ApiError, Denied, ImageopsError
from .._model.role import DISK_ROLE
from .launch_values import LaunchCheck, LaunchPlan, LaunchRequest, LaunchResult

PASSED = "DryRunOperation"
NO_ROLE = "disk_encrypt_role_missing"
ROLE_NOT_VISIBLE = "disk_encrypt_role_not_visible"
CHECK_MODE = "check_mode"


def judge(request: LaunchRequest, plan: LaunchPlan, image_id: str, answer: ImageopsError) -> LaunchCheck:
    """The check of one image. A dry run always answers an error; one that passed has a code of its own."""
    if not isinstance(answer, ApiError):
        return _check(request, image_id, LaunchResult.NOT_PROVEN, type(answer).__name__, str(answer))
    if answer.code != PASSED:
        permission = answer.permission if isinstance(answer, Denied) else ""
        advice = remedy(answer.code, permission)
        # Without the request's id, so that images of which the same is to be said are told together.
        reason = f"a dry run of an instance is refused: {answer.code}: {answer.message}".rstrip(".") + "."
        reason = f"{reason} {advice}".strip()
        # A missing right to ask says nothing about the image.
        result = LaunchResult.NOT_PROVEN if permission else LaunchResult.REFUSED
        return _check(request, image_id, result, answer.code, reason)
    if plan.denied:
        reason = (
            f"the dry run passes, but whether the role {DISK_ROLE} exists may not be read. Allow {plan.denied} in RAM"
        )
        return _check(request, image_id, LaunchResult.NOT_PROVEN, ROLE_NOT_VISIBLE, reason)
    if plan.disk_role is False:
        reason = (
            f"the dry run passes, but ECS uses no customer master key without the role {DISK_ROLE}, which is missing"
        )
        return _check(request, image_id, LaunchResult.REFUSED, NO_ROLE, reason)
    key = f"its own key {request.kms_key_id}" if request.kms_key_id else "its service key"
    return _check(request, image_id, LaunchResult.LAUNCHABLE, PASSED, f"a dry run of an instance under {key} passes")


def not_asked(request: LaunchRequest, image_id: str) -> LaunchCheck:
    """The check of an image in check mode."""
    return _check(request, image_id, LaunchResult.NOT_PROVEN, CHECK_MODE, "check mode sends no dry run")


def _check(request: LaunchRequest, image_id: str, result: LaunchResult, code: str, reason: str) -> LaunchCheck:
    return LaunchCheck(image_id=image_id, region=request.region, result=result, code=code, reason=reason)
