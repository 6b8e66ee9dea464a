# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A wanted copy of an image, and how far it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .image import Image
from .reason import Reason
from .time_limit import TimeLimit

TAG_SOURCE = "imageops:source-image"
TAG_COPY = "imageops:copy"
TAG_RUN = "imageops:run"
# On images of a system disk alone, and carried to their copies, as no tag that begins with `imageops:` is.
TAG_SYSTEM_DISK_OF = "imageops-system-disk-of"
TAG_PREFIX = "imageops:"
COPY_TAG_FORM = re.compile(r"([0-9]+)/([^/>]+)>([^/>]+)/([^/]+)/([0-9]+)")


class WantedState(StrEnum):
    """What is asked for: that a copy is there, or that it is removed."""

    PRESENT = "present"
    ABSENT = "absent"


class CopyState(StrEnum):
    """How far a copy is; `planned` is check mode's, `absent` is for removed ones."""

    AVAILABLE = "available"
    COPYING = "copying"
    QUEUED = "queued"
    FAILED = "failed"
    PLANNED = "planned"
    ABSENT = "absent"


# Of a copy that ECS still works on.
PENDING_STATES = (CopyState.COPYING, CopyState.QUEUED)


class CopyAction(StrEnum):
    """What was done about it in this run."""

    STARTED = "started"
    ADOPTED = "adopted"
    REUSED = "reused"
    REMOVED = "removed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTag:
    """What the tag `imageops:copy` says: who copied what where under which key, at which attempt.

    A key of another account stands as its id and that account, `key-1@2000000000000002`.
    """

    account_id: str
    source_region: str
    region: str
    kms_key_id: str
    attempt: int
    key_account: str = ""

    @property
    def value(self) -> str:
        """The tag's value."""
        key = f"{self.kms_key_id}@{self.key_account}" if self.key_account else self.kms_key_id
        return f"{self.account_id}/{self.source_region}>{self.region}/{key}/{self.attempt}"


def read_copy_tag(tags: Mapping[str, str]) -> CopyTag | None:
    """What the tag says, or None if it is missing or not as this collection writes it."""
    found = COPY_TAG_FORM.fullmatch(tags.get(TAG_COPY, ""))
    if not found:
        return None
    account_id, source_region, region, key, attempt = found.groups()
    kms_key_id, _at, key_account = key.partition("@")
    tag = CopyTag(
        account_id=account_id,
        source_region=source_region,
        region=region,
        kms_key_id=kms_key_id,
        attempt=int(attempt),
        key_account=key_account,
    )
    return tag if tag.value == tags[TAG_COPY] else None


def progress_state(status: str) -> CopyState:
    """Of an image that is being made; one that is not listed yet has no status and counts as running."""
    return CopyState.QUEUED if status == "Waiting" else CopyState.COPYING


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A copy in progress, as a look has found it; `progress` is a percentage."""

    image_id: str
    region: str
    state: CopyState
    progress: int

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `under_way`."""
        return {
            "image_id": self.image_id,
            "region": self.region,
            "state": str(self.state),
            "progress": self.progress,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWanted:
    """An available copy of `source` in `region`, every disk under `kms_key_id` (a bare key id).

    `key_account` is the owner of another account's key, else empty.
    """

    source: Image
    account_id: str
    region: str
    kms_key_id: str
    time_limit: TimeLimit = field(default_factory=TimeLimit)
    key_account: str = ""

    @property
    def label(self) -> str:
        """For messages."""
        return f"{self.source.label} to {self.region}"

    @property
    def key_arn(self) -> str:
        """The ARN of another account's key."""
        return f"acs:kms:{self.region}:{self.key_account}:key/{self.kms_key_id}"

    def tag(self, attempt: int) -> CopyTag:
        """What the tag `imageops:copy` of an attempt says."""
        return CopyTag(
            account_id=self.account_id,
            source_region=self.source.region,
            region=self.region,
            kms_key_id=self.kms_key_id,
            attempt=attempt,
            key_account=self.key_account,
        )

    def tag_value(self, attempt: int) -> str:
        """The value of that tag."""
        return self.tag(attempt).value


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyStart:
    """One CopyImage call. All of it follows from source, destination, key, attempt and options, so that a call whose
    answer was lost is repeated as the same request."""

    wanted: CopyWanted
    attempt: int
    name: str
    description: str
    tags: dict[str, str]
    resource_group_id: str
    client_token: str
    kms_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of this run; `image` is what was last read of it, None while planned or not listed yet."""

    wanted: CopyWanted
    state: CopyState
    action: CopyAction
    image_id: str | None = None
    name: str = ""
    image: Image | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Still being worked on by the cloud."""
        return self.state in PENDING_STATES

    def to_result(self) -> dict[str, object]:
        """The shape of an item of `copies`."""
        return {
            "source_image_id": self.wanted.source.image_id,
            "source_region": self.wanted.source.region,
            "name": self.image.name if self.image else self.name,
            "size_gib": self.wanted.source.size_gib,
            "image_id": self.image_id,
            "wanted_state": str(WantedState.PRESENT),
            "region": self.wanted.region,
            "kms_key_id": self.wanted.kms_key_id,
            "state": str(self.state),
            "action": str(self.action),
            "progress": self.image.progress if self.image else 0,
            "limit_seconds": self.wanted.time_limit.of(self.wanted.source.disks),
            "reasons": [reason.to_result() for reason in self.reasons],
        }
