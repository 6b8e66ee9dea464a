# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Why an image is not retired, and notes on one that is."""

from __future__ import annotations

from .rule import NOTE, Rule

RETIRE_RULES: dict[str, Rule] = {
    "retire_gone": Rule(
        NOTE,
        "it is not there any more",
        "There is nothing to do.",
        "An image of the map was deleted, or belongs to another account or region.",
    ),
    "retire_status": Rule(
        NOTE,
        "its status is {status}, and only Available and Deprecated images are retired",
        "Wait until it is Available, or remove it by hand.",
        "An image that is being made, or that failed, is no image to retire.",
    ),
    "retire_public": Rule(
        NOTE,
        "it is a community image, which anybody may launch",
        "Make it private first.",
        "The users of a community image cannot be known.",
    ),
    "retire_copy_missing": Rule(
        NOTE,
        "the image {image} that takes its place is {status} in {region}",
        "Give an image that is Available to this account in this region.",
        "The new image of the map is not available in the region of the old one.",
    ),
    "retire_copy_not_proven": Rule(
        NOTE,
        "{image} is not proven to be its copy: {why}",
        "Copy the image with migrate_images or image_copy, and give that copy.",
        "The tags of a copy name its source, account, region and key, and its disks have to agree with them.",
    ),
    "retire_copy_not_shareable": Rule(
        NOTE,
        "its copy {image} cannot be shared now: {why}",
        "Fix the copy first.",
        "The copy has a verdict other than shareable, so consumers may be unable to launch it.",
    ),
    "retire_copy_not_shared": Rule(
        NOTE,
        "its copy {image} is not shared with {accounts}",
        "Share the copy with each account that has the image.",
        "An account that loses the old image has to have the new one.",
    ),
    "retire_in_use": Rule(
        NOTE,
        "it is used by {users}",
        "Move its users to the copy, for instance with repoint_images. Delete old versions, or accept inactive users.",
        "Something in the owner's account launches from the image, or was launched from it.",
    ),
    "retire_users_unknown": Rule(
        NOTE,
        "it is unknown whether it is used by: {kinds}",
        "Make them readable. Or look at them yourself, and name each kind to accept as unknown.",
        "A kind of users is not searched, may not be read, or its list is not proven to be whole.",
    ),
    "retire_disk_uses": Rule(
        NOTE,
        "the disks {disks} were made from its snapshots",
        "Delete these disks, or keep the image.",
        "ECS initialises a disk again from the snapshot that it was made from.",
    ),
    "retire_disks_unknown": Rule(
        NOTE,
        "disks may not be read, so that some may be made from {snapshots}",
        "Allow the RAM action {permission}.",
        "Disks that were made from a snapshot of the image cannot be seen.",
    ),
    "retire_resource_share": Rule(
        NOTE,
        "a resource share gives it to {targets}",
        "Take it out of the resource share first.",
        "Consumers of a resource share cannot be listed, and lose the image when it is deprecated.",
    ),
    "retire_no_room": Rule(
        NOTE,
        "it has {count} tags, and the date of its deprecation needs one more",
        "Remove a tag.",
        "ECS takes 20 tags on an image.",
    ),
    "retire_account_not_cleared": Rule(
        NOTE,
        "it is not known that {account} does without it",
        "Verify that the account sees the copy and uses the old image no more, and name it as cleared.",
        "An account that has the image was not looked at.",
    ),
    "retire_account_unseen": Rule(
        NOTE,
        "the account {account} cannot be looked at: {why}",
        "Give a role or a profile for the account, or name it in retire_unseen_accounts.",
        "Without credentials nothing is known of what an account launches.",
    ),
    "retire_account_blind": Rule(
        NOTE,
        "the account {account} does not see the copy {image}: {why}",
        "Share the copy with the account, and verify it with verify_images.",
        "Verification did not show that the consumer's account has the copy.",
    ),
    "retire_account_uses": Rule(
        NOTE,
        "in the account {account} it is used by {users}",
        "Ask the owner of the account to move these users to the copy.",
        "Something in a consumer's account launches from the image, or was launched from it.",
    ),
    "retire_account_unknown": Rule(
        NOTE,
        "it is unknown whether it is used in the account {account} by: {kinds}",
        "Let the role of this account read them, or accept these kinds as unknown.",
        "A kind of users in a consumer's account is not searched or may not be read.",
    ),
    "retire_account_accepted": Rule(
        NOTE,
        "the account {account} was not looked at, as the request accepts",
        "Nothing has to be done.",
        "The request names an account that cannot be looked at.",
    ),
    "retire_shared_since": Rule(
        NOTE,
        "it was shared with {accounts} after it was looked at",
        "Run it again.",
        "The image was shared while the run went on.",
    ),
    "retire_shares_lost": Rule(
        NOTE,
        "it is under the service key, so ECS takes no share of it again",
        "Be sure that no consumer needs it any more.",
        "ECS refuses to share images under the service key. Existing shares stay until they are removed.",
    ),
    "retire_put_back": Rule(
        NOTE,
        "it was not deprecated, and its shares are as before: {error}",
        "Fix the cause and run it again.",
        "A step after the unsharing failed, so the image was shared again.",
    ),
    "retire_not_put_back": Rule(
        NOTE,
        "it was not deprecated ({error}), and its shares with {accounts} could not be put back: {second}",
        "Bring it back with retire_state=restored, or share it by hand.",
        "A step after the unsharing failed, and so did sharing the image again.",
    ),
    "retire_status_kept": Rule(
        NOTE,
        "its status was set to {wanted} and reads back as {status}",
        "Run it again once no other tool changes the image.",
        "ECS accepted another status and shows a different one.",
    ),
    "retire_unfinished": Rule(
        NOTE,
        "an earlier run took it from {accounts} and did not deprecate it, so it is shared again",
        "Nothing has to be done.",
        "A run ended between unsharing and deprecating, and the image may not be deprecated now.",
    ),
    "retire_counted_anew": Rule(
        NOTE,
        "it is deprecated without a date of this collection, so that its days count from now",
        "Nothing has to be done.",
        "The image was deprecated by other means, or removed the tag.",
    ),
    "retire_waits": Rule(
        NOTE,
        "it is deprecated since {since} and may be deleted from {due}",
        "Run it again after that time.",
        "An image is deleted some days after it was deprecated, so that it can be brought back.",
    ),
    "retire_kept_newest": Rule(
        NOTE,
        "it is one of the newest {count} of {family}",
        "Nothing has to be done.",
        "A rule of the request keeps the newest images of each family.",
    ),
    "retire_kept_tag": Rule(
        NOTE,
        "it has the tag {tag}",
        "Nothing has to be done.",
        "A rule of the request keeps images with this tag.",
    ),
    "retire_accounts_unknown": Rule(
        NOTE,
        "the {count} accounts that it was shared with are not known: the record of the run {run} is missing",
        "Give the directory of that record, or accept consumers as unknown.",
        "The record of the run that deprecated the image lists the accounts that had it.",
    ),
    "retire_shares_unknown": Rule(
        NOTE,
        "it is not shared again: the record of the run {run}, which lists its {count} accounts, is missing",
        "Share it by hand.",
        "The record of the run that deprecated the image lists the accounts that had it.",
    ),
    "retire_shares_refused": Rule(
        NOTE,
        "it is not shared again with {accounts}: {error}",
        "Share the copy with them.",
        "ECS refused to share an image that was brought back, as it does under the service key.",
    ),
    "retire_foreign": Rule(
        NOTE,
        "it was not deprecated by this collection",
        "Set its status to Available by hand.",
        "Only what this collection deprecated is brought back.",
    ),
    "retire_attempt_needed": Rule(
        NOTE,
        "it is the record of a failed attempt, and {source} has no copy under the key {key} yet",
        "Copy the image first.",
        "A failed attempt counts the attempts as long as there is no copy.",
    ),
}
