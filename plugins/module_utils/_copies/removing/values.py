# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copies to remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..._model.image import Image
from ..._model.image_copy import CopyTag
from ..._model.reason import Reason
from ..._model.snapshot import Snapshot
from ..._model.time_limit import TimeLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwanted:
    """The copies of an image in a region, whatever their attempts.

    `account_id` is the source's owner, empty where that cannot be known any more; `kms_key_id` is a bare key id, empty
    for copies under any key; `name_template` is what their names are made from.
    """

    source_image_id: str
    source_region: str
    region: str
    account_id: str = ""
    kms_key_id: str = ""
    name_template: str = "{name}"
    time_limit: TimeLimit = field(default_factory=TimeLimit)

    @property
    def label(self) -> str:
        """Return what messages call it."""
        return f"copy of {self.source_image_id} in {self.region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where snapshots of copies can come from: those of the source, None if it is not there, and of all images.

    Of a source that is not there, `kept` are the snapshots that exist and can be its own.
    """

    source: frozenset[str] | None = None
    others: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


class RemovalDecision(StrEnum):
    """What becomes of a copy to remove: it is removed, kept as its origin is not proven, or cannot be removed."""

    REMOVE = "remove"
    KEEP = "keep"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One copy with the action on it; without an `image` the snapshots are all that is left of it."""

    unwanted: Unwanted
    tag: CopyTag | None
    image: Image | None
    snapshot_ids: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()
    decision: RemovalDecision = RemovalDecision.REMOVE
    reasons: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        """Return what messages and the diff call it."""
        what = self.image.label if self.image else ", ".join(self.snapshot_ids)
        return f"{self.unwanted.label}: {what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDisks:
    """The existing disks that snapshots were taken of; `denied` is the right that is missing to look for them."""

    ids: frozenset[str] = frozenset()
    denied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionStock:
    """What is in a region: all own `images`; those whose tags say they are `copies` to remove, disks examined; whom
    these are shared with; the `marked_snapshots`, those that a removal tagged, with their tags; and of these snapshots
    the disks that exist."""

    images: Sequence[Image]
    copies: Sequence[Image]
    shares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marked_snapshots: Sequence[tuple[Snapshot, Mapping[str, str]]] = ()
    live_disks: LiveDisks = field(default_factory=LiveDisks)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalWorld:
    """What `image_copy` knows before it decides what is removed; `origins` by source id."""

    unwanted: Sequence[Unwanted]
    regions: Mapping[str, RegionStock]
    origins: Mapping[str, Origins]
