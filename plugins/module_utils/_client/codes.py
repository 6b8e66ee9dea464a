# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code means for a caller. HTTP status differs between products, so only codes decide.

Sources: ECS, KMS, RAM and STS error lists; the vendor's Terraform provider for `Rejected.Throttling`.
"""

from __future__ import annotations

from enum import StrEnum

from .._model.errors import ApiError, ConnectionFailed, CredentialsError, ImageopsError, ListingUnstable

EXPIRED = "InvalidSecurityToken.Expired"


class Kind(StrEnum):
    """What to do after an error."""

    THROTTLED = "throttled"
    BUSY = "busy"
    DENIED = "denied"
    MISSING = "missing"
    FATAL = "fatal"


THROTTLED = ("Throttling", "Rejected.Throttling")
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
MISSING = ("EntityNotExist", "Forbidden.KeyNotFound", "Forbidden.AliasNotFound", "InvalidImageId.NotFound")


def kind_of(code: str, status: int) -> Kind:
    """Classify a code; `status` matters only for server errors without a known code."""
    if code.startswith(THROTTLED):
        return Kind.THROTTLED
    if code in BUSY or status >= 500:
        return Kind.BUSY
    if code.startswith(MISSING):
        return Kind.MISSING
    if code.startswith(DENIED) and code not in NOT_RAM:
        return Kind.DENIED
    return Kind.FATAL


def is_passing(error: ImageopsError) -> bool:
    """May the same be asked again later, with hope."""
    if isinstance(error, ApiError):
        return is_passing_code(error.code, error.status)
    return isinstance(error, ConnectionFailed | ListingUnstable)


def is_of_credentials(error: ImageopsError) -> bool:
    """Can it be different with the credentials that a later process gets."""
    return isinstance(error, CredentialsError) or (isinstance(error, ApiError) and error.code == EXPIRED)


def may_pass(error: ImageopsError) -> bool:
    """Is it worth another try, be it of a later process."""
    return is_passing(error) or is_of_credentials(error)


def is_passing_code(code: str, status: int = 0) -> bool:
    """The same by the code alone, as failed tasks tell it."""
    return kind_of(code, status) in (Kind.THROTTLED, Kind.BUSY)
