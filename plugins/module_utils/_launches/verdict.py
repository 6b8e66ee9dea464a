# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an instance that was started, or the refusal to start one, says of its image."""

from __future__ import annotations

from .._core.reasons import reason
from .._core.remedies import remedy
from .._model.errors import ApiError, Denied
from .._model.reason import Reason
from .values import Launch, Seen, Sign, TrialRequest, TrialResult

# They say something of the zone or of the account, and nothing of the image.
NO_CAPACITY = ("OperationDenied.NoStock", "QuotaExceed.ElasticQuota", "QuotaExceed.AfterpayInstance")
NOT_OF_THE_IMAGE = (*NO_CAPACITY, "InvalidAutoReleaseTime.Malformed")
RUNNING = "Running"
# What a kernel or what follows it writes; firmware writes too, whether or not the disk can be decrypted.
SYSTEM_WORDS = ("Linux version", "login:", "systemd", "Welcome to")
SIGN_WORDS = {
    Sign.CLOUD_ASSISTANT: "Cloud Assistant answered from inside",
    Sign.CONSOLE: "its console shows a system",
}


def console_sign(text: str) -> Sign:
    """Return whether a console's text shows a system that was started from the disk."""
    return Sign.CONSOLE if any(word in text for word in SYSTEM_WORDS) else Sign.NONE


def launch_of(request: TrialRequest, seen: Seen) -> Launch:
    """Return the answer for one image."""
    if seen.error is not None:
        return _refused(request, seen)
    seconds = round(seen.seconds)
    if not seen.status:
        return _explained(request, seen, TrialResult.REFUSED, reason("instance_vanished"))
    if seen.status != RUNNING:
        found = (
            reason("instance_not_running", status=seen.status, seconds=seconds)
            if seen.was_listed
            else reason("instance_not_listed", seconds=seconds)
        )
        return _explained(request, seen, TrialResult.NOT_PROVEN, found)
    if seen.sign is Sign.NONE:
        found = (
            reason("sign_of_life_not_visible", seconds=seconds, permission=seen.denied)
            if seen.denied
            else reason("running_unproven", seconds=seconds)
        )
        return _explained(request, seen, TrialResult.RUNNING_UNPROVEN, found)
    key = seen.disk.kms_key_id if seen.disk else ""
    if request.kms_key_id and key and key != request.kms_key_id:
        found = reason("disk_key_differs", key=key, wanted=request.kms_key_id)
        return _explained(request, seen, TrialResult.NOT_PROVEN, found)
    sign = SIGN_WORDS[seen.sign] + (f" ({seen.denied} is not allowed)" if seen.denied else "")
    found = reason("launched", sign=sign, seconds=seconds, disk=_disk(seen))
    return _explained(request, seen, TrialResult.LAUNCHED, found)


def unsent(request: TrialRequest, image_id: str, release_denied: str = "") -> Launch:
    """Return the answer for an image that nothing is started of: in check mode, or without the right to release it."""
    found = reason("release_denied", permission=release_denied) if release_denied else reason("check_mode_trial")
    return _explained(request, Seen(image_id=image_id), TrialResult.NOT_PROVEN, found)


def cost(request: TrialRequest, at_once: int) -> str:
    """Return what is going to be started, in one sentence."""
    number = len(request.image_ids)
    minutes = max(1, round(request.wait_timeout / 60))
    what = (
        f"1 instance of {request.instance_type} is started"
        if number == 1
        else (f"{number} instances of {request.instance_type} are started, at most {min(number, at_once)} at once")
    )
    each = "" if number == 1 else " each"
    return f"{what} in {request.region} without a public address and released again, after at most {minutes} min{each}"


def _refused(request: TrialRequest, seen: Seen) -> Launch:
    error = seen.error
    if not isinstance(error, ApiError):
        code, text = type(error).__name__, str(error)
        return _answer(request, seen, TrialResult.NOT_PROVEN, code, text)
    permission = error.permission if isinstance(error, Denied) else ""
    advice = remedy(error.code, permission)
    # Without the request's id, so that images with the same answer are reported together.
    text = f"ECS does not start an instance: {error.code}: {error.message}".rstrip(".") + "."
    says_nothing = permission or error.code in NOT_OF_THE_IMAGE
    result = TrialResult.NOT_PROVEN if says_nothing else TrialResult.REFUSED
    return _answer(request, seen, result, error.code, f"{text} {advice}".strip())


def _disk(seen: Seen) -> str:
    if seen.disk_denied:
        return f"its disk may not be read ({seen.disk_denied} is not allowed)"
    if seen.disk is None:
        return "its disk was not listed"
    if not seen.disk.encrypted:
        return "its disk is not encrypted"
    return f"its disk is encrypted with {seen.disk.kms_key_id or 'the service key'}"


def _explained(request: TrialRequest, seen: Seen, result: TrialResult, found: Reason) -> Launch:
    text = found.message if result is TrialResult.LAUNCHED else f"{found.message}. {found.remedy}"
    return _answer(request, seen, result, found.code, text)


def _answer(request: TrialRequest, seen: Seen, result: TrialResult, code: str, text: str) -> Launch:
    return Launch(
        image_id=seen.image_id,
        region=request.region,
        result=result,
        code=code,
        reason=text,
        instance_id=seen.instance_id,
        sign=seen.sign,
        seconds=round(seen.seconds),
        kms_key_id=seen.disk.kms_key_id if seen.disk else "",
    )
