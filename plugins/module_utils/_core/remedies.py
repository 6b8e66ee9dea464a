# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code of the cloud means for the operator: the remedy, in one place."""

from __future__ import annotations

from dataclasses import replace

from .._model.errors import ApiError, CopyFailed
from .._model.reason import Reason
from .error_table import CLOUD_ERRORS

PERMISSION_REMEDY = "Allow {permission} in RAM."
AGAIN = "Fix the cause and run it again."


def remedy(code: str, permission: str = "") -> str:
    """Return what to do about this code; for a denial name the missing permission."""
    if permission and code != "NoPermission":
        return PERMISSION_REMEDY.format(permission=permission)
    return CLOUD_ERRORS[code].remedy if code in CLOUD_ERRORS else ""


def sentence(error: Exception) -> str:
    """Return the error with what to do about it."""
    if not isinstance(error, ApiError):
        return str(error)
    advice = remedy(error.code, getattr(error, "permission", ""))
    return f"{error}. {advice}" if advice else str(error)


def reported(code: str, message: str) -> Reason:
    """Return a reason in the words of an error. Its remedy is part of the message, if there is one."""
    return Reason(code=code, message=message)


def error_reason(error: Exception) -> Reason:
    """Return why something failed: the code of the error, or its type where it has none."""
    return reported(getattr(error, "code", type(error).__name__), str(error))


def write_reason(error: Exception) -> Reason:
    """Return why a write failed, always with a remedy."""
    known = getattr(error, "reason", None)
    if isinstance(known, Reason):
        return known
    plain = error_reason(error)
    return replace(plain, remedy=remedy(plain.code, getattr(error, "permission", "")) or AGAIN)


def failure(reason: Reason) -> CopyFailed:
    """Return the error of a copy that fails for this reason."""
    return CopyFailed(reason.code, f"{reason.message}. {reason.remedy}")


def deferral(error: Exception, what: str) -> Reason:
    """Return why something waits: the code and message of the cloud, after `what` is done later."""
    code, message = (error.code, error.message) if isinstance(error, ApiError) else (type(error).__name__, str(error))
    return reported(code, f"{what} later: {message}")
