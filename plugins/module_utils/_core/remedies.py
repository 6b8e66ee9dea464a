# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code of the cloud means for the operator: the remedy, in one place."""

from __future__ import annotations

from .._model.errors import ApiError, CopyFailed
from .._model.reason import Reason

REMEDIES = {
    "AssumeRoleError": (
        "The role AliyunECSShareEncryptImageDefaultRole is missing, or does not trust <consumer>@ecs.aliyuncs.com. "
        "image_share_role prepares it."
    ),
    "InvalidOperation.ServiceKeyEncryptedImageUnsupported": (
        "The image is encrypted with the ECS service key. Copy it under a customer master key with image_copy."
    ),
    "OperationDeined.FullImage": (
        "Encrypted images with data disks cannot be shared. Make an image of the system disk alone."
    ),
    "OperationDeined.EncryptedSnapshot": (
        "ECS does not share or copy this encrypted image as asked. A copy to another region may be what it refuses: "
        "copy it within its region, and build the image anew in the other. A share: the region may not support it."
    ),
    "OperationDenied.EncryptSnapshotAcrossRegion": (
        "ECS does not copy this image encrypted to another region. Copy it within its region, and build the image anew "
        "in the other one."
    ),
    "OperationDenied.SameRegionOnly": (
        "An image that another account shares is copied within its region only. Copy it there, then copy that copy."
    ),
    "InvalidParameter.KMSKeyId.KMSUnauthorized": (
        "ECS may not use KMS: the role AliyunECSDiskEncryptDefaultRole is missing. The ECS console makes it. For an "
        "image of another account, its owner's role AliyunECSShareEncryptImageDefaultRole has to trust this account."
    ),
    "InvalidParameter.KMSKeyId.CMKUnauthorized": "ECS may not tag the key. Allow kms:TagResource in the key's policy.",
    "InvalidParameter.KMSKeyId.CMKNotEnabled": (
        "Enable the key in KMS. For an image that another account shares it may be its owner's key."
    ),
    "InvalidParameter.KMSKeyId.NotFound": "Give a key of the destination region.",
    "InvalidParameter.KmsNotEnabled": "Open KMS for this account.",
    "InvalidOperation.VhdImageUnsupported": "Import the image again in raw or qcow2 format.",
    "ImageUsingByInstance": "Move the instances to another image or release them, then remove the image.",
    "ImageUseShared": "Stop sharing the image, then remove it.",
    "ImageIsExporting": "Cancel the export or wait for it, then remove the image.",
    "SnapshotCreatedDisk": (
        "Disks were made of this snapshot, and without it they could not be re-initialised. It stays, tagged, and goes "
        "with the next removal after they are gone."
    ),
    "SnapshotCreatedImage": "An image is made of this snapshot. Delete that first, then run the removal again.",
    "QuotaExceed.Image": "Raise the quota of custom images in Quota Center, or delete images.",
    "QuotaExceed.Snapshot": "Raise the quota of snapshots in Quota Center, or delete snapshots.",
    "QuotaExceed.ShareImageUser": "Raise the quota of accounts per shared image in Quota Center.",
    "QuotaExceed.ShareImage": "Raise the quota of shared images in Quota Center.",
    "InvalidAccount.NotFound": "Check the account ids.",
    "InvalidAccount.Forbbiden": "An image cannot be shared with its own account.",
    "AccountNotInResourceDirectory": (
        "The account is not in the resource directory. Set allow_external_targets: true to invite it."
    ),
    "NotEnableSharingWithResourceDirectory": (
        "The directory's management account has to enable sharing with it in the Resource Management console."
    ),
    "InvalidTarget": "Check the ids of targets against the resource directory.",
    "InvalidAccessKeyId.NotFound": "Check access_key_id.",
    "InvalidAccessKeyId.Inactive": "Enable the access key, or use another.",
    "SignatureDoesNotMatch": "Check access_key_secret.",
    "IncompleteSignature": "Check access_key_secret.",
    "InvalidSecurityToken.Expired": "Get a new token, or let assume_role_arn renew it.",
    "InvalidSecurityToken.Malformed": "Check security_token.",
    "InvalidSecurityToken.MismatchWithAccessKey": "Give the token that belongs to access_key_id.",
    "InvalidTimeStamp.Expired": "Set this machine's clock.",
    "IllegalTimestamp": "Set this machine's clock.",
    "InvalidRegionId.NotFound": "Check region.",
    "InvalidParameter.AssumeRolePolicyDocument.Length": (
        "The role's trust document is full. Remove trust entries of consumers that no longer need them "
        "(image_share_role with state: absent)."
    ),
    "EntityNotExist.Role": "Check assume_role_arn.",
    "NoPermission": "Allow the action in RAM, and for a role check that it trusts the caller.",
}


def remedy(code: str, permission: str = "") -> str:
    """What to do about this code; for a denial the missing permission is named."""
    if permission and code != "NoPermission":
        return f"Allow {permission} in RAM."
    return REMEDIES.get(code, "")


def sentence(error: Exception) -> str:
    """The error with what to do about it."""
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


def failure(reason: Reason) -> CopyFailed:
    """Return the error of a copy that fails for this reason."""
    return CopyFailed(reason.code, f"{reason.message}. {reason.remedy}")


def deferral(error: Exception, what: str) -> Reason:
    """Return why something waits: the code and message of the cloud, after `what` is done later."""
    code, message = (error.code, error.message) if isinstance(error, ApiError) else (type(error).__name__, str(error))
    return reported(code, f"{what} later: {message}")
