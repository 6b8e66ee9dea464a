# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a share is requested with, and what there is of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .._model.evidence import ShareTrust
from .._model.image import AssessedImage
from .._model.reason import Reason
from .._model.share import SHARE_QUOTA, ShareChange


class ShareState(StrEnum):
    """`present` adds, `absent` removes, `exact` does both until only the named accounts are left."""

    PRESENT = "present"
    ABSENT = "absent"
    EXACT = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRequest:
    """The wanted shares, and what to look at first.

    `allowed` are the only accounts that may be given access, all if there are none. `sources` maps an image to the one
    it was copied from, in `source_region`; tags name the rest. Times in seconds.
    """

    region: str
    image_ids: tuple[str, ...]
    accounts: tuple[str, ...]
    state: ShareState = ShareState.PRESENT
    allowed: tuple[str, ...] = ()
    share_unencrypted: bool = False
    share_quota: int = SHARE_QUOTA
    check_role: bool = True
    role_changed: bool = False
    role_timeout: int = 60
    from_source: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    source_region: str = ""
    unshare_source: bool = False
    check_resource_shares: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSource:
    """The image that another was copied from; `accounts` are None if it is not there any more."""

    image_id: str
    region: str
    accounts: tuple[str, ...] | None
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesSeen:
    """What was read for a ShareRequest: images by id, sources by their copies' ids, the share role if it matters.

    `targets` of resource shares that bring an image, by image id.
    """

    account_id: str
    images: Mapping[str, AssessedImage]
    sources: Mapping[str, ShareSource] = field(default_factory=dict)
    trust: ShareTrust | None = None
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareProblem:
    """One thing that ECS would refuse. `fix` is the statement or command that settles it, empty if there is none.

    `can_prepare`: `image_share_role` can do it. `is_of_image`: the message goes on after the image's id.
    """

    code: str
    image_ids: tuple[str, ...]
    message: str
    remedy: str
    accounts: tuple[str, ...] = ()
    fix: str = ""
    can_prepare: bool = False
    is_of_image: bool = True

    @property
    def text(self) -> str:
        """Return what, what to do, and the statement or command if there is one."""
        colon = "" if self.is_of_image and len(self.image_ids) == 1 else ":"
        fix = f" {self.fix}" if self.fix else ""
        return f"{', '.join(self.image_ids)}{colon} {self.message}. {self.remedy}{fix}"

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `problems`."""
        return {
            "code": self.code,
            "image_ids": list(self.image_ids),
            "message": self.message,
            "remedy": self.remedy,
            "accounts": list(self.accounts),
            "fix": self.fix,
            "can_prepare": self.can_prepare,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """The source of a copy, whose consumers the copy takes over. `change` is None if the source stays unchanged."""

    source: ShareSource
    change: ShareChange | None
    kept_because: str = ""

    def to_result(self, shared_with: Sequence[str], removed: Sequence[str]) -> dict[str, object]:
        """Return the shape of `source` in an item of `shares`."""
        return {
            "image_id": self.source.image_id,
            "region": self.source.region,
            "shared_with": list(shared_with),
            "removed": list(removed),
            "kept_because": self.kept_because,
        }
