# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A migration's plan: what happens to each image, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .._copies.system_disks import data_disks
from .._core.reasons import RULES, reason
from .._model.image import Encryption, Verdict
from .._model.image_copy import TAG_SYSTEM_DISK_OF

ImageResult = Mapping[str, Any]


class PlanAction(StrEnum):
    """What is done with an image for one destination region."""

    COPY = "copy"
    SHARE = "share"
    NONE = "none"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """`accounts` are the consumers; without `destination_regions` each image stays in its region.

    Of images that can be shared in parts only, `system_disk_only` copies the system disk, and `data_disk_snapshots` the
    snapshots of the data disks, too.
    """

    accounts: tuple[str, ...] = ()
    destination_regions: tuple[str, ...] = ()
    encrypt_unencrypted: bool = False
    share_unencrypted: bool = False
    system_disk_only: bool = False
    data_disk_snapshots: bool = False

    @property
    def in_parts(self) -> bool:
        """Is a copy of the system disk made where no copy of the image can be shared."""
        return self.system_disk_only or self.data_disk_snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One image and one destination; `code` and `remedy` are those of the reason that decided, if one did.

    With `is_system_disk` only the system disk is copied as an image. `data_disks` are those whose snapshots are shared.
    """

    image: ImageResult
    destination: str
    action: PlanAction
    why: str
    code: str = ""
    remedy: str = ""
    is_system_disk: bool = False
    data_disks: tuple[dict[str, Any], ...] = ()

    def to_result(self) -> dict[str, Any]:
        """Plain data for playbooks."""
        image = self.image
        return {
            "image_id": image["image_id"],
            "name": image["name"],
            "region": image["region"],
            "size_gib": image["size_gib"],
            "snapshot_gib": self.snapshot_gib,
            "encryption": image["encryption"],
            "verdict": image["verdict"],
            "key": image["disks"][0].get("kms_key_id", "") if image["disks"] else "",
            "shared_with": list(image["shared_with"]),
            "destination_region": self.destination,
            "action": str(self.action),
            "is_system_disk": self.is_system_disk,
            "data_disks": [dict(disk) for disk in self.data_disks],
            "why": self.why,
            "code": self.code,
            "remedy": self.remedy,
        }

    @property
    def snapshot_gib(self) -> int:
        """What the snapshots of the copies hold at most, in GiB."""
        if not self.is_system_disk:
            return snapshot_gib(self.image)
        return int(self.image["size_gib"]) + sum(int(disk["size_gib"]) for disk in self.data_disks)


def plan_values(rows: Sequence[PlanRow], *, with_shares: bool = False) -> dict[str, Any]:
    """`rows`, `copies` as `image_copy` takes them, `share` by region, and `counts` by action, as plain data."""
    share: dict[str, list[str]] = {}
    for row in rows:
        if with_shares and row.action in (PlanAction.SHARE, PlanAction.NONE):
            share.setdefault(row.image["region"], []).append(row.image["image_id"])
    return {
        "rows": [row.to_result() for row in rows],
        "copies": [
            {"image_id": row.image["image_id"], "destination_region": row.destination}
            for row in rows
            if row.action is PlanAction.COPY
        ],
        "share": share,
        "counts": dict(Counter(str(row.action) for row in rows)),
    }


def snapshot_gib(image: ImageResult) -> int:
    """What a copy's snapshots hold at most, in GiB: the sizes of all disks."""
    return sum(disk.get("size_gib", 0) for disk in image["disks"])


def plan_migration(images: Sequence[ImageResult], options: PlanOptions) -> list[PlanRow]:
    """A row for every image and destination. Copies made earlier from a selected image stand with their source."""
    selected = {image["image_id"] for image in images}
    rows = []
    for image in images:
        if image["copied_from"] in selected:
            continue
        if options.in_parts and image.get("tags", {}).get(TAG_SYSTEM_DISK_OF) in selected:
            continue
        here = [_decide(image, region, options) for region in options.destination_regions or (image["region"],)]
        # An image that is skipped everywhere is listed once.
        rows.extend(here[:1] if all(row.action is PlanAction.SKIP for row in here) else here)
    return rows


def plan_proofs(images: Sequence[ImageResult]) -> list[PlanRow]:
    """Return a row for every shared image, with which nothing is done but to ask its consumers."""
    return [_row(image, image["region"], PlanAction.NONE, "is shared") for image in images if image["shared_with"]]


def without_copies(rows: Sequence[PlanRow]) -> list[PlanRow]:
    """Return the rows of a run that only shares: what needs a copy is skipped."""
    return [
        replace(
            row,
            action=PlanAction.SKIP,
            why="can be shared in parts, and was not copied yet" if row.data_disks else row.why,
            remedy=RULES["copy_not_asked_for"].remedy,
            is_system_disk=False,
            data_disks=(),
        )
        if row.action is PlanAction.COPY
        else row
        for row in rows
    ]


def _decide(image: ImageResult, region: str, options: PlanOptions) -> PlanRow:
    first = image["reasons"][0] if image["reasons"] else {"code": "", "message": "", "remedy": ""}
    if options.in_parts and image["verdict"] == Verdict.IN_PARTS:
        return _in_parts(image, region, options)
    if image["verdict"] in (Verdict.BLOCKED, Verdict.UNKNOWN, Verdict.IN_PARTS):
        return PlanRow(
            image=image,
            destination=region,
            action=PlanAction.SKIP,
            why=first["message"],
            code=first["code"],
            remedy=first["remedy"],
        )
    if image["encryption"] == Encryption.NONE:
        return _decide_plain(image, region, options)
    if image["verdict"] == Verdict.NEEDS_COPY:
        return PlanRow(
            image=image, destination=region, action=PlanAction.COPY, why=first["message"], code=first["code"]
        )
    if region != image["region"]:
        if _is_vhd(image):
            return _skip(image, region, "vhd_not_copied")
        return _row(image, region, PlanAction.COPY, f"can be shared, but is in {image['region']}")
    if _missing_accounts(image, options):
        return _row(image, region, PlanAction.SHARE, "is encrypted with a customer master key")
    why = "is shared with every account asked for" if options.accounts else "can be shared without a copy"
    return _row(image, region, PlanAction.NONE, why)


def _decide_plain(image: ImageResult, region: str, options: PlanOptions) -> PlanRow:
    if options.encrypt_unencrypted:
        if len(image["disks"]) > 1:
            if options.in_parts and not _is_vhd(image):
                return _in_parts(image, region, options)
            return _skip(image, region, "plain_with_data_disks")
        if _is_vhd(image):
            return _skip(image, region, "vhd_not_copied")
        return _row(image, region, PlanAction.COPY, "is not encrypted, and images_encrypt_unencrypted is set")
    if options.share_unencrypted and region == image["region"]:
        if not _missing_accounts(image, options):
            return _row(image, region, PlanAction.NONE, "is not encrypted, and shared with every account asked for")
        return _row(image, region, PlanAction.SHARE, "is not encrypted, and images_share_unencrypted is set")
    return _skip(image, region, "plain_not_chosen")


def _in_parts(image: ImageResult, region: str, options: PlanOptions) -> PlanRow:
    how = "are shared as snapshots" if options.data_disk_snapshots else "are left out"
    why = f"has data disks, which {how}: {', '.join(data_disks(image))}"
    return PlanRow(
        image=image,
        destination=region,
        action=PlanAction.COPY,
        why=why,
        is_system_disk=True,
        data_disks=shared_disks(image) if options.data_disk_snapshots else (),
    )


def shared_disks(image: ImageResult) -> tuple[dict[str, Any], ...]:
    """Return the data disks of an image as rows of a plan have them."""
    return tuple(
        {"device": disk["device"], "size_gib": disk["size_gib"], "source_snapshot_id": disk["snapshot_id"]}
        for disk in image["disks"]
        if disk["type"] != "system"
    )


def _row(image: ImageResult, region: str, action: PlanAction, why: str) -> PlanRow:
    return PlanRow(image=image, destination=region, action=action, why=why)


def _skip(image: ImageResult, region: str, name: str) -> PlanRow:
    why = reason(name)
    return PlanRow(
        image=image,
        destination=region,
        action=PlanAction.SKIP,
        why=why.message,
        code=why.code,
        remedy=why.remedy,
    )


def _is_vhd(image: ImageResult) -> bool:
    return any(item["code"] == "vhd_not_copied" for item in image["reasons"])


def _missing_accounts(image: ImageResult, options: PlanOptions) -> list[str]:
    return [account for account in options.accounts if account not in image["shared_with"]]
