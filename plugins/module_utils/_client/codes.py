# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code means for a caller.

HTTP status differs between products, so codes decide; but some statuses, and words in codes, mean the same everywhere.

Sources: ECS, KMS, RAM and STS error lists; the vendor's Terraform provider for `Rejected.Throttling` and ACK.
"""

from __future__ import annotations

from enum import StrEnum

from .._model.errors import ApiError, ConnectionFailed, CredentialsError, ImageopsError, ListingUnstable

EXPIRED = "InvalidSecurityToken.Expired"


class ErrorKind(StrEnum):
    """What to do after an error."""

    THROTTLED = "throttled"
    BUSY = "busy"
    DENIED = "denied"
    MISSING = "missing"
    FATAL = "fatal"


# Wherever they stand in a code, and whatever comes before or after.
THROTTLED = ("Throttling", "TooManyRequests", "FlowControl")
REQUEST_TIMEOUT, TOO_MANY_REQUESTS, NOT_IMPLEMENTED = 408, 429, 501
BUSY = frozenset(
    {
        "InternalError",
        "UnknownError",
        "ServiceUnavailable",
        "ServiceUnavailable.RegionMaintaining",
        "LastTokenProcessing",
        "OperationConflict",
        "InvalidOperation.Conflict",
        "SignatureNonceUsed",
    }
)
# ECS says Forbidden.RAM and Forbbiden, KMS Forbidden.NoPermission, RAM and STS NoPermission.
DENIED = ("Forbidden", "Forbbiden", "NoPermission")
NOT_RAM = ("Forbidden.RiskControl",)
MISSING = (
    "EntityNotExist", "ErrorClusterNotFound", "ErrorNodePoolNotFound", "Forbidden.KeyNotFound",
    "Forbidden.AliasNotFound", "InvalidImageId.NotFound",
)  # fmt: skip


def kind_of(code: str, status: int) -> ErrorKind:
    """Classify a code; `status` matters where it says more than any code: too early, too many, the server's fault."""
    if status == TOO_MANY_REQUESTS or any(word in code for word in THROTTLED):
        return ErrorKind.THROTTLED
    if code in BUSY or "Busy" in code or status == REQUEST_TIMEOUT or (status >= 500 and status != NOT_IMPLEMENTED):
        return ErrorKind.BUSY
    if code.startswith(MISSING):
        return ErrorKind.MISSING
    if code.startswith(DENIED) and code not in NOT_RAM:
        return ErrorKind.DENIED
    return ErrorKind.FATAL


def is_transient(error: ImageopsError) -> bool:
    """Return whether the same request may succeed later in the same process."""
    if isinstance(error, ApiError):
        return is_transient_code(error.code, error.status)
    return isinstance(error, ConnectionFailed | ListingUnstable)


def is_of_credentials(error: ImageopsError) -> bool:
    """Return whether a later process with renewed credentials may succeed."""
    return isinstance(error, CredentialsError) or (isinstance(error, ApiError) and error.code == EXPIRED)


def is_transient_or_of_credentials(error: ImageopsError) -> bool:
    """Return whether the same request may succeed later, be it in another process."""
    return is_transient(error) or is_of_credentials(error)


def is_transient_code(code: str, status: int = 0) -> bool:
    """Return the same by code and status, which are what a failed task reports."""
    return kind_of(code, status) in (ErrorKind.THROTTLED, ErrorKind.BUSY)
