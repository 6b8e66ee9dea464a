# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The cause and the remedy of every error code."""

from __future__ import annotations

from .disk_default_errors import DISK_DEFAULT_CLOUD_ERRORS, DISK_DEFAULT_OWN_ERRORS
from .explanation import Explanation
from .launch_errors import LAUNCH_CLOUD_ERRORS, LAUNCH_OWN_ERRORS
from .snapshot_errors import SNAPSHOT_CLOUD_ERRORS, SNAPSHOT_OWN_ERRORS

CLOUD_ERRORS: dict[str, Explanation] = {
    "AssumeRoleError": Explanation(
        "An encrypted image is shared, and the consumer's ECS cannot assume the owner's share role.",
        "The role AliyunECSShareEncryptImageDefaultRole is missing, or does not trust "
        "<consumer>@ecs.aliyuncs.com. image_share_role prepares it.",
    ),
    "InvalidOperation.ServiceKeyEncryptedImageUnsupported": Explanation(
        "An image under the service key is shared.",
        "The image is encrypted with the ECS service key. Copy it under a customer master key with image_copy.",
    ),
    "OperationDeined.FullImage": Explanation(
        "An encrypted image with more than one disk is shared.",
        "Encrypted images with data disks cannot be shared. Share an image of the system disk alone, and copies of the "
        "data disks' snapshots (snapshot_copy, snapshot_share).",
    ),
    "OperationDeined.EncryptedSnapshot": Explanation(
        "An encrypted image is shared or copied where ECS does not take it.",
        "ECS does not share or copy this encrypted image as asked. A copy to another region may be what it "
        "refuses: copy it within its region, and build the image anew in the other. A share: the region may "
        "not support it.",
    ),
    "OperationDenied.EncryptSnapshotAcrossRegion": Explanation(
        "An image is copied encrypted to another region.",
        "ECS does not copy this image encrypted to another region. Copy it within its region, and build the "
        "image anew in the other one.",
    ),
    "OperationDenied.SameRegionOnly": Explanation(
        "An image that another account shares is copied to another region.",
        "An image that another account shares is copied within its region only. Copy it there, then copy that copy.",
    ),
    "InvalidParameter.KMSKeyId.KMSUnauthorized": Explanation(
        "ECS has no right to use KMS in this account.",
        "ECS may not use KMS: AliyunECSDiskEncryptDefaultRole is missing. image_share_role (disk_encrypt_role) or the "
        "ECS console makes it. For an image of another account, its owner's role AliyunECSShareEncryptImageDefaultRole "
        "has to trust this account. The policy of another account's key has to let this account's disk role use it.",
    ),
    "InvalidParameter.KMSKeyId.CMKUnauthorized": Explanation(
        "ECS may not put its tag on the key.",
        "ECS may not tag the key. Allow kms:TagResource in the key's policy.",
    ),
    "InvalidParameter.KMSKeyId.CMKNotEnabled": Explanation(
        "The key is disabled or scheduled for deletion.",
        "Enable the key in KMS. For an image that another account shares it may be its owner's key.",
    ),
    "InvalidParameter.KMSKeyId.NotFound": Explanation(
        "The key does not exist in the destination region.",
        "Give a key of the destination region.",
    ),
    "InvalidParameter.KmsNotEnabled": Explanation(
        "KMS was never opened for this account.", "Open KMS for this account."
    ),
    "InvalidResourceGroup.NotFound": Explanation(
        "The account does not have the resource group in which an image would be made.",
        "Give the id of a resource group of this account as resource_group_id, or leave it out.",
    ),
    "InvalidOperation.VhdImageUnsupported": Explanation(
        "An image in vhd format is copied.",
        "Import the image again in raw or qcow2 format.",
    ),
    "ImageUsingByInstance": Explanation(
        "An image is removed that instances were started from.",
        "Move the instances to another image or release them, then remove the image.",
    ),
    "ImageUseShared": Explanation(
        "An image is removed that is still shared.",
        "Stop sharing the image, then remove it.",
    ),
    "ImageIsExporting": Explanation(
        "An image is removed while it is exported.",
        "Cancel the export or wait for it, then remove the image.",
    ),
    "SnapshotCreatedDisk": Explanation(
        "A snapshot is removed that disks were made of.",
        "Disks were made of this snapshot, and without it they could not be re-initialised. It stays, tagged, "
        "and goes with the next removal after they are gone.",
    ),
    "SnapshotCreatedImage": Explanation(
        "A snapshot is removed that an image is made of.",
        "An image is made of this snapshot. Delete that first, then run the removal again.",
    ),
    "snapshot_not_deleted": Explanation(
        "ECS accepted the deletion of a snapshot, and the region still lists the snapshot.",
        "The snapshot is billed until it is gone. Run the removal again, or delete the snapshot in the console.",
    ),
    "QuotaExceed.Image": Explanation(
        "The quota of custom images in the region is used up.",
        "Raise the quota of custom images in Quota Center, or delete images.",
    ),
    "QuotaExceed.Snapshot": Explanation(
        "The quota of snapshots in the region is used up.",
        "Raise the quota of snapshots in Quota Center, or delete snapshots.",
    ),
    "QuotaExceed.ShareImageUser": Explanation(
        "The image is shared with as many accounts as the quota allows.",
        "Raise the quota of accounts per shared image in Quota Center.",
    ),
    "QuotaExceed.ShareImage": Explanation(
        "The account shares as many images as the quota allows.",
        "Raise the quota of shared images in Quota Center.",
    ),
    "InvalidAccount.NotFound": Explanation("A consumer account does not exist.", "Check the account ids."),
    "InvalidAccount.Forbbiden": Explanation(
        "The consumer account is the image's owner.",
        "An image cannot be shared with its own account.",
    ),
    "AccountNotInResourceDirectory": Explanation(
        "A target is no member of the owner's resource directory.",
        "The account is not in the resource directory. Set allow_external_targets: true to invite it.",
    ),
    "NotEnableSharingWithResourceDirectory": Explanation(
        "Sharing with the resource directory is not switched on.",
        "The directory's management account has to enable sharing with it in the Resource Management console.",
    ),
    "InvalidTarget": Explanation(
        "A target is no account, folder or directory that images can be shared with.",
        "Check the ids of targets against the resource directory.",
    ),
    "InvalidAccessKeyId.NotFound": Explanation("The access key does not exist.", "Check access_key_id."),
    "InvalidAccessKeyId.Inactive": Explanation(
        "The access key is disabled.",
        "Enable the access key, or use another.",
    ),
    "SignatureDoesNotMatch": Explanation(
        "The secret is not the access key's, or a proxy changed the request.",
        "Check access_key_secret.",
    ),
    "IncompleteSignature": Explanation(
        "The secret is not the access key's, or a proxy changed the request.",
        "Check access_key_secret.",
    ),
    "InvalidSecurityToken.Expired": Explanation(
        "The session has expired.",
        "Get a new token, or let assume_role_arn renew it.",
    ),
    "InvalidSecurityToken.Malformed": Explanation(
        "The token is truncated or malformed.",
        "Check security_token.",
    ),
    "InvalidSecurityToken.MismatchWithAccessKey": Explanation(
        "Token and access key belong to different sessions.",
        "Give the token that belongs to access_key_id.",
    ),
    "InvalidTimeStamp.Expired": Explanation(
        "The clocks of this machine and the cloud are too far apart.",
        "Set this machine's clock.",
    ),
    "IllegalTimestamp": Explanation(
        "The clocks of this machine and the cloud are too far apart.",
        "Set this machine's clock.",
    ),
    "InvalidRegionId.NotFound": Explanation(
        "There is no such region, or not for this account.",
        "Check region.",
    ),
    "InvalidParameter.AssumeRolePolicyDocument.Length": Explanation(
        "The share role trusts too many accounts for one document.",
        "The role's trust document is full. Remove trust entries of consumers that no longer need them "
        "(image_share_role with state: absent).",
    ),
    "EntityNotExist.Role": Explanation(
        "The role to assume does not exist.",
        "Check assume_role_arn.",
    ),
    "NoPermission": Explanation(
        "RAM or the role's trust policy does not allow the action.",
        "Allow the action in RAM, and for a role check that it trusts the caller.",
    ),
    **LAUNCH_CLOUD_ERRORS,
    **DISK_DEFAULT_CLOUD_ERRORS,
    **SNAPSHOT_CLOUD_ERRORS,
}
# Codes of the collection itself.
OWN_ERRORS: dict[str, Explanation] = {
    "InvalidInput": Explanation(
        "An option cannot work; `error.option` names it.",
        "Do what the message says; nothing was written.",
    ),
    "PythonTooOld": Explanation("The Python that runs modules is too old.", "Set `ansible_python_interpreter`."),
    "MissingLibrary": Explanation(
        "A Python package of the vendor's SDK is missing.",
        "Install `requirements.txt` for Ansible's Python.",
    ),
    "CredentialsError": Explanation(
        "No credentials were found, or a role or profile gave none.",
        "Give keys, a profile or a role.",
    ),
    "ConnectionFailed": Explanation(
        "No usable answer came: network, proxy or endpoint.",
        "Check region, network and proxy.",
    ),
    "UnexpectedAnswer": Explanation(
        "An answer of the service is not as its API is documented.",
        "Run it again. If it stays so, check the proxy, and ask the vendor with the action and the field.",
    ),
    "ListingUnstable": Explanation(
        "Images came and went while they were listed.",
        "Run it again when fewer are being made.",
    ),
    "ShareFailed": Explanation(
        "The cloud reported no error, and what is shared is not what was asked for.",
        "Run it again, then ask the vendor.",
    ),
    "RoleWriteConflict": Explanation(
        "Another writer changes the share role's trust policy at the same time.",
        "Run one job at a time, then rerun.",
    ),
    "WaitTimeout": Explanation(
        "The wait timed out; the work in the cloud goes on.",
        "Run it again to resume the wait.",
    ),
    "CopyTimedOut": Explanation(
        "Copies made no progress for too long.",
        "Look at them in the console, cancel them, run it again.",
    ),
    "ExecutionFailed": Explanation(
        "A task of an OOS execution failed.", "The message names it. Fix the cause and rerun."
    ),
    "ExecutionCancelled": Explanation(
        "The OOS execution was cancelled.",
        "Run it again to start a new one.",
    ),
    "ExecutionWaiting": Explanation(
        "The OOS execution waits for a confirmation.",
        "Confirm it in OOS, or use `safety_check: Skip`.",
    ),
    "InstanceGone": Explanation("The instance was released meanwhile.", "Leave it out."),
    "CreateFailed": Explanation(
        "ECS could not make the image.",
        "Look at the instance or snapshot, then run it again.",
    ),
    "UnexpectedError": Explanation("A fault of this collection, or an odd answer.", "Report it with its traceback."),
    "DeletionStays": Explanation(
        "KMS reported no error, and the deletion of a key is still scheduled.",
        "Run it again; if it stays so, see who else schedules its deletion.",
    ),
    **LAUNCH_OWN_ERRORS,
    **DISK_DEFAULT_OWN_ERRORS,
    **SNAPSHOT_OWN_ERRORS,
}
