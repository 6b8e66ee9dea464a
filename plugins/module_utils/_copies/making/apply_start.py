# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start copies: as many as fit, one of a source at a time. A call that ECS refuses as busy or full is retried later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..._api.ecs_images import start_copy
from ..._client.codes import is_of_credentials, is_transient
from ..._client.session import Session
from ..._core.remedies import deferral
from ..._model.errors import ApiError, ConnectionFailed, ImageopsError, InvalidInput, Throttled
from ..._model.image_copy import CopyAction, CopyStart
from ..names import copy_name
from ..values import REGION_FULL, Destination, PassOptions
from .apply_item import CopyItem
from .call import make_start

# Transient: the source is being copied.
SOURCE_BUSY = ("OperationDenied.ImageCopyConflict", "OperationDenied.ImageCopying")
TOKEN_USED = ("IdempotentParameterMismatch", "IdempotenceParamNotMatch", "InvalidIdempotenceParameter.Mismatch")
NAME_TAKEN = "InvalidImageName.Duplicated"
NO_GROUP = "InvalidResourceGroup.NotFound"
DEFERRED = "ECS takes it"
REMEDY_OF_GROUP = "Give the id of one, or leave it out: a copy then belongs to the group of its source."
# So many names in a row may have been taken by others a moment ago.
NAMES = 3


@dataclass(slots=True)
class CopyStarter:
    """Start items of a pass."""

    session: Session
    destinations: Mapping[str, Destination]
    options: PassOptions
    clock: Callable[[], float]
    _taken: dict[str, set[str]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    # Regions without room, as CopyImage said. They are asked once more in the next pass.
    _full: dict[str, ApiError] = field(default_factory=dict)
    # ECS does not know the resource group that was asked for.
    _no_group: ApiError | None = None

    def __post_init__(self) -> None:
        self._taken = {region: set(destination.names) for region, destination in self.destinations.items()}

    def reserve(self, start: CopyStart) -> None:
        """Keep this name from every other copy of the pass."""
        self._taken[start.wanted.region].add(start.name)

    def restart(self, item: CopyItem) -> None:
        """Prepare an item to be started anew, under the number of the next attempt."""
        item.attempt += 1
        item.start = make_start(item.wanted, item.attempt, self.options.copy, self._taken[item.wanted.region])
        self.reserve(item.start)
        item.unseen_since, item.is_unanswered = 0.0, False
        item.image_id, item.image, item.created, item.action = "", None, "", CopyAction.STARTED

    def start(self, items: Sequence[CopyItem]) -> list[tuple[CopyItem, ImageopsError]]:
        """Start what may be started now, side by side. Return the items that failed for good, with their errors.

        Raises InvalidInput if ECS does not know the resource group that was asked for, and nothing is under way.
        """
        failed = []
        called = self._call_all(list(self._startable(items)))
        if self._no_group and not any(item.is_running for item in items):
            raise self._group_refused(self._no_group)
        for item, error in called:
            if not isinstance(error, ImageopsError) or _is_full(error):
                continue
            if self._may_retry(item, error):
                item.waits_for = deferral(error, DEFERRED)
            else:
                failed.append((item, error))
        under_way = {item.wanted.region for item in items if item.is_running}
        for item in items:
            if item.start and item.copy is None and (full := self._full.get(item.wanted.region)):
                item.refused_since = 0.0
                if self.options.wait or item.wanted.region in under_way:
                    item.waits_for = deferral(full, DEFERRED)
                else:
                    failed.append((item, full))
        return failed

    def is_full(self, region: str) -> bool:
        """Return whether a region had no room for a copy in this pass."""
        return region in self._full

    def _call_all(self, items: Sequence[CopyItem]) -> list[tuple[CopyItem, ImageopsError | None]]:
        """Call CopyImage for each: in each region once before all others, so that few calls are refused in vain."""
        first: list[CopyItem] = []
        others: list[CopyItem] = []
        asked = set(self._asked)
        for item in items:
            (others if item.wanted.region in asked - self._asked else first).append(item)
            asked.add(item.wanted.region)
        self._asked = asked
        return [*self.session.map(self._start_one, first), *self.session.map(self._start_one, others)]

    def _group_refused(self, error: ApiError) -> InvalidInput:
        group = self.options.copy.resource_group_id
        problem = f"is no resource group of this account, as CopyImage says ({error.code}, request {error.request_id})"
        return InvalidInput("resource_group_id", group, problem, f"{REMEDY_OF_GROUP} Nothing was copied.")

    def _may_retry(self, item: CopyItem, error: ImageopsError) -> bool:
        """Return whether to retry; with the same client token nothing is copied twice."""
        if not self.options.wait or (isinstance(error, ConnectionFailed) and error.is_lasting):
            return False
        if isinstance(error, Throttled) or is_of_credentials(error):
            # Other files decide how long a copy may wait for its turn, and a pass for credentials.
            item.refused_since = 0.0
            return True
        if not is_transient(error):
            return False
        item.is_unanswered = True
        item.refused_since = item.refused_since or self.clock()
        return item.is_refused_within(self.options.visibility_timeout, self.clock())

    def _startable(self, items: Sequence[CopyItem]) -> Iterable[CopyItem]:
        busy = {item.wanted.source.image_id for item in items if item.is_running}
        room = dict.fromkeys(self.destinations, self.options.max_in_flight)
        for item in items:
            room[item.wanted.region] -= item.is_running
        waiting: dict[str, list[CopyItem]] = {}
        # A lost copy is not looked for any more and goes first; then the largest, which would be waited for alone.
        for item in sorted(items, key=lambda item: (item.is_lost, _size(item)), reverse=True):
            may_start = item.start and item.copy is None and item.wanted.region not in self._full
            if may_start and item.wanted.source.image_id not in busy:
                waiting.setdefault(item.wanted.source.image_id, []).append(item)
        for mine in waiting.values():
            # To the region that has the least to do, so that all have something.
            item = max(mine, key=lambda item: (room[item.wanted.region] > 0, item.is_lost, room[item.wanted.region]))
            if room[item.wanted.region] > 0:
                room[item.wanted.region] -= 1
                yield item

    def _start_one(self, item: CopyItem) -> None:
        if item.start is None or item.wanted.region in self._full:
            return
        if self._no_group:
            raise self._no_group
        try:
            item.image_id = self._call(item.start, may_be_there=item.is_unanswered)
        except ApiError as error:
            if _is_full(error):
                self._full[item.wanted.region] = error
            if error.code == NO_GROUP and self.options.copy.resource_group_id:
                self._no_group = error
            if error.code in SOURCE_BUSY:
                item.waits_for, item.refused_since = deferral(error, DEFERRED), 0.0
                return
            if error.code not in TOKEN_USED and not (error.code == NAME_TAKEN and item.is_unanswered):
                raise
            # The copy exists, started with other options, or by a call without an answer so long ago that ECS has
            # forgotten its client token. It is found by its tags.
            item.action = CopyAction.ADOPTED
        item.start, item.waits_for, item.since = None, None, self.clock()
        item.refused_since = 0.0

    def _call(self, start: CopyStart, *, may_be_there: bool) -> str:
        """Return the id of the copy. No other name is tried where the copy of an earlier call `may_be_there`."""
        for _name in range(NAMES):
            try:
                return start_copy(self.session, start)
            except ApiError as error:
                if error.code != NAME_TAKEN or may_be_there:
                    raise
            # The name was taken since the region was listed.
            taken = self._taken[start.wanted.region]
            taken.add(start.name)
            name = copy_name(self.options.copy.name_template, start.wanted, start.attempt, taken)
            start = replace(start, name=name)
        return start_copy(self.session, start)


def _is_full(error: ImageopsError) -> bool:
    return isinstance(error, ApiError) and error.code in REGION_FULL


def _size(item: CopyItem) -> int:
    return sum(disk.size_gib for disk in item.wanted.source.disks)
