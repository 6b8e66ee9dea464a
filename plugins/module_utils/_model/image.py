# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An image and its disks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .key import KeyType
from .reason import Reason

# The statuses of an image that is being made: running, and waiting for its turn.
IN_PROGRESS = ("Creating", "Waiting")
STATUSES = ("Available", *IN_PROGRESS, "UnAvailable", "CreateFailed", "Deprecated")
TAGS_PER_IMAGE = 20
# Of an image that ECS could not make.
FAILED_STATUSES = ("CreateFailed", "UnAvailable")


class Encryption(StrEnum):
    """How an image is encrypted, over all its disks."""

    NONE = "none"
    SERVICE_KEY = "service_key"
    CUSTOMER_KEY = "customer_key"
    FOREIGN_KEY = "foreign_key"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """Can this image be shared with another account?"""

    SHAREABLE = "shareable"
    NEEDS_COPY = "needs_copy"
    IN_PARTS = "shareable_in_parts"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """One disk of an image; `encrypted` is None while nothing says so. `key_reasons` are codes of its image's reasons
    that this disk gives.
    """

    device: str
    type: str
    size_gib: int
    snapshot_id: str
    format: str = ""
    encrypted: bool | None = None
    kms_key_id: str = ""
    key_type: KeyType = KeyType.UNKNOWN
    source_snapshot_id: str = ""
    key_reasons: tuple[str, ...] = ()

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `disks`."""
        return {
            "device": self.device,
            "type": self.type,
            "size_gib": self.size_gib,
            "snapshot_id": self.snapshot_id,
            "encrypted": self.encrypted,
            "kms_key_id": self.kms_key_id,
            "key_type": str(self.key_type),
            "key_reasons": list(self.key_reasons),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image as DescribeImages lists it; sizes in GiB, times in UTC as ECS writes them.

    `size_gib` is the system disk's. `is_used` says that instances run on it.
    """

    image_id: str
    name: str
    region: str
    status: str
    owner_id: str
    owner_alias: str
    family: str = ""
    description: str = ""
    created: str = ""
    size_gib: int = 0
    progress: int = 0
    is_copied: bool = False
    is_public: bool = False
    product_code: str = ""
    is_shared: bool = False
    is_used: bool = False
    architecture: str = ""
    platform: str = ""
    boot_mode: str = ""
    nvme_support: str = ""
    resource_group_id: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    disks: tuple[Disk, ...] = ()

    @property
    def label(self) -> str:
        """Name and id, for messages."""
        return f"{self.name} ({self.image_id})" if self.name else self.image_id

    @property
    def bare_family(self) -> str:
        """The family as the image's owner names it: other accounts see `acs:OWNER:FAMILY`."""
        return self.family.rpartition(":")[2]

    @property
    def is_in_progress(self) -> bool:
        """Being made, or waiting for it."""
        return self.status in IN_PROGRESS

    @property
    def is_own(self) -> bool:
        """Made by the caller's account, so that it may copy and share it."""
        return self.owner_alias == "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountVerdict:
    """The differences of an image for one account to share it with."""

    account_id: str
    verdict: Verdict
    reasons: tuple[Reason, ...]

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `accounts`."""
        return {
            "account_id": self.account_id,
            "verdict": str(self.verdict),
            "reasons": [reason.to_result() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedImage:
    """An image with what was found out about it."""

    image: Image
    encryption: Encryption
    verdict: Verdict
    reasons: tuple[Reason, ...]
    copied_from: str = ""
    shared_with: tuple[str, ...] = ()
    accounts: tuple[AccountVerdict, ...] = ()

    @property
    def codes(self) -> set[str]:
        """The codes of all reasons."""
        return {reason.code for reason in self.reasons}

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `images`."""
        image = self.image
        return {
            "image_id": image.image_id,
            "name": image.name,
            "status": image.status,
            "region": image.region,
            "owner_id": image.owner_id,
            "family": image.family,
            "tags": image.tags,
            "size_gib": image.size_gib,
            "created": image.created,
            "copied_from": self.copied_from,
            "disks": [disk.to_result() for disk in image.disks],
            "encryption": str(self.encryption),
            "shared_with": list(self.shared_with),
            "verdict": str(self.verdict),
            "reasons": [reason.to_result() for reason in self.reasons],
            "accounts": [account.to_result() for account in self.accounts],
        }
