# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the answers to calls of CopyImage, and the copies themselves, say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._model.answered import Answered
from ..._model.role import DISK_ROLE
from ..findings import lacking, open_fact, refused, settled
from ..values import Canary, FactFinding
from .read import is_encrypted, is_service_key, items_of

DRY_RUN_PASSED = "DryRunOperation"
NOT_FOUND = ("InvalidParameter.KMSKeyId.NotFound", "InvalidParameter", "InvalidKMSKeyId", "InvalidParameter.KMSKeyId")
UNAUTHORIZED = ("InvalidParameter.KMSKeyId.KMSUnauthorized", "InvalidParameter.KMSKeyId.CMKUnauthorized")
CONFLICT = ("OperationDenied.ImageCopyConflict", "OperationDenied.ImageCopying")
MISMATCH = (
    "IdempotentParameterMismatch",
    "IdempotenceParamNotMatch",
    "InvalidIdempotenceParameter.Mismatch",
)
NOT_TO_PLAIN = (
    "OperationDeined.EncryptedSnapshot",
    "InvalidParameter.EncryptedIllegal",
    "InvalidEncrypted.NotMatchSnapshot",
)
# A copy that was queued or took less than a few polls says nothing exact about speed.
DIGITS = 3


def disk_role(canary: Canary, answer: Answered) -> FactFinding:
    """Say whether the disk role needs a policy, which only a role without any shows."""
    fact = "disk_role_needs_policy"
    if canary.disk_role_denied:
        return open_fact(fact, f"{canary.disk_role_denied} is not allowed")
    if canary.disk_role is None:
        return open_fact(fact, f"the account has no role {DISK_ROLE}")
    if canary.disk_role.policies:
        return open_fact(fact, "the role has a policy, and calibration never changes it")
    if answer.is_taken:
        return settled(fact, False, answer)
    return settled(fact, True, answer) if answer.code in UNAUTHORIZED else refused(fact, answer)


def twice(answer: Answered, *, still_runs: bool) -> FactFinding:
    """Say whether an image is copied twice at once; `still_runs` says of the first copy that it had not ended."""
    fact = "same_image_twice"
    if answer.is_taken:
        return settled(fact, False, answer) if still_runs else open_fact(fact, "the first copy ended too soon", answer)
    return settled(fact, True, answer) if answer.code in CONFLICT else refused(fact, answer)


def conflict_scope(again: Answered, other: Answered | None, *, still_runs: bool) -> FactFinding:
    """Say whether a running copy keeps an image from being copied to another region."""
    fact = "copy_conflict_scope"
    if other is None:
        return (
            lacking(fact) if again.code in CONFLICT else open_fact(fact, "an image may be copied twice at once", again)
        )
    if other.is_taken:
        if not still_runs:
            return open_fact(fact, "the first copy ended too soon", other)
        return settled(fact, "destination", other)
    return settled(fact, "image", other) if other.code in CONFLICT else refused(fact, other)


def mismatch(fact: str, image_id: str, answer: Answered) -> FactFinding:
    """Say whether a token with other parameters is refused."""
    if answer.code in MISMATCH:
        return settled(fact, True, answer)
    if answer.is_taken and answer.body.get("ImageId") == image_id:
        return settled(fact, False, answer)
    return open_fact(fact, f"the token was not known any more: {answer.code or 'another copy was made'}", answer)


def dry_run(answer: Answered) -> FactFinding:
    """Say whether a dry run was one."""
    fact = "dry_run_ignored"
    if answer.is_taken:
        return settled(fact, True, answer)
    return settled(fact, False, answer) if answer.code == DRY_RUN_PASSED else refused(fact, answer)


def copy_dry_run(no_image: Answered, no_key: Answered | None) -> list[FactFinding]:
    """Say what a dry run of CopyImage checks: an image that does not exist, and one that does with no such key.

    Both calls would be refused without DryRun, too. One that passes shows that DryRun counts.
    """
    asked = [answer for answer in (no_image, no_key) if answer is not None]
    denied = next((answer for answer in asked if answer.denied), None)
    if denied:
        return [refused("copy_dry_run", denied), refused("dry_run_ignored", denied)]
    if all(answer.code != DRY_RUN_PASSED for answer in asked):
        why = "both were refused as without DryRun, so that either it checks all or DryRun does not count"
        return [open_fact("copy_dry_run", why, *asked), open_fact("dry_run_ignored", why, *asked)]
    checked = [
        name for name, answer in (("image", no_image), ("key", no_key)) if answer and answer.code != DRY_RUN_PASSED
    ]
    value = f"{' and '.join(checked)} checked" if checked else "neither image nor key is checked"
    honoured = next(answer for answer in asked if answer.code == DRY_RUN_PASSED)
    return [settled("copy_dry_run", value, *asked), settled("dry_run_ignored", False, honoured)]


def launch_dry_run(answer: Answered, *, counts: bool) -> FactFinding:
    """Say whether a dry run of RunInstances looks for the image, which does not exist.

    A refusal shows that only if DryRun counts, as far as CopyImage has shown it.
    """
    fact = "launch_dry_run"
    if answer.denied:
        return refused(fact, answer)
    if answer.code == DRY_RUN_PASSED:
        return settled(fact, "the image is not checked", answer)
    if not counts:
        return open_fact(fact, "refused as without DryRun, and CopyImage does not show that DryRun counts", answer)
    return settled(fact, "the image is checked", answer)


def key_form(fact: str, answer: Answered) -> FactFinding:
    """Say whether a form of KMSKeyId was taken."""
    if answer.is_taken:
        return settled(fact, True, answer)
    return settled(fact, False, answer) if answer.code in NOT_FOUND else refused(fact, answer)


def foreign_form(by_arn: Answered, by_id: Answered | None) -> FactFinding:
    """Say how another account's key is named."""
    if by_arn.is_taken:
        return settled("foreign_key_form", "arn", by_arn)
    if by_id is not None and by_id.is_taken:
        return settled("foreign_key_form", "id", by_id)
    return refused("foreign_key_form", by_arn)


def kept(source: Mapping[str, Any], copy: Mapping[str, Any], answer: Answered) -> list[FactFinding]:
    """Compare a copy with its source, both as DescribeImages shows them.

    The source has a tag, description, boot mode, feature and family that the call did not name.
    """
    return [
        settled("copy_keeps_tags", _tags(source) <= _tags(copy), answer)
        if len(_tags(source)) > 1
        else open_fact("copy_keeps_tags", "the first copy got no second tag", answer),
        settled("copy_keeps_description", copy.get("Description") == source.get("Description"), answer),
        _kept("copy_keeps_boot_mode", source.get("BootMode"), copy.get("BootMode"), "UEFI", answer),
        _kept("copy_keeps_features", _nvme(source), _nvme(copy), "supported", answer),
        settled("copy_keeps_family", copy.get("ImageFamily") == source.get("ImageFamily"), answer)
        if source.get("ImageFamily")
        else open_fact("copy_keeps_family", "the first copy got no family", answer),
    ]


def _kept(fact: str, source: Any, copy: Any, special: str, answer: Answered) -> FactFinding:
    if source != special:
        return open_fact(fact, f"the first copy did not get {special}", answer)
    return settled(fact, copy == source, answer)


def resource_group(source: Mapping[str, Any], copy: Mapping[str, Any], answer: Answered) -> FactFinding:
    """Compare the resource groups of an image and of a copy whose call named none.

    Equal ones prove nothing: both are the default one, or the copy kept it.
    """
    fact, group = "copy_keeps_resource_group", str(source.get("ResourceGroupId") or "")
    if not group:
        return lacking(fact)
    if not copy:
        return open_fact(fact, "the first copy was not listed", answer)
    if copy.get("ResourceGroupId") == group:
        return open_fact(fact, "both are in one resource group: it is the default one, or the copy kept it", answer)
    return settled(fact, False, answer)


def _tags(image: Mapping[str, Any]) -> set[str]:
    tags = image.get("Tags")
    found = tags.get("Tag") if isinstance(tags, Mapping) else None
    return {str(tag.get("TagKey")) for tag in found} if isinstance(found, list) else set()


def _nvme(image: Mapping[str, Any]) -> Any:
    features = image.get("Features")
    return features.get("NvmeSupport") if isinstance(features, Mapping) else None


def key_kept(key_id: str, snapshots: Answered, keys: Mapping[str, Answered]) -> FactFinding:
    """Say which key a copy got whose call named none."""
    fact = "copy_without_key"
    if not snapshots.is_taken:
        return refused(fact, snapshots)
    found = {
        str(item.get("KMSKeyId") or "") for item in items_of(snapshots, "Snapshots", "Snapshot") if is_encrypted(item)
    }
    if found == {key_id}:
        return settled(fact, "source", snapshots)
    if found and all(not key or (key in keys and is_service_key(keys[key])) for key in found):
        return settled(fact, "service", snapshots)
    return open_fact(fact, "the copy has neither the key of its source nor the service key", snapshots)


def source_disk(sources: Answered, copies: Answered) -> FactFinding:
    """Say whether the snapshots of a copy name the disks that those of its source do."""
    fact = "copy_keeps_source_disk"
    denied = next((answer for answer in (sources, copies) if not answer.is_taken), None)
    if denied:
        return refused(fact, denied)
    named = {str(item.get("SourceDiskId") or "") for item in items_of(sources, "Snapshots", "Snapshot")} - {""}
    if not named:
        return lacking(fact)
    shown = {str(item.get("SourceDiskId") or "") for item in items_of(copies, "Snapshots", "Snapshot")}
    return settled(fact, bool(named & shown), copies)


def without_encrypted(answer: Answered, snapshots: Answered | None, *, encrypts_by_default: bool | None) -> FactFinding:
    """Say what became of a copy of an encrypted image whose call did not say Encrypted."""
    fact = "copy_encrypted_default"
    if encrypts_by_default is None:
        return open_fact(fact, "ecs:DescribeDiskEncryptionByDefaultStatus is not allowed")
    if encrypts_by_default:
        return lacking(fact)
    if not answer.is_taken:
        return settled(fact, "refuse", answer) if answer.code in NOT_TO_PLAIN else refused(fact, answer)
    listed = items_of(snapshots, "Snapshots", "Snapshot") if snapshots else []
    if listed and all(is_encrypted(item) for item in listed):
        return settled(fact, "keep", answer)
    if listed:
        return settled(fact, "plain", answer, settings={})
    return open_fact(fact, "the snapshots of the copy are not visible", answer)
