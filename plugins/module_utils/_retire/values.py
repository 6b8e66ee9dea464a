# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is asked about images to retire, and what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .._copies.removing.values import LiveDisks
from .._model.image import AssessedImage, Image
from .._model.reason import Reason
from .._model.snapshot import Snapshot
from .._references.values import Reference, UserKind

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

    With `accept_inactive` users that launch nothing from an image today, such as old versions, do not count.
    `cleared` are, by image, the accounts that are known not to need it any more. `former` are, by image, the accounts
    that it was shared with before it was deprecated; an image that is missing there is unknown. `recorded` are the
    snapshots that a record names as those of deleted images. `leftover_ids` are the images whose orphan snapshots are
    meant, empty for all.
    """

    region: str
    new_ids: Mapping[str, str]
    wish: Wish = Wish.DEPRECATED
    run: str = ""
    after_days: int = 30
    accept_unknown: frozenset[str] = frozenset()
    accept_inactive: bool = False
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
    `disks_denied` is the right that is missing to read those of a snapshot. `snapshots` are those of images and orphans
    by id, `orphans` those that a removal tagged, with their tags; `live` are the existing disks that orphans were taken
    of.
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
    disks_denied: Mapping[str, str] = field(default_factory=dict)
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    orphans: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    live: LiveDisks = field(default_factory=LiveDisks)
