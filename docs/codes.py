# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tables of codes in guides/troubleshooting.md: `python -m docs.codes` writes them between their markers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from plugins.module_utils._logic.explain import REMEDIES
from plugins.module_utils._logic.reasons import RULES

PAGE = Path(__file__).parent / "guides" / "troubleshooting.md"
BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
GAP = re.compile(r"{(\w+)}")

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
    "ListMoved": ("Images came and went while they were listed.", "Run it again when fewer are being made."),
    "ShareFailed": (
        "ECS reported no error, and the share list is not what was asked for.",
        "Run it again, then ask the vendor.",
    ),
    "LaunchStarted": (
        "ECS ignored the dry run of an instance and started it.",
        "Release at once what the message names, and do not try instances (`images_consumer_launch`) again.",
    ),
    "RoleUnsettled": (
        "Somebody else writes the share role's trust at the same time.",
        "Run one job at a time, then again.",
    ),
    "WaitTimeout": ("The time to wait is over; the work in the cloud goes on.", "Run it again: it goes on waiting."),
    "CopyStuck": ("Copies made no progress for too long.", "Look at them in the console, cancel them, run it again."),
    "ExecutionFailed": ("A task of an OOS execution failed.", "The message names it; mend the cause and run it again."),
    "ExecutionCancelled": ("Somebody cancelled the OOS execution.", "Run it again to start a new one."),
    "ExecutionWaiting": (
        "The OOS execution waits for a confirmation.",
        "Confirm it in OOS, or use `safety_check: Skip`.",
    ),
    "InstanceGone": ("The instance was released meanwhile.", "Leave it out."),
    "CreateFailed": ("ECS could not make the image.", "Look at the instance or snapshot, then run it again."),
    "copy_deprecated": ("An earlier copy was deprecated.", "A new copy is made; make that one Available to use it."),
    "copy_disks_differ": ("A copy has other disks than its source.", "It is copied again."),
    "copy_failed": (
        "A copy ended in failure.",
        "It is tried again, three times over all runs; then look at the source.",
    ),
    "copy_in_use": ("A copy that is to be removed is in use.", "Stop using it, or keep it."),
    "copy_not_found": ("A copy that was started is not to be seen.", "It is started again."),
    "copy_not_proven": ("The snapshots of a copy cannot be seen.", "Allow `ecs:DescribeSnapshots`, run it again."),
    "copy_of_another_account": ("A copy bears the tag of another account.", "Leave it, or remove its imageops tags."),
    "copy_platform_differs": ("A copy has another architecture or platform than its source.", "It is copied again."),
    "copy_stuck": ("A copy made no progress for too long.", "Cancel it in the console, then run it again."),
    "copy_untagged": ("A copy lost its tags and is known by name, key and disks.", "Nothing: the tags are put back."),
    "copy_wrong_key": ("A copy's disk is not under the key asked for.", "It is copied again."),
    "leftover_kept": ("A failed attempt could not be removed.", "Remove it by hand if its snapshots are billed."),
    "leftover_removed": ("A failed attempt was removed.", "Nothing."),
    "other_copies": ("Other images bear the tags of this copy.", "Remove the imageops tags from them."),
    "resource_group_differs": ("A copy is in another resource group than asked for.", "Move it in the console."),
    "several_copies": ("Several images without tags could be the copy.", "Tag the right one, or rename the others."),
    "snapshot_in_use": ("A snapshot that is to go belongs to another image, too.", "Delete that image first."),
    "source_has_key": ("The image is under the key already.", "Nothing."),
    "source_not_examined": (
        "The source's keys could not be read.",
        "Allow `ecs:DescribeSnapshots` and `kms:DescribeKey`.",
    ),
    "tags_dropped": (
        "ECS takes 20 tags, and the source has more than fit.",
        "Tag the copy by hand if they are needed.",
    ),
    "too_many_attempts": ("A copy failed as often as it may.", "Look at the reasons, then raise `max_copy_attempts`."),
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


def tables() -> str:
    """All tables, as Markdown."""
    reasons = {code: (_cause(rule.message), _words(rule.remedy)) for code, rule in RULES.items()}
    cloud = {code: (CAUSES.get(code, ""), remedy) for code, remedy in REMEDIES.items()}
    return (
        _table("Why an image is as it is (`reasons` of image_info)", reasons)
        + _table("Errors of the cloud", cloud)
        + _table("Errors and notes of the collection", OWN)
    )


def documented() -> set[str]:
    """Every code that the page explains."""
    return set(RULES) | set(REMEDIES) | set(OWN)


def updated(page: str) -> str:
    """The page with its tables as they are to be."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{tables()}{END}{after}"


def _table(title: str, rows: dict[str, tuple[str, str]]) -> str:
    lines = [f"| `{code}` | {cause} | {remedy} |" for code, (cause, remedy) in rows.items()]
    return "\n".join(["", f"### {title}", "", "| code | cause | what to do |", "| --- | --- | --- |", *lines, "", ""])


def _cause(message: str) -> str:
    text = _words(message)
    return f"The image {text}." if text.startswith(("is ", "has ", "belongs ")) else f"{text[0].upper()}{text[1:]}."


def _words(text: str) -> str:
    return GAP.sub(r"*\1*", text).replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    """Write the page."""
    PAGE.write_text(updated(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
