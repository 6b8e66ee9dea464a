# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is asked about images to retire, what was read, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from .._copies.removing.values import LiveDisks
from .._core.reasons import reason
from .._model.errors import RetireFailed
from .._model.image import AssessedImage, Image
from .._model.reason import Reason
from .._model.snapshot import Snapshot
from .._references.values import Reference, UserKind
from .marks import Mark

CONSUMERS, RESOURCE_SHARES = "consumers", "resource_shares"
# Kinds of users that can be accepted as unknown.
KINDS = (*map(str, UserKind), CONSUMERS, RESOURCE_SHARES)


class Wish(StrEnum):
    """What is asked for: deprecate; deprecate, and delete what has been deprecated long enough; bring back."""

    DEPRECATED = "deprecated"
    RETIRED = "retired"
    RESTORED = "restored"


class RetireAction(StrEnum):
    """What is done about an image. `remove` is for failed attempts and orphan snapshots."""

    DEPRECATE = "deprecate"
    DELETE = "delete"
    RESTORE = "restore"
    REMOVE = "remove"
    NONE = "none"


class RetireState(StrEnum):
    """What became of it. `waiting`: the days are not over; `kept`: a rule of the request keeps it."""

    PLANNED = "planned"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    KEPT = "kept"
    BLOCKED = "blocked"
    FAILED = "failed"


class RetireKind(StrEnum):
    """What a row is about."""

    IMAGE = "image"
    FAILED_ATTEMPT = "failed_attempt"
    SNAPSHOTS = "snapshots"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRequest:
    """Images to retire, with the copies that took their place.

    `cleared` are, by image, the accounts that are known not to need it any more. `former` are, by image, the accounts
    that it was shared with before it was deprecated; an image that is missing there is unknown. `recorded` are the
    snapshots that a record names as those of deleted images. `leftover_ids` are the images whose leftovers are meant,
    empty for all.
    """

    region: str
    new_ids: Mapping[str, str]
    wish: Wish = Wish.DEPRECATED
    run: str = ""
    after_days: int = 30
    accept_unknown: frozenset[str] = frozenset()
    cleared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep_newest: int = 0
    keep_tags: Mapping[str, str | None] = field(default_factory=dict)
    leftovers: bool = False
    leftover_ids: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireSeen:
    """What was read of a region.

    `images` are all own images by id. `copies` are the new ones, `shares` the accounts by image, `targets` those of
    resource shares. `unknown` has the reasons by kind of users. `made_disks` are the disks made of each snapshot;
    `disks_denied` is the right that is missing to read them. `snapshots` are those of images and orphans by id,
    `orphans` those that a removal tagged, with their tags; `live` are the existing disks that orphans
    were taken of.
    """

    account_id: str
    now: datetime
    images: Mapping[str, Image]
    copies: Mapping[str, AssessedImage] = field(default_factory=dict)
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: Sequence[Reference] = ()
    unknown: Mapping[str, Sequence[Reason]] = field(default_factory=dict)
    made_disks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    disks_denied: str = ""
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    orphans: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    live: LiveDisks = field(default_factory=LiveDisks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """One image, failed attempt or set of orphan snapshots, and what becomes of it.

    `accounts` are those that lose the image, or get it back. `snapshot_ids` are those to delete, and afterwards those
    deleted; `snapshot_tags` are what they bear from then on. `size_gib` is their size, at most.
    """

    kind: RetireKind = RetireKind.IMAGE
    image_id: str
    region: str
    new_image_id: str = ""
    image: Image | None = None
    action: RetireAction = RetireAction.NONE
    state: RetireState = RetireState.UNCHANGED
    accounts: tuple[str, ...] = ()
    mark: Mark | None = None
    due: str = ""
    snapshot_ids: tuple[str, ...] = ()
    snapshot_tags: Mapping[str, str] = field(default_factory=dict)
    size_gib: int = 0
    references: tuple[Reference, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def is_due(self) -> bool:
        """Is something to be written."""
        return self.state is RetireState.PLANNED

    @property
    def name(self) -> str:
        """The image's name, empty where it is gone."""
        return self.image.name if self.image else ""

    @property
    def label(self) -> str:
        """Name and id, for messages."""
        return f"{self.name} ({self.image_id})" if self.name else self.image_id

    def planned(self, action: RetireAction, *notes: Reason, **more: Any) -> Retirement:
        """Return the same as something that is to be done."""
        return replace(self, action=action, state=RetireState.PLANNED, reasons=(*self.reasons, *notes), **more)

    def stays(self, state: RetireState, *reasons: Reason, **more: Any) -> Retirement:
        """Return the same as something that stays as it is, with the reasons."""
        return replace(self, state=state, reasons=(*self.reasons, *reasons), **more)

    def done(self, *notes: Reason, **more: Any) -> Retirement:
        """Return the same after it was done."""
        return replace(self, state=RetireState.CHANGED, reasons=(*self.reasons, *notes), **more)

    def failed(self, error: Reason, **more: Any) -> Retirement:
        """Return the same after a write failed."""
        return replace(self, state=RetireState.FAILED, reasons=(*self.reasons, error), **more)

    def to_result(self) -> dict[str, Any]:
        """The shape of an item of `images`."""
        return {
            "kind": str(self.kind),
            "image_id": self.image_id,
            "name": self.name,
            "region": self.region,
            "new_image_id": self.new_image_id,
            "status": self.image.status if self.image else "",
            "action": str(self.action),
            "state": str(self.state),
            "accounts": list(self.accounts),
            "due": self.due,
            "snapshot_ids": list(self.snapshot_ids),
            "size_gib": self.size_gib,
            "references": [item.to_result({self.image_id: self.new_image_id}) for item in self.references],
            "reasons": [item.to_result() for item in self.reasons],
            "attributes": asdict(self.image) if self.image else {},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementPlan:
    """All that was asked about."""

    rows: Sequence[Retirement]

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return any(row.is_due for row in self.rows)

    @property
    def has_work(self) -> bool:
        """The same."""
        return self.changed

    @property
    def before(self) -> dict[str, Any]:
        """What is to be changed, as it is."""
        return {row.label: _shown(row) for row in self.rows if row.is_due}

    @property
    def after(self) -> dict[str, Any]:
        """The same as it will be."""
        return {row.label: _shown_after(row) for row in self.rows if row.is_due and not _is_deletion(row)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """The rows as they are now, the errors of those that failed, and whether anything was written."""

    rows: Sequence[Retirement]
    failures: Mapping[str, Exception]
    changed: bool


def words_of(*reasons: Reason) -> str:
    """Return reasons as one text."""
    return " ".join(f"{item.message}. {item.remedy}".rstrip(". ") + "." for item in reasons)


def failed(code: str, **values: Any) -> RetireFailed:
    """Return the error that has this reason."""
    found = reason(code, **values)
    return RetireFailed(found.code, words_of(found))


def _is_deletion(row: Retirement) -> bool:
    return row.action in (RetireAction.DELETE, RetireAction.REMOVE)


def _shown(row: Retirement) -> dict[str, Any]:
    status = {"status": row.image.status} if row.image else {}
    if _is_deletion(row):
        return {**status, "snapshots": list(row.snapshot_ids)}
    restoring = row.action is RetireAction.RESTORE
    return {**status, "shared_with": [] if restoring else list(row.accounts)}


def _shown_after(row: Retirement) -> dict[str, Any]:
    if row.action is RetireAction.RESTORE:
        return {"status": "Available", "shared_with": list(row.accounts)}
    return {"status": "Deprecated", "shared_with": []}
