# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code means for a caller."""

from __future__ import annotations

import pytest

from plugins.module_utils._client.codes import Kind, kind_of


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("Throttling", 400, Kind.THROTTLED),
        ("Throttling.User", 400, Kind.THROTTLED),
        ("Throttling.Api", 503, Kind.THROTTLED),
        ("Rejected.Throttling", 429, Kind.THROTTLED),
        ("InternalError", 500, Kind.BUSY),
        ("UnknownError", 400, Kind.BUSY),
        ("ServiceUnavailable", 503, Kind.BUSY),
        ("ServiceUnavailable.RegionMaintaining", 503, Kind.BUSY),
        ("LastTokenProcessing", 403, Kind.BUSY),
        ("OperationConflict", 409, Kind.BUSY),
        ("InvalidOperation.Conflict", 409, Kind.BUSY),
        ("SignatureNonceUsed", 400, Kind.BUSY),
        ("Something.New", 500, Kind.BUSY),
        ("Something.New", 502, Kind.BUSY),
        ("Something.New", 400, Kind.FATAL),
        ("Something.New", 0, Kind.FATAL),
        ("Forbidden.RAM", 403, Kind.DENIED),
        ("Forbidden.NoPermission", 403, Kind.DENIED),
        ("Forbidden.Unauthorized", 403, Kind.DENIED),
        ("Forbbiden", 403, Kind.DENIED),
        ("Forbidden", 403, Kind.DENIED),
        ("NoPermission", 403, Kind.DENIED),
        ("Forbidden.KeyNotFound", 404, Kind.MISSING),
        ("Forbidden.AliasNotFound", 404, Kind.MISSING),
        ("EntityNotExist.Role", 404, Kind.MISSING),
        ("EntityNotExist.Policy", 404, Kind.MISSING),
        ("InvalidImageId.NotFound", 404, Kind.MISSING),
        ("IdempotentParameterMismatch", 400, Kind.FATAL),
        ("IdempotenceParamNotMatch", 400, Kind.FATAL),
        ("InvalidIdempotenceParameter.Mismatch", 403, Kind.FATAL),
        ("OperationDenied.ImageCopyConflict", 400, Kind.FATAL),
        ("QuotaExceed.Image", 403, Kind.FATAL),
        ("InvalidTimeStamp.Expired", 400, Kind.FATAL),
        ("IllegalTimestamp", 400, Kind.FATAL),
        ("SignatureDoesNotMatch", 400, Kind.FATAL),
    ],
)
def test_a_code_tells_what_to_do(code: str, status: int, kind: Kind) -> None:
    assert kind_of(code, status) is kind


@pytest.mark.parametrize(
    "code",
    ["InvalidAccessKeyId.NotFound", "InvalidRegionId.NotFound", "InvalidApi.NotFound", "InvalidProduct.NotFound"],
)
def test_what_is_wrong_with_the_call_itself_does_not_mean_that_a_resource_is_missing(code: str) -> None:
    assert kind_of(code, 404) is not Kind.MISSING
