# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Can an image be shared, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .._core.reasons import gravest_first, reason, verdict_of
from .._model.evidence import Evidence
from .._model.image import AssessedImage, Disk, Encryption, Image, Verdict
from .._model.image_copy import TAG_SOURCE, read_copy_tag
from .._model.key import PENDING_DELETION, KeyType
from .._model.reason import Reason
from .encryption import SPECS, bare_key_id, encryption_of, examine_disk

# The regions that the vendor's page named for sharing encrypted images in January 2024. Later pages name none.
PROVEN_REGIONS = ("cn-beijing", "cn-shanghai", "cn-hongkong", "ap-southeast-1")
# Verdicts of images that are shared by copies.
COPIED = (Verdict.NEEDS_COPY, Verdict.IN_PARTS)
STATE_REASONS = {
    "Disabled": "key_disabled",
    PENDING_DELETION: "key_pending_deletion",
    "PendingImport": "key_pending_import",
}


def assess(image: Image, evidence: Evidence, shared_with: tuple[str, ...] = ()) -> AssessedImage:
    """Return the image with its keys, its verdict and every reason for it."""
    disks = tuple(examine_disk(disk, image.owner_id, evidence) for disk in image.disks)
    encryption = encryption_of(disks)
    by_disk = [disk_reasons(disk, image, evidence) for disk in disks]
    disks = tuple(
        replace(disk, key_reasons=tuple(item.code for item in found))
        for disk, found in zip(disks, by_disk, strict=True)
    )
    examined = replace(image, disks=disks)
    of_keys = [item for found in by_disk for item in found]
    found = [*_image_reasons(examined), *_encryption_reasons(examined, encryption, of_keys)]
    if evidence.shares_denied and image.is_own and image.is_shared and not shared_with:
        found.append(reason("shares_not_visible", permission=evidence.shares_denied))
    reasons = gravest_first(found)
    return AssessedImage(
        image=examined,
        encryption=encryption,
        verdict=verdict_of(reasons),
        reasons=reasons,
        copied_from=proven_source(examined),
        shared_with=shared_with,
    )


def proven_source(image: Image) -> str:
    """Return the image that a copy's tags name as its source; empty where a fact that ECS shows is otherwise."""
    tag = read_copy_tag(image.tags)
    if tag is None or not image.is_copied or tag.region != image.region:
        return ""
    seen = [disk for disk in image.disks if disk.key_type is not KeyType.UNKNOWN or disk.kms_key_id]
    is_under = all(bare_key_id(disk.kms_key_id) == tag.kms_key_id for disk in seen)
    return image.tags.get(TAG_SOURCE, "") if is_under else ""


def _image_reasons(image: Image) -> list[Reason]:
    found = []
    if not image.is_own:
        found.append(reason("not_owned", owner=image.owner_id or image.owner_alias))
    if image.is_public:
        found.append(reason("community_image"))
    if image.product_code:
        found.append(reason("marketplace_image", product=image.product_code))
    if image.status == "Deprecated":
        found.append(reason("deprecated"))
    elif image.status != "Available":
        found.append(reason("not_available", status=image.status))
    return found


def _encryption_reasons(image: Image, encryption: Encryption, of_keys: Sequence[Reason]) -> list[Reason]:
    vhd_note = [reason("vhd_not_copied")] if is_vhd(image) else []
    if encryption is Encryption.NONE:
        return [reason("not_encrypted"), *vhd_note]
    if not image.disks:
        return [reason("no_disks")]
    found = []
    if len(image.disks) > 1 and any(disk.encrypted for disk in image.disks):
        found.append(reason("encrypted_data_disks"))
    found.extend(of_keys)
    if encryption is Encryption.MIXED:
        found.append(reason("disks_differ"))
    if verdict_of(found) in COPIED and is_vhd(image):
        found.append(reason("vhd_format"))
    elif verdict_of(found) in (Verdict.SHAREABLE, Verdict.UNKNOWN):
        found.extend(vhd_note)
    if image.is_shared and any(disk.key_type is KeyType.SERVICE for disk in image.disks):
        found.append(reason("shared_under_service_key"))
    if image.region not in PROVEN_REGIONS and verdict_of(found) in (Verdict.SHAREABLE, *COPIED):
        found.append(reason("region_unproven", region=image.region))
    return found


def is_vhd(image: Image) -> bool:
    """Return whether a disk is in vhd format, which CopyImage refuses."""
    return any(disk.format.lower() == "vhd" for disk in image.disks)


def disk_reasons(disk: Disk, image: Image, evidence: Evidence) -> list[Reason]:
    """Return what a disk's key means for sharing its image."""
    match disk.key_type:
        case KeyType.SERVICE:
            return [reason("service_key")]
        case KeyType.FOREIGN:
            return [reason("foreign_key", key=disk.kms_key_id)]
        case KeyType.CUSTOMER:
            return _customer_key_reasons(disk.kms_key_id, evidence)
        case KeyType.UNKNOWN:
            return [_unknown_reason(disk, image, evidence)]
    return []


def _customer_key_reasons(key_id: str, evidence: Evidence) -> list[Reason]:
    key = evidence.keys.get(key_id)
    if key is None:
        return []
    found = []
    if key.state != "Enabled":
        found.append(reason(STATE_REASONS.get(key.state, "key_not_enabled"), key=key_id, state=key.state))
    if key.spec not in SPECS:
        found.append(reason("key_spec_unsupported", key=key_id, spec=key.spec))
    if not key.instance_id:
        found.append(reason("key_outside_instance", key=key_id))
    if key.origin == "EXTERNAL" and key.state != "PendingImport":
        found.append(reason("key_imported", key=key_id))
    return found


def _unknown_reason(disk: Disk, image: Image, evidence: Evidence) -> Reason:
    if disk.snapshot_id not in evidence.snapshots:
        if not image.is_own:
            return reason("snapshot_not_shared", owner=image.owner_id or image.owner_alias)
        if permission := evidence.denied.get(""):
            return reason("snapshot_not_visible", permission=permission)
        return reason("snapshot_not_found", snapshot=disk.snapshot_id or "of this image")
    if permission := evidence.denied.get(disk.kms_key_id):
        return reason("key_not_visible", key=disk.kms_key_id, permission=permission)
    return reason("key_not_found", key=disk.kms_key_id)
