# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the table of reasons about images and regions."""

from __future__ import annotations

from .._model.image import Verdict
from .rule import NOTE, Rule, of_image

IN_PARTS = (
    "No copy of the whole image changes that. Share copies of its system disk and of its data disks' snapshots "
    "(images_data_disks: snapshots), or of its system disk alone (images_system_disk_only)."
)
IMAGE_RULES: dict[str, Rule] = {
    "not_owned": of_image(
        Verdict.BLOCKED,
        "belongs to account {owner}",
        "Only its owner can share it. Copy it with your own customer master key.",
    ),
    "community_image": of_image(
        Verdict.BLOCKED, "is a community image", "Community images cannot be shared or copied."
    ),
    "deprecated": of_image(
        Verdict.BLOCKED, "is deprecated", "ModifyImageAttribute Status=Available makes it usable again."
    ),
    "not_available": of_image(
        Verdict.BLOCKED, "has the status {status}", "Wait until it is Available, or delete it if its creation failed."
    ),
    "encrypted_data_disks": of_image(
        Verdict.IN_PARTS,
        "is encrypted and has data disks, so that it can be shared in parts only",
        IN_PARTS,
    ),
    "vhd_format": of_image(
        Verdict.BLOCKED, "is in vhd format, which ECS does not copy", "Import it again in raw or qcow2 format."
    ),
    "key_disabled": Rule(Verdict.BLOCKED, "its key {key} is disabled", "Enable the key in KMS."),
    "key_pending_deletion": Rule(
        Verdict.BLOCKED,
        "its key {key} is waiting for deletion",
        "Cancel the key's deletion in KMS, or the image is lost.",
    ),
    "key_pending_import": Rule(
        Verdict.BLOCKED, "its key {key} has no key material", "Import the key material again in KMS."
    ),
    "key_not_enabled": Rule(Verdict.BLOCKED, "its key {key} is {state}", "Enable the key in KMS."),
    "share_quota_reached": of_image(
        Verdict.BLOCKED,
        "is shared with {count} accounts, all that the quota of {quota} allows",
        "Unshare it from accounts that no longer need it, or raise the quota in Quota Center (share_quota).",
    ),
    "role_missing": of_image(
        Verdict.BLOCKED,
        "is encrypted, and the RAM role {role} that sharing it needs does not exist",
        "Make the role and let it trust the account: image_share_role, or share_images with share_images_prepare_role.",
    ),
    "trust_missing": of_image(
        Verdict.BLOCKED,
        "is encrypted, and the RAM role {role} does not trust the ECS service of account {account}",
        "Add the account to the role's trust policy: image_share_role with this account.",
    ),
    "service_key": of_image(
        Verdict.NEEDS_COPY,
        "is encrypted with the ECS service key, which cannot be shared",
        "ECS refuses to share it since 2025-07-01. Copy it under a customer master key.",
    ),
    "key_spec_unsupported": Rule(
        Verdict.NEEDS_COPY,
        "its key {key} has the spec {spec}, which ECS does not take",
        "Copy it under a key of spec Aliyun_AES_256 or Aliyun_SM4.",
    ),
    "no_disks": of_image(
        Verdict.UNKNOWN, "has no disks in ECS's answer, so its key is not known", "Look again once it is Available."
    ),
    "snapshot_not_found": Rule(
        Verdict.UNKNOWN,
        "its snapshot {snapshot} cannot be seen, so its key is not known",
        "Ask the owner of the image, or check that the snapshot still exists.",
    ),
    "snapshot_not_shared": Rule(
        Verdict.UNKNOWN,
        "its snapshots belong to account {owner} and cannot be seen from here, so its key is not known",
        "Look at the image with credentials of its owner.",
    ),
    "snapshot_not_visible": Rule(
        Verdict.UNKNOWN, "its snapshots may not be read, so its key is not known", "Allow the RAM action {permission}."
    ),
    "key_not_found": Rule(
        Verdict.UNKNOWN,
        "its key {key} is not found in this region",
        "The key was deleted or belongs to another account; without it the image cannot be read.",
    ),
    "key_not_visible": Rule(
        Verdict.UNKNOWN, "its key {key} may not be read, so its kind is not known", "Allow the RAM action {permission}."
    ),
    "role_not_visible": of_image(
        Verdict.UNKNOWN,
        "is encrypted, and the right to read whether the RAM role {role} trusts the account is missing",
        "Allow the RAM action {permission}.",
    ),
    "not_encrypted": of_image(
        NOTE,
        "is not encrypted",
        "Share it without a copy (share_unencrypted), or copy it under a key (encrypt_unencrypted).",
    ),
    # The playbooks' variables, where a module's reason names its options.
    "plain_not_chosen": of_image(
        NOTE,
        "is not encrypted",
        "Set images_encrypt_unencrypted: true to copy it, or images_share_unencrypted: true to share it uncopied.",
        code="not_encrypted",
    ),
    "plain_with_data_disks": of_image(
        NOTE,
        "is not encrypted, and once encrypted could be shared in parts only because of its data disks",
        IN_PARTS,
        code="encrypted_data_disks",
    ),
    "copy_not_asked_for": of_image(
        NOTE,
        "needs a copy",
        "Copy it under a customer master key and share the copy (migrate_images).",
        code="service_key",
    ),
    "vhd_not_copied": of_image(
        NOTE, "is in vhd format, which ECS does not copy", "It can be shared without a copy, in its own region."
    ),
    "disks_differ": Rule(NOTE, "its disks are encrypted in different ways", "Look at each disk's key."),
    "key_outside_instance": Rule(
        NOTE,
        "its key {key} is outside a KMS instance and may be the free default key",
        "ECS does not document whether it shares images under the default key; prefer a key of a KMS instance.",
    ),
    "foreign_key": of_image(
        NOTE,
        "is encrypted with another account's key {key}",
        "ECS shares it while the policy of that key lets AliyunECSShareEncryptImageDefaultRole of this account use "
        "it. Else copy it under a customer master key of this account.",
    ),
    "key_imported": Rule(
        NOTE,
        "its key {key} has imported key material, which can expire or be deleted",
        "Keep the material, and import it again before it expires; without it the image cannot be read.",
    ),
    "region_unproven": of_image(
        NOTE,
        "is encrypted, and {region} is outside the regions that were listed for sharing encrypted images in 2024",
        "Later documentation lists no regions, so ECS decides. Try one image before many.",
    ),
    "marketplace_image": of_image(
        NOTE,
        "is made from a marketplace image (product {product})",
        "ECS copies it only while the product is published and licensed, and shares it only within one site.",
    ),
    "shared_under_service_key": of_image(
        NOTE,
        "is still shared although the service key encrypts it",
        "Copy it and move its shares to the copy.",
    ),
    "shares_not_visible": of_image(
        NOTE, "is shared, and the accounts it is shared with may not be read", "Allow the RAM action {permission}."
    ),
    "shared_outside": of_image(
        NOTE,
        "is shared with {accounts}, outside the accounts that are allowed",
        "Stop sharing it with them (image_share, state absent), or allow them.",
    ),
    "share_list_full": of_image(
        NOTE,
        "is shared with {count} accounts, all that the quota of {quota} allows",
        "Before it is shared with another, unshare it from one, or raise the quota in Quota Center (share_quota).",
    ),
    "already_shared": of_image(NOTE, "is shared with account {account}", "Nothing needs to be done."),
    "default_service_key": Rule(
        NOTE,
        "new disks in {region} are encrypted with the ECS service key, so images made of them cannot be shared",
        "Set a customer master key as the region's default key (disk_encryption_default, or guard_images), or name one "
        "where images are built.",
    ),
    "defaults_not_visible": Rule(
        NOTE, "the default encryption of {region} may not be read", "Allow the RAM action {permission}."
    ),
    "defaults_unavailable": Rule(
        NOTE,
        "ECS does not report the default encryption of {region} ({error})",
        "The region may have no default encryption; look at it in the ECS console.",
    ),
    "instances_not_visible": Rule(
        NOTE, "the instances of {region} may not be read", "Allow the RAM action {permission}."
    ),
    "family_missing": Rule(
        NOTE,
        "{region} has instances ({count}) and no available image of the family {family}",
        "Copy one of its images to the region with image_copy.",
    ),
    "family_not_shareable": Rule(
        NOTE,
        "{region} has instances ({count}), and none of its images of the family {family} can be shared",
        "Copy one of them under a customer master key with image_copy.",
    ),
}
