# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code means for a caller."""

from __future__ import annotations

import pytest

from plugins.module_utils._client.codes import ErrorKind, kind_of


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("Throttling", 400, ErrorKind.THROTTLED),
        ("Throttling.User", 400, ErrorKind.THROTTLED),
        ("TooManyRequests", 400, ErrorKind.THROTTLED),
        ("Account.TooManyRequests", 403, ErrorKind.THROTTLED),
        ("FlowControl", 400, ErrorKind.THROTTLED),
        ("OperationDenied.FlowControlled", 403, ErrorKind.THROTTLED),
        ("Something.New", 429, ErrorKind.THROTTLED),
        ("Forbidden", 429, ErrorKind.THROTTLED),
        ("Something.New", 408, ErrorKind.BUSY),
        ("InvalidParameter", 408, ErrorKind.BUSY),
        ("SystemBusy", 400, ErrorKind.BUSY),
        ("Busy", 403, ErrorKind.BUSY),
        ("ServerBusy.Retry", 400, ErrorKind.BUSY),
        ("InvalidParameter.TooManyInstanceIds", 400, ErrorKind.FATAL),
        ("TooManySnapshot.Unfinished", 400, ErrorKind.FATAL),
        ("Throttling.Api", 503, ErrorKind.THROTTLED),
        ("Rejected.Throttling", 429, ErrorKind.THROTTLED),
        ("InternalError", 500, ErrorKind.BUSY),
        ("UnknownError", 400, ErrorKind.BUSY),
        ("ServiceUnavailable", 503, ErrorKind.BUSY),
        ("ServiceUnavailable.RegionMaintaining", 503, ErrorKind.BUSY),
        ("LastTokenProcessing", 403, ErrorKind.BUSY),
        ("OperationConflict", 409, ErrorKind.BUSY),
        ("InvalidOperation.Conflict", 409, ErrorKind.BUSY),
        ("SignatureNonceUsed", 400, ErrorKind.BUSY),
        ("Something.New", 500, ErrorKind.BUSY),
        ("Something.New", 502, ErrorKind.BUSY),
        ("Something.New", 501, ErrorKind.FATAL),
        ("Something.New", 400, ErrorKind.FATAL),
        ("Something.New", 0, ErrorKind.FATAL),
        ("Forbidden.RAM", 403, ErrorKind.DENIED),
        ("Forbidden.NoPermission", 403, ErrorKind.DENIED),
        ("Forbidden.Unauthorized", 403, ErrorKind.DENIED),
        ("Forbbiden", 403, ErrorKind.DENIED),
        ("Forbidden", 403, ErrorKind.DENIED),
        ("NoPermission", 403, ErrorKind.DENIED),
        ("Forbidden.KeyNotFound", 404, ErrorKind.MISSING),
        ("Forbidden.AliasNotFound", 404, ErrorKind.MISSING),
        ("EntityNotExist.Role", 404, ErrorKind.MISSING),
        ("EntityNotExist.Policy", 404, ErrorKind.MISSING),
        ("InvalidImageId.NotFound", 404, ErrorKind.MISSING),
        ("IdempotentParameterMismatch", 400, ErrorKind.FATAL),
        ("IdempotenceParamNotMatch", 400, ErrorKind.FATAL),
        ("InvalidIdempotenceParameter.Mismatch", 403, ErrorKind.FATAL),
        ("OperationDenied.ImageCopyConflict", 400, ErrorKind.FATAL),
        ("QuotaExceed.Image", 403, ErrorKind.FATAL),
        ("InvalidTimeStamp.Expired", 400, ErrorKind.FATAL),
        ("IllegalTimestamp", 400, ErrorKind.FATAL),
        ("SignatureDoesNotMatch", 400, ErrorKind.FATAL),
    ],
)
def test_a_code_tells_what_to_do(code: str, status: int, kind: ErrorKind) -> None:
    assert kind_of(code, status) is kind


@pytest.mark.parametrize(
    "code",
    ["InvalidAccessKeyId.NotFound", "InvalidRegionId.NotFound", "InvalidApi.NotFound", "InvalidProduct.NotFound"],
)
def test_what_is_wrong_with_the_call_itself_does_not_mean_that_a_resource_is_missing(code: str) -> None:
    assert kind_of(code, 404) is not ErrorKind.MISSING
