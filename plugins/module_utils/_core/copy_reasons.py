# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the table of reasons that `image_copy` uses. An empty remedy means that there is nothing to do."""

from __future__ import annotations

from .rule import NOTE, Rule

BY_HAND = "Look at it, and delete it by hand if it is not needed."
NEW_ATTEMPT = "A new attempt replaces it."
IN_ECS = (
    "It continues in ECS. Run this again to wait for it, raise copy_timeout or copy_timeout_per_gib, "
    "or cancel it with state: absent."
)

# Copies that are made
MAKING = {
    "copy_failed": Rule(
        NOTE, "its copy {image} ended with the status {status}", NEW_ATTEMPT, "A copy ended in failure."
    ),
    "copy_deprecated": Rule(
        NOTE,
        "its copy {image} was deprecated",
        "A new copy is made; make that one Available to use it.",
        "An earlier copy was deprecated.",
    ),
    "copy_not_found": Rule(
        NOTE, "its copy {image} is not listed by ECS", NEW_ATTEMPT, "ECS does not list a copy that was started."
    ),
    "copy_not_proven": Rule(
        NOTE,
        "the disks of {image} cannot be seen",
        "Allow ecs:DescribeSnapshots in RAM, then run this again.",
        "The snapshots of a copy cannot be seen.",
    ),
    "copy_name_collision": Rule(
        NOTE,
        "{image}, which has the name of the copy, is a copy of another image",
        "Run this again to have one made under another name.",
        "An image that was being made had the name of the copy and no tags yet, and is a copy of another image.",
    ),
    "copy_wrong_key": Rule(
        NOTE,
        "its copy {image} has disks that are not under the key {key}: {disks}",
        NEW_ATTEMPT,
        "A copy's disk is not under the key asked for.",
    ),
    "copy_disks_differ": Rule(
        NOTE,
        "its copy {image} has the disks {disks} where the source has {wanted}",
        NEW_ATTEMPT,
        "A copy has other disks than its source.",
    ),
    "copy_platform_differs": Rule(
        NOTE,
        "its copy {image} has the {attribute} {value} where the source has {wanted}",
        NEW_ATTEMPT,
        "A copy has another architecture or platform than its source.",
    ),
    "too_many_attempts": Rule(
        NOTE,
        "{count} attempts failed",
        "Look at the failed copies' reasons, then raise max_copy_attempts.",
        "A copy failed as often as it may.",
    ),
    "copy_untagged": Rule(
        NOTE,
        "{image} is known by its name, key and disks",
        "",
        "A copy lost its tags, or they were edited, and is known by name, key and disks. The tags are put back.",
    ),
    "duplicate_copies": Rule(
        NOTE,
        "other images have the tags of this copy and are not used: {images}",
        "Remove the imageops tags from them.",
        "Other images have the tags of this copy.",
    ),
    "several_copies": Rule(
        NOTE,
        "several images without tags could be the copy: {images}",
        "Give the right one the tags imageops:source-image={source} and imageops:copy={tag}, or rename the others.",
        "Several images could be the copy.",
    ),
    "source_already_encrypted": Rule(
        NOTE, "is already encrypted with this key", "", "The image is encrypted with the key already."
    ),
    "source_not_examined": Rule(
        NOTE,
        "the snapshots and keys of account {owner} cannot be seen from here and are not checked",
        "",
        "The snapshots and keys of another account's image cannot be read.",
    ),
    "tags_dropped": Rule(
        NOTE,
        "ECS takes {count} tags; not carried: {tags}",
        "Tag the copy by hand if they are needed.",
        "ECS takes 20 tags, and the source has more than fit.",
    ),
    "resource_group_differs": Rule(
        NOTE,
        "is in the resource group {group}, not in {wanted}",
        "Move it in the resource management console.",
        "A copy is in another resource group than asked for.",
    ),
    "leftover_removed": Rule(NOTE, "its failed attempt {image} was removed", "", "A failed attempt was removed."),
    "leftover_kept": Rule(
        NOTE,
        "its failed attempt {image} could not be removed: {error}",
        "A later run tries again.",
        "A failed attempt could not be removed.",
    ),
    "leftovers_not_visible": Rule(
        NOTE,
        "whether snapshots of removed attempts are left may not be read",
        "Allow {permission} in RAM.",
        "The right to look for snapshots of removed attempts is missing.",
    ),
}
# Copies that are waited for
WAITING = {
    "copy_timed_out": Rule(
        NOTE,
        "it has been copied for {taken}, and its limit is {limit}",
        IN_ECS,
        "A copy took longer than it may.",
    ),
    "copy_waited_too_long": Rule(
        NOTE, "it has waited for {taken}, longer than all before it and itself may take", IN_ECS, code="copy_timed_out"
    ),
    "copy_region_full": Rule(
        NOTE,
        "the region {region} has no room for them: its quota of images or snapshots is used up",
        "Delete images or snapshots, or raise the quota in Quota Center, then run this again.",
        code="copy_timed_out",
    ),
}
# Copies that are removed
REMOVING = {
    "copy_in_use": Rule(
        NOTE,
        "is used by instances, and ECS deletes no image in use",
        "Move the instances to another image or release them, then run this again.",
        "A copy to remove is in use.",
    ),
    "snapshot_of_disk": Rule(
        NOTE,
        "the snapshot {snapshot} stays: ECS says that it was taken of the disk {disk}, which exists",
        "Delete it by hand if it is not needed.",
        "A snapshot has the tags of a copy and is the snapshot of a disk.",
    ),
    "snapshot_disk_unseen": Rule(
        NOTE,
        "the snapshot {snapshot} stays: ECS says that it was taken of the disk {disk}, and whether that exists is not "
        "known without {permission}",
        "Allow {permission} in RAM.",
        "A snapshot has the tags of a copy, and its disk may not be looked for.",
    ),
    "snapshot_in_use": Rule(
        NOTE,
        "the snapshot {snapshot} stays: the image {image} is made of it",
        "Delete that image first.",
        "A snapshot to remove belongs to another image, too.",
    ),
    "not_a_copy": Rule(NOTE, "is no copy, says ECS", BY_HAND, "ECS says that an image to remove is no copy."),
    "copy_tag_unread": Rule(
        NOTE,
        "has the tag imageops:copy={value}, which is not ours",
        BY_HAND,
        "The tag `imageops:copy` of an image to remove is not the collection's.",
    ),
    "copy_of_other_destination": Rule(
        NOTE,
        "has the tags of another copy: {tag}",
        BY_HAND,
        "An image to remove has tags of another copy.",
    ),
    "copy_of_another_account": Rule(
        NOTE,
        "is tagged as a copy of an image of account {account}, not of {owner}",
        "For copies of images that other accounts share give source_owner: shared.",
        "A copy has the tag of another account.",
    ),
    "copy_of_copy": Rule(
        NOTE,
        "was copied from another image than the source, and has its tags from there",
        BY_HAND,
        "An image to remove was copied from another image than its tags say.",
    ),
    "copy_of_unknown_origin": Rule(
        NOTE,
        "may be a copy of a copy that is gone: neither its snapshots nor its name show what it was made of",
        f"Give the template that its name was made from (name). {BY_HAND}",
        code="copy_of_copy",
    ),
    "removal_wrong_key": Rule(
        NOTE, "has disks that are not under the key {key}: {disks}", BY_HAND, code="copy_wrong_key"
    ),
    "removal_snapshot_wrong_key": Rule(NOTE, "is not under the key {key}", BY_HAND, code="copy_wrong_key"),
    "removal_not_proven": Rule(
        NOTE, "has snapshots that cannot be seen, so its key is not known", BY_HAND, code="copy_not_proven"
    ),
    "removal_several_copies": Rule(
        NOTE,
        "several images have the tags of this copy: {images}",
        "Remove the imageops tags from those that are not the copy.",
        code="several_copies",
    ),
}
COPY_RULES: dict[str, Rule] = {**MAKING, **WAITING, **REMOVING}
