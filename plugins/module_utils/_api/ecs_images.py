# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS images: DescribeImages, CopyImage, ModifyImageAttribute."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .._client.answer import unwrap
from .._client.paging import numbered
from .._client.sdk import ECS
from .._client.session import Session
from .._model.image import IN_PROGRESS, STATUSES, Disk, Image
from .._model.image_copy import CopyStart, UnderWay, progress_state
from .._model.key import KeyType
from .wire import Answer, flag, number, part, text

# Without Status, DescribeImages hides copies in progress, failed and deprecated images.
ALL_STATUSES = ",".join(STATUSES)
WIRE_ATTRIBUTES = {"family": "ImageFamily", "description": "Description", "boot_mode": "BootMode"}


def list_images(
    session: Session,
    region: str,
    *,
    owner_alias: str = "self",
    statuses: Collection[str] = STATUSES,
    created_since: str = "",
    until: Collection[str] = (),
) -> list[Image]:
    """All images of an owner (`self`, or `others` for those shared with the caller), each once.

    `created_since` is a time as ECS writes it in `created`; it counts from its minute. Reading stops early once all ids
    of `until` have been seen. Needs ecs:DescribeImages.
    """
    query: dict[str, Any] = {"RegionId": region, "ImageOwnerAlias": owner_alias, "Status": ",".join(statuses)}
    if owner_alias == "others":
        query["IsPublic"] = False
    if created_since:
        query["Filter"] = [{"Key": "CreationStartTime", "Value": f"{created_since[:16]}Z"}]

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeImages", {**query, **page})

    images: dict[str, Image] = {}
    missing = set(until)
    for item in numbered(fetch, "Images", "Image", "ImageId"):
        image = parse_image(item, region)
        images[image.image_id] = image
        missing.discard(image.image_id)
        if until and not missing:
            break
    return list(images.values())


def list_under_way(session: Session, region: str) -> list[UnderWay]:
    """How far the caller's own images in progress are. Needs ecs:DescribeImages."""
    query = {"RegionId": region, "ImageOwnerAlias": "self", "Status": ",".join(IN_PROGRESS)}

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeImages", {**query, **page})

    return [
        UnderWay(
            image_id=text(item, "ImageId"),
            region=region,
            state=progress_state(text(item, "Status")),
            progress=number(item, "Progress"),
        )
        for item in numbered(fetch, "Images", "Image", "ImageId")
    ]


def find_image(session: Session, region: str, image_id: str) -> Image | None:
    """One image in any state by its id, or None if it cannot be seen. Needs ecs:DescribeImages."""
    query = {"RegionId": region, "ImageId": image_id, "Status": ALL_STATUSES}
    answer = session.call(ECS, region, "DescribeImages", query)
    images = [parse_image(item, region) for item in unwrap(answer, "Images", "Image")]
    return next((image for image in images if image.image_id == image_id), None)


def find_named_images(session: Session, region: str, name: str) -> list[Image]:
    """The caller's own images of exactly this name, in any state. Needs ecs:DescribeImages."""
    query = {"RegionId": region, "ImageOwnerAlias": "self", "ImageName": name, "Status": ALL_STATUSES}

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeImages", {**query, **page})

    # ECS finds parts of names, too.
    images = [parse_image(item, region) for item in numbered(fetch, "Images", "Image", "ImageId")]
    return [image for image in images if image.name == name]


def has_images(session: Session, region: str) -> bool:
    """Whether the caller has any image of its own in a region, in any state. Needs ecs:DescribeImages."""
    query: dict[str, Any] = {"RegionId": region, "ImageOwnerAlias": "self", "PageNumber": 1, "PageSize": 1}
    query["Status"] = ALL_STATUSES
    return number(session.call(ECS, region, "DescribeImages", query), "TotalCount") > 0


def start_copy(session: Session, start: CopyStart) -> str:
    """Start a copy and return its image id. Needs ecs:CopyImage in both regions.

    Encrypted is always sent: the documents disagree on its default.
    """
    source = start.wanted.source
    query: dict[str, Any] = {
        "RegionId": source.region,
        "ImageId": source.image_id,
        "DestinationRegionId": start.wanted.region,
        "DestinationImageName": start.name,
        "Encrypted": True,
        "KMSKeyId": start.kms_key,
        "ClientToken": start.client_token,
        "Tag": [{"Key": key, "Value": value} for key, value in start.tags.items()],
    }
    if start.description:
        query["DestinationDescription"] = start.description
    if start.resource_group_id:
        query["ResourceGroupId"] = start.resource_group_id
    return text(session.call(ECS, source.region, "CopyImage", query), "ImageId")


def modify_image(session: Session, region: str, image_id: str, changes: Mapping[str, str]) -> None:
    """Set family, description, boot_mode or nvme_support of an image. Needs ecs:ModifyImageAttribute."""
    query: dict[str, Any] = {"RegionId": region, "ImageId": image_id}
    for field, value in changes.items():
        if field == "nvme_support":
            query["Features"] = {"NvmeSupport": value}
        else:
            query[WIRE_ATTRIBUTES[field]] = value
    session.call(ECS, region, "ModifyImageAttribute", query)


def set_image_status(session: Session, region: str, image_id: str, status: str, *, dry_run: bool = False) -> None:
    """Make an image `Deprecated`, or `Available` again. Needs ecs:ModifyImageAttribute.

    With `dry_run` ECS only checks, and an image that passes raises ApiError with the code DryRunOperation.
    """
    query: dict[str, Any] = {"RegionId": region, "ImageId": image_id, "Status": status}
    if dry_run:
        query["DryRun"] = True
    session.call(ECS, region, "ModifyImageAttribute", query)


def parse_image(answer: Answer, region: str) -> Image:
    """One item of DescribeImages."""
    features = part(answer, "Features")
    return Image(
        image_id=text(answer, "ImageId"),
        name=text(answer, "ImageName"),
        region=region,
        status=text(answer, "Status"),
        owner_id=text(answer, "ImageOwnerId"),
        owner_alias=text(answer, "ImageOwnerAlias"),
        family=text(answer, "ImageFamily"),
        description=text(answer, "Description"),
        created=text(answer, "CreationTime"),
        size_gib=number(answer, "Size"),
        progress=number(answer, "Progress"),
        is_copied=flag(answer, "IsCopied"),
        is_public=flag(answer, "IsPublic"),
        product_code=text(answer, "ProductCode"),
        is_shared=flag(answer, "IsSelfShared"),
        is_used=text(answer, "Usage") == "instance",
        architecture=text(answer, "Architecture"),
        platform=text(answer, "Platform"),
        boot_mode=text(answer, "BootMode"),
        nvme_support=text(features, "NvmeSupport"),
        resource_group_id=text(answer, "ResourceGroupId"),
        tags={text(tag, "TagKey"): text(tag, "TagValue") for tag in unwrap(answer, "Tags", "Tag")},
        disks=tuple(_parse_disk(item) for item in unwrap(answer, "DiskDeviceMappings", "DiskDeviceMapping")),
    )


def _parse_disk(answer: Answer) -> Disk:
    # The mapping's Encrypted is a preview; it only hints where the snapshot cannot be seen.
    hint = text(answer, "Encrypted")
    return Disk(
        device=text(answer, "Device"),
        type=text(answer, "Type") or "system",
        size_gib=number(answer, "Size"),
        snapshot_id=text(answer, "SnapshotId"),
        format=text(answer, "Format"),
        encrypted=hint.lower() == "true" if hint else None,
        key_type=KeyType.UNKNOWN,
    )
