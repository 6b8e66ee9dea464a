# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the table of reasons about sharing: requests, dry runs of instances, and reports."""

from __future__ import annotations

from .._model.image import Verdict
from .rule import NOTE, Rule, of_image

CHECK_ROLE = "Check its role and region; run it again."
SHARE_RULES: dict[str, Rule] = {
    "image_not_found": of_image(
        Verdict.BLOCKED,
        "is not among the account's images in {region}",
        "Give ids of custom images of this account and region.",
    ),
    "share_quota_exceeded": of_image(
        Verdict.BLOCKED,
        "would be shared with {count} accounts, over the quota of {quota}",
        "Name fewer accounts, or raise the quota in Quota Center and give it as share_quota.",
    ),
    "shared_both_ways": of_image(
        Verdict.BLOCKED,
        "reaches account {accounts} through Resource Sharing already, and ECS advises against both ways",
        "Leave the account out, or take it or the image out of the resource share (image_resource_share).",
    ),
    "source_unknown": of_image(
        Verdict.BLOCKED,
        "has no tag that says which image it was copied from",
        "Name its source in sources, or give accounts.",
    ),
    "source_not_proven": Rule(
        Verdict.BLOCKED,
        "its tags say that it was copied from {source}, but {doubt}",
        "Name its source in sources if you know it, or correct its tags.",
    ),
    "source_not_found": Rule(
        Verdict.BLOCKED,
        "its source {source} is not among the account's images in {source_region}",
        "Correct sources or source_region.",
    ),
    "may_be_shared_both_ways": Rule(
        NOTE,
        "{image} is shared directly with {accounts} and through Resource Sharing with {targets}; accounts that are in "
        "there have it both ways, which ECS advises against",
        "Take them off one of the two (image_share with state absent, or image_resource_share).",
        "An account may have the image directly and through Resource Sharing, which the vendor advises against.",
    ),
    "resource_shares_not_visible": Rule(
        NOTE,
        "images may also be shared through Resource Sharing, and the right to read that is missing",
        "Allow the RAM action {permission}, or set check_resource_shares: false.",
    ),
}
LAUNCH_RULES: dict[str, Rule] = {
    "DryRunOperation": Rule(
        NOTE,
        "a dry run of an instance under {key} passes",
        "Nothing. It does not show that the key decrypts.",
        "ECS accepts the dry run of an instance.",
    ),
    "check_mode": Rule(
        NOTE, "check mode sends no dry run", "Run it without check mode.", "Check mode sends no dry run."
    ),
    "disk_encrypt_role_missing": Rule(
        NOTE,
        "the dry run passes, but ECS uses no customer master key without the role {role}, which is missing",
        "Create the role AliyunECSDiskEncryptDefaultRole in the account: image_share_role with disk_encrypt_role, "
        "or the ECS console.",
        "The dry run passes, and the account lacks the role with which ECS uses its keys.",
    ),
    "disk_encrypt_role_not_visible": Rule(
        NOTE,
        "the dry run passes, but the right to look for the role {role} is missing. Allow {permission} in RAM",
        "Allow ram:GetRole.",
        "The dry run passes, and the right to look for that role is missing.",
    ),
    "launched": Rule(
        NOTE,
        "an instance started: {sign} {seconds} s after the call, and {disk}",
        "Nothing. The image starts in this account.",
        "An instance was started, and something inside of it answered.",
    ),
    "running_unproven": Rule(
        NOTE,
        "an instance is Running, but nothing inside answered within {seconds} s",
        "Raise wait_timeout, or install Cloud Assistant in the image. An instance whose disk cannot be decrypted may "
        "say Running, too.",
        "An instance was started, and nothing inside of it answered.",
    ),
    "sign_of_life_not_visible": Rule(
        NOTE,
        "an instance is Running, but the right to read whether its system answers is missing",
        "Allow {permission} in RAM.",
        "An instance was started, and the right to look for a sign of life is missing.",
        code="running_unproven",
    ),
    "instance_vanished": Rule(
        NOTE,
        "ECS started an instance and released it before it was Running",
        "The owner's key may not decrypt for this account. Check that the key is enabled, and that the owner's role "
        "AliyunECSShareEncryptImageDefaultRole trusts this account and has a policy that allows kms:Decrypt.",
        "ECS releases instances whose creation fails, such as those of an image that it cannot decrypt.",
    ),
    "instance_not_running": Rule(
        NOTE,
        "an instance was {status} for {seconds} s",
        "Raise wait_timeout, or try another instance_type.",
        "An instance was started, and was not Running in time.",
    ),
    "instance_not_listed": Rule(
        NOTE,
        "ECS accepted an instance and did not list it for {seconds} s",
        "Set wait_timeout to more than 60, so that an instance that ECS released itself differs from a late list. ECS "
        "releases an instance at once if it cannot decrypt the image.",
        "An instance was started, and no list showed it in time.",
    ),
    "disk_key_differs": Rule(
        NOTE,
        "an instance started, but its disk is encrypted with {key}, not with {wanted}",
        "Check kms_key_id and the default encryption of the region.",
        "The disk of an instance has another key than the one that was asked for.",
    ),
    "release_denied": Rule(
        NOTE,
        "nothing is started, since instances could not be released",
        "Allow {permission} in RAM.",
        "No instance is started without the right to release it.",
    ),
    "check_mode_trial": Rule(
        NOTE,
        "check mode starts no instance",
        "Run it without check mode.",
        code="check_mode",
    ),
}
REPORT_RULES: dict[str, Rule] = {
    "no_copy": Rule(
        NOTE,
        "has no copy from this run",
        "See the failures of the run. Fix their cause and run it again.",
        "The copy step failed as a whole, or did not run.",
    ),
    "not_shared": Rule(
        NOTE,
        "is not shared with {accounts}",
        "See the failure beside it; run it again.",
        "An image in a report lacks a consumer account.",
    ),
    "data_disk_not_copied": Rule(
        NOTE,
        "the snapshot of its data disk {device} was not copied",
        "See the failures of the run. Fix their cause and run it again.",
        "An image is shared in parts, and a copy of a data disk's snapshot failed.",
    ),
    "data_disk_not_shared": Rule(
        NOTE,
        "the snapshot of its data disk {device} is not shared with {accounts}",
        "See the failure beside it; run it again.",
        "An image is shared in parts, and a consumer account lacks the snapshot of a data disk.",
    ),
    "not_proven": Rule(
        NOTE,
        "{account}: {why}",
        CHECK_ROLE,
        "An account does not see the image that is shared with it.",
    ),
    "proof_other_account": Rule(
        NOTE,
        "the credentials given for this account belong to account {caller}",
        CHECK_ROLE,
        code="not_proven",
    ),
    "proof_not_seen": Rule(NOTE, "the account does not see the image", CHECK_ROLE, code="not_proven"),
    "proof_data_disk_not_seen": Rule(
        NOTE,
        "the account does not see the snapshot {snapshot} of the data disk {device}",
        "Let it accept the invitation to the resource share if it is outside of the resource directory.",
        code="not_proven",
    ),
    "proof_status": Rule(NOTE, "the account sees it with the status {status}", CHECK_ROLE, code="not_proven"),
}
