# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of a region's images, kept until something in them changes: a page then costs what it shows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from .images import Image

Images = dict[str, Image]
_NONE: tuple[Image, ...] = ()


@dataclass(slots=True)
class ImageLists:
    """Images by status and by the account they are shared with, the newest first.

    A settled image changes its state no more by itself; all others are moving. Settled ones are right from `settled_at`
    on. The lists of several states are right from `since` until `until`; outside of that some image is in another.
    """

    settled_at: float = inf
    since: float = inf
    until: float = -inf
    _settled: dict[str | None, list[Image]] = field(default_factory=dict)
    _moving: list[Image] = field(default_factory=list)
    _by_statuses: dict[frozenset[str], list[Image]] = field(default_factory=dict)
    _by_account: dict[str, list[Image]] | None = None

    def images_changed(self) -> None:
        """Forget all lists: images are others than they were."""
        self.settled_at, self.since, self.until = inf, inf, -inf
        self._by_account = None

    def image_added(self, image: Image) -> None:
        """Take a new image, the newest of all, into the lists."""
        _insert(self._moving, image)
        self.since, self.until = inf, -inf
        if image.shares:
            self._by_account = None

    def image_removed(self, image: Image) -> None:
        """Take an image out of the lists."""
        for images in (self._moving, *self._settled.values()):
            index = _index(images, image)
            if index < len(images) and images[index] is image:
                del images[index]
        self.since, self.until = inf, -inf
        if image.shares:
            self._by_account = None

    def shares_changed(self) -> None:
        """Forget who may see what."""
        self._by_account = None

    def with_status(self, images: Images, statuses: frozenset[str], moment: float) -> list[Image]:
        """The images that are in one of these states at a moment."""
        if moment < self.settled_at:
            self._settled, self._moving, self.settled_at = {}, list(reversed(images.values())), -inf
            self.since, self.until = inf, -inf
        if not self.since <= moment < self.until:
            self._settle(moment)
        if statuses not in self._by_statuses:
            found = [image for image in self._moving if image.status_at(moment) in statuses]
            holding = [self._settled[state] for state in self._settled if state in statuses]
            self._by_statuses[statuses] = _joined([images for images in (found, *holding) if images])
        return self._by_statuses[statuses]

    def shared_with(self, images: Images, account: str) -> list[Image] | tuple[Image, ...]:
        """The images that are shared with an account directly."""
        if self._by_account is None:
            self._by_account = {}
            for image in reversed(images.values()):
                for sharee in image.shares:
                    self._by_account.setdefault(sharee, []).append(image)
        return self._by_account.get(account, _NONE)

    def _settle(self, moment: float) -> None:
        """Sort out what changes no more after this moment, and find how long all lists stay unchanged."""
        self._by_statuses = {}
        since, self.until = self.settled_at, inf
        moving = []
        for image in self._moving:
            changes = list(_changes(image))
            since = max([since, *(change for change in changes if change <= moment)])
            if coming := [change for change in changes if change > moment]:
                self.until = min([self.until, *coming])
                moving.append(image)
            else:
                self.settled_at = max([self.settled_at, *changes])
                _insert(self._settled.setdefault(image.status_at(moment), []), image)
        self.since, self._moving = since, moving


def _index(images: list[Image], image: Image) -> int:
    """Where an image is, or belongs, in a list of which the newest is the first."""
    return bisect_left(images, -image.place, key=lambda other: -other.place)


def _insert(images: list[Image], image: Image) -> None:
    # All come in order when a region is read.
    if not images or images[-1].place > image.place:
        images.append(image)
    else:
        images.insert(_index(images, image), image)


def _joined(lists: list[list[Image]]) -> list[Image]:
    """Return several lists as one, the newest first; a single one is not copied."""
    if len(lists) == 1:
        return lists[0]
    lists.sort(key=lambda images: -images[0].place)
    whole = [image for images in lists for image in images]
    if any(early[-1].place < late[0].place for early, late in pairwise(lists)):
        whole.sort(key=lambda image: -image.place)
    return whole


def _changes(image: Image) -> Iterator[float]:
    """The moments at which its state is, or could be, another."""
    yield image.created
    if image.schedule is not None:
        yield image.schedule.started
        yield image.schedule.finished
    for since, _status in image.statuses:
        yield since
