# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyImageSharePermission."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import PUBLIC, REFUSED_PARAMETER
from ....state.images import Image
from ..arns import image_of_call
from ..encryption import HeldKey, key_of, share_role_serves

_PER_CALL = 10


@action(
    "ecs",
    "ModifyImageSharePermission",
    mutating=True,
    resources=image_of_call,
    models=("AddAccount", "DryRun", "ImageId", "IsPublic", "RegionId", "RemoveAccount"),
    errors=(
        "AssumeRoleError", "IncorrectImageStatus", "InvalidAccount.Forbbiden", "InvalidAccount.NotFound",
        "InvalidImageId.NotFound", "InvalidOperation.ServiceKeyEncryptedImageUnsupported",
        "InvalidParameter.KMSKeyId.CMKNotEnabled", "OperationDeined.EncryptedSnapshot", "OperationDeined.FullImage",
        "OperationDenied.InvalidImageStatus", "QuotaExceed.ShareImage", "QuotaExceed.ShareImageUser",
    ),
    gaps=(
        Gap.of(
            REFUSED_PARAMETER,
            "ForbiddenParameter.LaunchPermission", "InvalidParameter.LaunchPermission",
            "UnnecessaryParameter.LaunchPermission",
        ),
        Gap.of(
            PUBLIC,
            "CurrentRegion.NotSupportPublicImage", "Image.NotPublic", "Image.Public",
            "ImageDescription.ContainsSensitiveWords", "ImageName.ContainsSensitiveWords",
            "InvalidParameter.IsPublic", "PublicImageAgreement.NotSigned",
        ),
        Gap.of("share groups do not exist", "InvalidGroup.Malformed"),
        Gap.of("all accounts are of one site", "InvalidImageId.BidMismatch"),
        Gap.of("keys in use always have ECS's tag", "InvalidParameter.KMSKeyId.CMKUnauthorized"),
    ),
    notes=(
        Note("ten accounts a call in each list; the others are ignored without a word", "API-Share, ECS-SDK"),
        Note(
            "an image under the service key cannot be shared; removing accounts still works",
            "API-Share; removing: assumed",
        ),
        Note("an encrypted image with data disks cannot be shared", "API-Share"),
        Note(
            "AliyunECSShareEncryptImageDefaultRole must trust `<uid>@ecs.aliyuncs.com` of each added account",
            "API-Share, third-party article",
        ),
        Note(
            "that role must have a policy that allows kms:Decrypt on the key (setting share_role_needs_policy)",
            "assumed",
        ),
        Note("the key must be Enabled; a deprecated image is refused", "API-Share"),
        Note("a key that is gone counts as not Enabled", "assumed"),
        Note(
            "another account's key serves if its policy lets AliyunECSShareEncryptImageDefaultRole decrypt",
            "page on cross-account key sharing in ECS; which role: assumed",
        ),
        Note("a key outside a KMS instance counts as customer key (setting default_key_shareable)", "sources silent"),
        Note("sharing an image that is not Available: IncorrectImageStatus", "metadata of 2024, not on the page"),
        Note("own account refused, unknown account not found, image of others not found", "API-Share"),
        Note(
            "accounts per image (50 unless the world says otherwise) and shared images per account are limited",
            "API-Share",
        ),
        Note(
            "adding a consumer again and removing an absent one change nothing; neither list given: no error",
            "assumed",
        ),
        Note("IsPublic=false on a normal image changes nothing; IsPublic=true is not modelled", "ECS-SDK"),
        Note(
            "DryRun answers DryRunOperation, or is ignored and shares for real (setting dry_run_ignored)",
            "in SDK, not on the page",
        ),
    ),
)  # fmt: skip
def modify_image_share_permission(call: Call) -> Answer:
    """Share an image with accounts, or stop doing so."""
    image = call.region.images.get(call.parameters.text("ImageId"))
    if image is None:
        raise call.refuse("InvalidImageId.NotFound")
    if call.parameters.flag("IsPublic"):
        raise call.not_modelled("IsPublic=true")
    added = _accounts(call, "AddAccount")
    removed = _accounts(call, "RemoveAccount")
    if added:
        _check_status(call, image)
        _check_quota(call, image, added)
        if image.encrypted:
            _check_encryption(call, image, added)
    for account in removed:
        image.shares.pop(account, None)
    for account in added:
        image.shares.setdefault(account, call.cloud.now())
    call.region.image_lists.shares_changed()
    return {}


def _accounts(call: Call, name: str) -> list[str]:
    accounts = call.parameters.texts(name)[:_PER_CALL]
    for account in accounts:
        if account == call.account.id:
            raise call.refuse("InvalidAccount.Forbbiden")
        if account not in call.cloud.accounts:
            raise call.refuse("InvalidAccount.NotFound", name=account)
    return accounts


def _check_status(call: Call, image: Image) -> None:
    status = image.status_at(call.cloud.now())
    if status == "Deprecated":
        raise call.refuse("OperationDenied.InvalidImageStatus")
    if status != "Available":
        raise call.refuse("IncorrectImageStatus")


def _check_quota(call: Call, image: Image, added: list[str]) -> None:
    quotas = call.account.quotas
    if quotas.share_accounts_per_image and len({*image.shares, *added}) > quotas.share_accounts_per_image:
        raise call.refuse("QuotaExceed.ShareImageUser")
    if quotas.shared_images and not image.shares:
        shared = sum(1 for other in call.region.images.values() if other.shares)
        if shared >= quotas.shared_images:
            raise call.refuse("QuotaExceed.ShareImage")


def _check_encryption(call: Call, image: Image, added: list[str]) -> None:
    held_keys = [_checked_key(call, image, index) for index, disk in enumerate(image.disks) if disk.snapshot.encrypted]
    if len(image.disks) > 1:
        raise call.refuse("OperationDeined.FullImage")
    for held in held_keys:
        key = held.key
        if key.state != "Enabled":
            raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
        if key.instance is None and not call.cloud.settings.default_key_shareable:
            raise call.refuse("OperationDeined.EncryptedSnapshot")
        if not all(share_role_serves(call, call.account, account, held) for account in added):
            raise call.refuse("AssumeRoleError")


def _checked_key(call: Call, image: Image, index: int) -> HeldKey:
    held = key_of(call, call.account, call.region_id, image.disks[index].snapshot)
    if held is None:
        raise call.refuse("InvalidParameter.KMSKeyId.CMKNotEnabled")
    if held.key.is_service_key:
        raise call.refuse("InvalidOperation.ServiceKeyEncryptedImageUnsupported")
    return held
