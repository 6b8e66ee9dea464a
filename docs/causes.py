# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What codes mean and what to do about them, as far as the sources do not say it: (cause, remedy)."""

from __future__ import annotations

# What an error code of the cloud comes from; the remedy is the collection's own.
CAUSES = {
    "AssumeRoleError": "An encrypted image is shared, and the consumer's ECS cannot take on the owner's share role.",
    "InvalidOperation.ServiceKeyEncryptedImageUnsupported": "An image under the service key is shared.",
    "OperationDeined.FullImage": "An encrypted image with more than one disk is shared.",
    "OperationDeined.EncryptedSnapshot": "An encrypted image is shared or copied where ECS does not take it.",
    "OperationDenied.EncryptSnapshotAcrossRegion": "An image is copied encrypted to another region.",
    "OperationDenied.SameRegionOnly": "An image that another account shares is copied to another region.",
    "InvalidParameter.KMSKeyId.KMSUnauthorized": "ECS has no right to use KMS in this account.",
    "InvalidParameter.KMSKeyId.CMKUnauthorized": "ECS may not put its tag on the key.",
    "InvalidParameter.KMSKeyId.CMKNotEnabled": "The key is disabled or waits for its deletion.",
    "InvalidParameter.KMSKeyId.NotFound": "The key is not one of the destination region.",
    "InvalidParameter.KmsNotEnabled": "KMS was never opened for this account.",
    "InvalidOperation.VhdImageUnsupported": "An image in vhd format is copied.",
    "ImageUsingByInstance": "An image is removed that instances were started from.",
    "ImageUseShared": "An image is removed that is still shared.",
    "ImageIsExporting": "An image is removed while it is exported.",
    "SnapshotCreatedDisk": "A snapshot is removed that disks were made of.",
    "SnapshotCreatedImage": "A snapshot is removed that an image is made of.",
    "QuotaExceed.Image": "The region holds as many custom images as it may.",
    "QuotaExceed.Snapshot": "The region holds as many snapshots as it may.",
    "QuotaExceed.ShareImageUser": "The image is shared with as many accounts as it may be.",
    "QuotaExceed.ShareImage": "The account shares as many images as it may.",
    "InvalidAccount.NotFound": "An account that is to have the image does not exist.",
    "InvalidAccount.Forbbiden": "The account that is to have the image is its owner.",
    "AccountNotInResourceDirectory": "A target is no member of the owner's resource directory.",
    "NotEnableSharingWithResourceDirectory": "Sharing with the resource directory is not switched on.",
    "InvalidTarget": "A target is no account, folder or directory that can be shared with.",
    "InvalidAccessKeyId.NotFound": "The access key does not exist.",
    "InvalidAccessKeyId.Inactive": "The access key is disabled.",
    "SignatureDoesNotMatch": "The secret is not the access key's, or a proxy changed the request.",
    "IncompleteSignature": "The secret is not the access key's, or a proxy changed the request.",
    "InvalidSecurityToken.Expired": "The session's time is over.",
    "InvalidSecurityToken.Malformed": "The token is cut or is none.",
    "InvalidSecurityToken.MismatchWithAccessKey": "Token and access key are of two sessions.",
    "InvalidTimeStamp.Expired": "The clocks of this machine and the cloud are too far apart.",
    "IllegalTimestamp": "The clocks of this machine and the cloud are too far apart.",
    "InvalidRegionId.NotFound": "There is no such region, or not for this account.",
    "InvalidParameter.AssumeRolePolicyDocument.Length": "The share role trusts too many accounts for one document.",
    "EntityNotExist.Role": "The role that is to be assumed does not exist.",
    "NoPermission": "RAM or the role's trust does not allow the action.",
}
# Codes of the collection itself: what they mean, and what to do.
OWN = {
    "InvalidInput": (
        "An option cannot work; `error.option` names it.",
        "Do what the message says; nothing was written.",
    ),
    "MissingLibrary": (
        "A Python package of the vendor's SDK is missing.",
        "Install `requirements.txt` for Ansible's Python.",
    ),
    "CredentialsError": (
        "No credentials were found, or a role or profile gave none.",
        "Give keys, a profile or a role.",
    ),
    "ConnectionFailed": ("No usable answer came: network, proxy or endpoint.", "Check region, network and proxy."),
    "ListingUnstable": ("Images came and went while they were listed.", "Run it again when fewer are being made."),
    "ShareFailed": (
        "ECS reported no error, and the share list is not what was asked for.",
        "Run it again, then ask the vendor.",
    ),
    "LaunchStarted": (
        "ECS ignored the dry run of an instance and started it.",
        "Release at once what the message names, and do not try instances (`images_consumer_launch`) again.",
    ),
    "RoleWriteConflict": (
        "Somebody else writes the share role's trust at the same time.",
        "Run one job at a time, then again.",
    ),
    "WaitTimeout": ("The time to wait is over; the work in the cloud goes on.", "Run it again: it goes on waiting."),
    "CopyTimedOut": (
        "Copies made no progress for too long.",
        "Look at them in the console, cancel them, run it again.",
    ),
    "ExecutionFailed": ("A task of an OOS execution failed.", "The message names it; mend the cause and run it again."),
    "ExecutionCancelled": ("Somebody cancelled the OOS execution.", "Run it again to start a new one."),
    "ExecutionWaiting": (
        "The OOS execution waits for a confirmation.",
        "Confirm it in OOS, or use `safety_check: Skip`.",
    ),
    "InstanceGone": ("The instance was released meanwhile.", "Leave it out."),
    "CreateFailed": ("ECS could not make the image.", "Look at the instance or snapshot, then run it again."),
    "may_be_shared_both_ways": (
        "An account may have the image directly and through Resource Sharing, which the vendor advises against.",
        "Take the account off one of the two (`image_share` with `state: absent`, or `image_resource_share`).",
    ),
    "resource_shares_not_visible": (
        "What is shared through Resource Sharing may not be read.",
        "Allow the RAM action that the message names, or set `check_resource_shares: false`.",
    ),
    "other_execution": ("Another OOS execution works on the instance.", "Wait for its end, or stop it in OOS."),
    "released": ("The instance was released meanwhile.", "Leave it out."),
    "not_shared": (
        "An image in a report lacks an account that was to have it.",
        "See the failure beside it; run it again.",
    ),
    "not_proven": (
        "An account does not see the image that is shared with it.",
        "Check its role and region; run it again.",
    ),
}
# Codes of image_launch_check.
LAUNCHES = {
    "DryRunOperation": ("ECS accepts the dry run of an instance.", "Nothing. It does not show that the key decrypts."),
    "check_mode": ("Check mode sends no dry run.", "Run it without check mode."),
    "disk_encrypt_role_missing": (
        "The dry run passes, and the account lacks the role with which ECS uses its keys.",
        "Make `AliyunECSDiskEncryptDefaultRole` in the account; the ECS console does.",
    ),
    "disk_encrypt_role_not_visible": (
        "The dry run passes, and whether that role exists may not be read.",
        "Allow `ram:GetRole`.",
    ),
}
# Codes of instances whose system disks are to be encrypted.
INSTANCES = {
    "auto_release": ("The instance is released by itself.", "Take the release time away, or accept `auto_release`."),
    "busy": ("The instance or its disk is between two states.", "Wait until it is Running or Stopped."),
    "category": ("Disks of this category cannot be encrypted.", "Change the category first."),
    "disk_busy": ("The system disk is not in use.", "Wait, and run it again."),
    "encrypted_otherwise": (
        "The system disk is encrypted under another key, and the template skips it.",
        "Replace the disk with an image under the key by hand.",
    ),
    "locked": ("The instance is locked.", "Unlock it; ECS tells how in the console."),
    "no_system_disk": ("The instance has no system disk that can be seen.", "Look at it in the console."),
    "not_replaced": (
        "The instance still has its old system disk, with all that was on it.",
        "Start it to use it as before, or run it again once the cause is gone.",
    ),
    "other_execution": (
        "An execution of OOS works on it that is not of this request.",
        "Wait for its end, or stop it in OOS.",
    ),
    "other_key": ("The system disk is under another key than this one.", "Find out who encrypted it."),
    "released": ("The instance is not there any more.", "Nothing."),
    "replaced_plain": (
        "Somebody replaced the disk, and the new one is not encrypted.",
        "Look at it before another try.",
    ),
    "running": (
        "What it writes after the template's snapshot would be lost.",
        "Let it be stopped first (`stop_first`), or accept the loss (`accept_data_loss`).",
    ),
    "scaling_group": (
        "Its scaling group replaces instances that are stopped.",
        "Put it in standby there, and accept `scaling_group`.",
    ),
}
