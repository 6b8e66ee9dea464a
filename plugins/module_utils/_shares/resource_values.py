# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a resource share is requested with, and what there is of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .._model.image import AssessedImage
from .._model.resource_share import NewResourceShare, ResourceShare


class ResourceShareState(StrEnum):
    """`present` makes and completes a share, `absent` deletes it."""

    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceShareRequest(NewResourceShare):
    """A resource share with images and targets. Times in seconds."""

    share_id: str = ""
    state: ResourceShareState = ResourceShareState.PRESENT
    purge: bool = False
    share_unencrypted: bool = False
    wait_timeout: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceShareSeen:
    """The share, None if there is none; `images` are those of the request and of the share, by id."""

    account_id: str
    share: ResourceShare | None
    images: Mapping[str, AssessedImage]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesInfoRequest:
    """Resource shares to list; `owner` is `self` or `others`."""

    region: str
    owner: str
    names: tuple[str, ...] = ()
    share_ids: tuple[str, ...] = ()
