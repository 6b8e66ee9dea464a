# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A migration's plan: what happens to each image, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ImageResult = Mapping[str, Any]
NO_COPY = "is in vhd format, which ECS does not copy"


class PlanAction(StrEnum):
    """What is done with an image for one destination region."""

    COPY = "copy"
    SHARE = "share"
    NONE = "none"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """`accounts` are the consumers; without `destination_regions` each image stays in its region."""

    accounts: tuple[str, ...] = ()
    destination_regions: tuple[str, ...] = ()
    encrypt_plain: bool = False
    share_plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One image and one destination."""

    image: ImageResult
    destination: str
    action: PlanAction
    why: str

    def to_result(self) -> dict[str, Any]:
        """Plain data for playbooks."""
        image = self.image
        return {
            "image_id": image["image_id"],
            "name": image["name"],
            "region": image["region"],
            "size_gib": image["size_gib"],
            "encryption": image["encryption"],
            "verdict": image["verdict"],
            "shared_with": list(image["shared_with"]),
            "destination_region": self.destination,
            "action": str(self.action),
            "why": self.why,
        }


def plan_migration(images: Sequence[ImageResult], options: PlanOptions) -> list[PlanRow]:
    """A row for every image and destination. Copies made earlier from a selected image stand with their source."""
    selected = {image["image_id"] for image in images}
    rows = []
    for image in images:
        if image["copied_from"] in selected:
            continue
        here = [
            PlanRow(image=image, destination=region, action=action, why=why)
            for region in options.destination_regions or (image["region"],)
            for action, why in [_decide(image, region, options)]
        ]
        # An image that is left alone everywhere needs to be told once.
        rows.extend(here[:1] if all(row.action is PlanAction.SKIP for row in here) else here)
    return rows


def _decide(image: ImageResult, region: str, options: PlanOptions) -> tuple[PlanAction, str]:
    why = _because(image)
    if image["verdict"] in ("blocked", "unknown"):
        return PlanAction.SKIP, why
    if image["encryption"] == "none":
        return _decide_plain(image, region, options)
    if image["verdict"] == "needs_copy":
        return PlanAction.COPY, why
    if region != image["region"]:
        if _is_vhd(image):
            return PlanAction.SKIP, NO_COPY
        return PlanAction.COPY, f"can be shared, but is in {image['region']}"
    if _missing_accounts(image, options):
        return PlanAction.SHARE, "is encrypted with a customer master key"
    return PlanAction.NONE, "is shared with every account asked for" if options.accounts else "can be shared as it is"


def _decide_plain(image: ImageResult, region: str, options: PlanOptions) -> tuple[PlanAction, str]:
    if options.encrypt_plain:
        if len(image["disks"]) > 1:
            return (
                PlanAction.SKIP,
                "is not encrypted, and once encrypted could not be shared with its data disks",
            )
        if _is_vhd(image):
            return PlanAction.SKIP, NO_COPY
        return PlanAction.COPY, "is not encrypted, and images_encrypt_plain is set"
    if options.share_plain and region == image["region"]:
        if not _missing_accounts(image, options):
            return PlanAction.NONE, "is not encrypted, and shared with every account asked for"
        return PlanAction.SHARE, "is not encrypted, and images_share_plain is set"
    return (
        PlanAction.SKIP,
        "is not encrypted (images_encrypt_plain, images_share_plain)",
    )


def _is_vhd(image: ImageResult) -> bool:
    return any(item["code"] == "vhd_not_copied" for item in image["reasons"])


def _missing_accounts(image: ImageResult, options: PlanOptions) -> list[str]:
    return [account for account in options.accounts if account not in image["shared_with"]]


def _because(image: ImageResult) -> str:
    """The first reason is the one that counts."""
    reasons = image["reasons"]
    return str(reasons[0]["message"]) if reasons else ""
