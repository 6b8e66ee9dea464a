# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What `image_copy` is asked to do, and what it knows before it decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .._model import copy_defaults
from .._model.image import Image
from .._model.image_copy import CopyWanted, WantedState
from .._model.key import Key
from .._model.snapshot import Snapshot
from .._model.time_limit import TimeLimit


class SourceOwner(StrEnum):
    """Whose images are copied: the account's own, or those that others share with it."""

    SELF = "self"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An image and a region to copy it to."""

    image_id: str
    region: str


# Codes of CopyImage where a region holds as many images or snapshots as it may. A copy there that ends makes room.
REGION_FULL = ("QuotaExceed.Image", "QuotaExceed.Snapshot")
# The numbers that deleted copies may take beyond the allowed attempts.
LOST_MORE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOptions:
    """The options that shape a copy. `carry_tags` gives it the source's tags; `run` names this run in a tag, if set.

    `foreign_key_form` is how CopyImage names another account's key: `arn` or `id`.
    """

    name_template: str = copy_defaults.NAME
    carry_tags: bool = True
    resource_group_id: str = ""
    max_attempts: int = copy_defaults.MAX_COPY_ATTEMPTS
    restore_family: bool = False
    run: str = ""
    foreign_key_form: str = "arn"

    @property
    def last_number(self) -> int:
        """Return the highest number a copy may have. One that a deleted copy's client token takes was no attempt."""
        return self.max_attempts + LOST_MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOptions:
    """How a pass works; times in seconds."""

    copy: CopyOptions
    wait: bool = True
    pass_seconds: float = copy_defaults.PASS_SECONDS
    poll_seconds: float = copy_defaults.POLL_SECONDS
    visibility_timeout: float = copy_defaults.VISIBILITY_TIMEOUT
    max_in_flight: int = copy_defaults.MAX_IN_FLIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRequest:
    """`region` is the images', `keys` has each destination region's key as the user wrote it, none for any key.

    `under_way` are the ids of copies by region that are only looked at; then there are no pairs and no keys.
    """

    region: str
    pairs: tuple[Pair, ...]
    keys: Mapping[str, str]
    options: PassOptions
    state: WantedState = WantedState.PRESENT
    source_owner: SourceOwner = SourceOwner.SELF
    time_limit: TimeLimit = field(default_factory=TimeLimit)
    under_way: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A region copies go to: its key, the copies of wanted sources in it by source id, and the names in use.

    `newest` is when the newest image was made, by the cloud's own clock: what is started later was made no earlier.
    `orphans` are snapshots that a removal of failed attempts left, with their tags; `orphans_denied` is the right that
    is missing to read them.
    """

    region: str
    key: Key
    candidates: Mapping[str, Sequence[Image]]
    names: frozenset[str]
    newest: str
    orphans: Sequence[tuple[Snapshot, Mapping[str, str]]] = ()
    orphans_denied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWorld:
    """The copies wanted, with examined sources, and the regions they go to."""

    wanted: Sequence[CopyWanted]
    destinations: Mapping[str, Destination]
