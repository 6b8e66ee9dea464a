# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the answer to a dry run of RunInstances says."""

from __future__ import annotations

from .._core.reasons import reason
from .._core.remedies import remedy
from .._model.errors import ApiError, Denied, ImageopsError
from .._model.reason import Reason
from .._model.role import DISK_ROLE
from .launch_values import LaunchCheck, LaunchPlan, LaunchRequest, LaunchResult

PASSED = "DryRunOperation"
NO_ROLE = "disk_encrypt_role_missing"
ROLE_NOT_VISIBLE = "disk_encrypt_role_not_visible"
CHECK_MODE = "check_mode"


def launch_check(request: LaunchRequest, plan: LaunchPlan, image_id: str, answer: ImageopsError) -> LaunchCheck:
    """Return the check of one image. A dry run always answers an error; one that passed has a code of its own."""
    if not isinstance(answer, ApiError):
        return _check(request, image_id, LaunchResult.NOT_PROVEN, type(answer).__name__, str(answer))
    if answer.code != PASSED:
        permission = answer.permission if isinstance(answer, Denied) else ""
        advice = remedy(answer.code, permission)
        # Without the request's id, so that images with the same answer are reported together.
        refused = f"a dry run of an instance is refused: {answer.code}: {answer.message}".rstrip(".") + "."
        # A missing right to ask says nothing about the image.
        result = LaunchResult.NOT_PROVEN if permission else LaunchResult.REFUSED
        return _check(request, image_id, result, answer.code, f"{refused} {advice}".strip())
    if plan.denied:
        found = reason(ROLE_NOT_VISIBLE, role=DISK_ROLE, permission=plan.denied)
        return _explained(request, image_id, LaunchResult.NOT_PROVEN, found)
    if plan.disk_role is False:
        return _explained(request, image_id, LaunchResult.REFUSED, reason(NO_ROLE, role=DISK_ROLE))
    key = f"its customer key {request.kms_key_id}" if request.kms_key_id else "its service key"
    return _explained(request, image_id, LaunchResult.LAUNCHABLE, reason(PASSED, key=key))


def unsent_check(request: LaunchRequest, image_id: str) -> LaunchCheck:
    """Return the check of an image in check mode."""
    return _explained(request, image_id, LaunchResult.NOT_PROVEN, reason(CHECK_MODE))


def _explained(request: LaunchRequest, image_id: str, result: LaunchResult, found: Reason) -> LaunchCheck:
    return _check(request, image_id, result, found.code, found.message)


def _check(request: LaunchRequest, image_id: str, result: LaunchResult, code: str, why: str) -> LaunchCheck:
    return LaunchCheck(image_id=image_id, region=request.region, result=result, code=code, reason=why)
