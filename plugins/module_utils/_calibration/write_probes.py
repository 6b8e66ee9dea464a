# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Probes that make copies of the canary."""

from __future__ import annotations

from typing import Any

from .probes import Probe, ProbeClass

LOOK = ("ecs:DescribeImages",)
COPY = ("ecs:CopyImage", *LOOK)
# What stops a copy that a probe did not expect.
STOP = (*COPY, "ecs:CancelCopyImage")
KEY_OF_COPY = (*COPY, "ecs:DescribeSnapshots", "kms:DescribeKey")
# The assumed number of copies that run at once in a region.
RUNNING = 5
# Seconds per GiB that plans assume, and seconds after which a change counts as late.
SPEED, LATE = 45, 2


def _copying(fact: str, sentence: str, assumed: Any, calls: tuple[str, ...] = COPY, **more: Any) -> Probe:
    return Probe(fact=fact, kind=ProbeClass.WRITE, sentence=sentence, assumed=assumed, calls=calls, **more)


COPY_PROBES = (
    _copying(
        "list_lag",
        f"DescribeImages shows a new image and a new state within {LATE} seconds.",
        True,
        (*COPY, "ecs:ModifyImageAttribute"),
        settings=("list_lag_seconds",),
        makes="a copy under your key",
    ),
    _copying(
        "copy_speed",
        f"A copy takes at most {SPEED} seconds for each GiB.",
        True,
        settings=("copy_seconds_per_gib",),
        makes="nothing of its own; the copies of the other probes are timed",
    ),
    _copying("client_token", "ECS remembers a client token for as long as calibration takes.", True,
             settings=("client_token_seconds",)),
    _copying("client_token_mismatch", "A client token that returns with other parameters is refused.", True),
    _copying(
        "client_token_tags",
        "A client token that returns with other tags is refused.",
        True,
        settings=("client_token_counts_tags",),
    ),
    _copying(
        "same_image_twice",
        "ECS refuses to copy an image that is being copied.",
        True,
        STOP,
        makes="a second copy if ECS takes the call; it is cancelled",
    ),
    _copying(
        "copy_conflict_scope",
        "That counts for every destination region.",
        "image",
        STOP,
        settings=("copy_conflict_scope",),
        needs="calibrate_destination_region",
        makes="a copy in the other region if ECS takes the call; it is cancelled",
    ),
    _copying(
        "dry_run_ignored",
        "CopyImage honours DryRun.",
        False,
        STOP,
        settings=("dry_run_ignored",),
        makes="a copy if ECS ignores DryRun; it is cancelled",
    ),
    _copying("key_id_taken", "KMSKeyId takes a key's id.", True, makes="the first copy"),
    _copying(
        "key_alias_taken",
        "KMSKeyId does not take a key's alias.",
        False,
        (*STOP, "kms:ListAliases"),
        settings=("key_alias_taken",),
        needs="an alias of calibrate_kms_key_id",
        makes="a copy if ECS takes the alias; it is cancelled",
    ),
    _copying(
        "key_arn_taken",
        "KMSKeyId does not take the ARN of a key of the account.",
        False,
        STOP,
        settings=("key_arn_taken",),
        makes="a copy if ECS takes the ARN; it is cancelled",
    ),
    _copying(
        "foreign_key_form",
        "KMSKeyId names another account's key by its ARN.",
        "arn",
        STOP,
        settings=("foreign_key_form",),
        needs="calibrate_foreign_key_arn",
        makes="a copy under that key; it is cancelled",
    ),
    _copying(
        "disk_role_needs_policy",
        "AliyunECSDiskEncryptDefaultRole needs no policy for a key of the account.",
        False,
        (*COPY, "ram:GetRole", "ram:ListPoliciesForRole"),
        settings=("disk_role_needs_policy",),
        needs="a role without any policy; calibration never changes this role",
    ),
    _copying(
        "copy_without_key",
        "Encrypted=true without a key keeps the key of an encrypted source.",
        "source",
        KEY_OF_COPY,
        settings=("copy_without_key",),
        makes="a copy of the copy",
    ),
    _copying(
        "copy_encrypted_default",
        "An encrypted image copied without Encrypted is refused.",
        "refuse",
        (*COPY, "ecs:DescribeSnapshots", "ecs:DescribeDiskEncryptionByDefaultStatus"),
        settings=("copy_encrypted_default",),
        needs="a region without encryption by default",
        makes="a copy of the copy if ECS takes the call",
    ),
    _copying("copy_keeps_tags", "A copy does not keep the tags of its source.", False, (*COPY, "ecs:TagResources"),
             settings=("copy_keeps_tags",), makes="a tag on the first copy"),
    _copying("copy_keeps_description", "A copy does not keep the description of its source.", False,
             settings=("copy_keeps_description",)),
    _copying(
        "copy_keeps_boot_mode",
        "A copy keeps the boot mode of its source.",
        True,
        (*COPY, "ecs:ModifyImageAttribute"),
        settings=("copy_keeps_boot_mode",),
        makes="the boot mode UEFI of the first copy",
    ),
    _copying(
        "copy_keeps_features",
        "A copy does not keep NvmeSupport of its source.",
        False,
        (*COPY, "ecs:ModifyImageAttribute"),
        settings=("copy_keeps_features",),
        makes="NvmeSupport of the first copy",
    ),
    _copying("copy_keeps_family", "A copy does not keep the image family of its source.", False,
             (*COPY, "ecs:ModifyImageAttribute"), makes="an image family of the first copy"),
    _copying(
        "copy_keeps_resource_group",
        "A copy does not keep the resource group of its source.",
        False,
        needs="a canary outside of the default resource group",
    ),
    _copying(
        "copy_keeps_source_disk",
        "The snapshots of a copy do not name the disk that the source's snapshots were taken of.",
        False,
        (*COPY, "ecs:DescribeSnapshots"),
        settings=("copy_keeps_source_disk",),
        needs="a canary whose snapshots name a disk",
    ),
    _copying(
        "running_copies",
        f"{RUNNING} copies run at once in a region, and the others wait.",
        RUNNING,
        STOP,
        settings=("running_copies_per_region",),
        needs=f"calibrate_max_copies for {RUNNING + 1} copies at once",
        makes="copies of all copies so far, until one waits",
    ),
    _copying(
        "unknown_snapshot",
        "DeleteSnapshot of an unknown id succeeds.",
        "ignore",
        ("ecs:DeleteSnapshot",),
        settings=("unknown_snapshot",),
        makes="nothing; a snapshot of a removed copy is deleted a second time",
    ),
)  # fmt: skip
