# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of CopyImage that are not modelled."""

from __future__ import annotations

from ....actions.declare import Gap
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED, PUBLIC, REFUSED_PARAMETER

COPY_GAPS = (
    Gap.of(
        PLANNED,
        "InternalError", "InvalidOperation.Conflict", "InvalidParameter.DataEncryptedKeyCreateFailed",
        "OperationDenied.NonCompliantDestinationRegion", "RegionNotSupportCopy", "SizeExceed.Image",
        "UserNotInTheWhiteList",
    ),
    Gap.of("calls are answered one after the other", "LastTokenProcessing"),
    Gap.of(
        "IdempotentParameterMismatch is answered instead",
        "IdempotenceParamNotMatch", "InvalidIdempotenceParameter.Mismatch",
    ),
    Gap.of("ImageCopyConflict is answered instead", "OperationDenied.ImageCopying"),
    Gap.of("Forbidden.RAM is answered instead", "Forbbiden", "Forbidden"),
    Gap.of(
        REFUSED_PARAMETER,
        "InvalidEncryptAlgorithm", "InvalidEncrypted.NotMatchEncryptAlgorithm",
        "InvalidRegionId.NotSupportEncryptAlgorithm",
    ),
    Gap.of(PUBLIC, "OperationDenied.CommunityImage", "OperationDenied.NotAuthorized", "OperationDenied.NotPublished"),
    Gap.of(BILLING, "Account.Arrearage"),
    Gap.of("KMS is open in every account", "InvalidParameter.KmsNotEnabled", "OperationDenied.KmsServiceUnauthorized"),
    Gap.of("an image has all its snapshots", "InvalidSnapshotId.NotFound"),
    Gap.of("images of a CloudBox do not exist", "InvalidOperation.CloudBoxImageCopyUnsupported"),
    Gap.of("from before 2013", "InvalidSnapshot.TooOld"),
    Gap.of(NOBODY_KNOWS, "InvalidAliUid.IsNull", "OperationDenied", "OperationDenied.EncryptSnapshotAcrossRegion"),
)  # fmt: skip
