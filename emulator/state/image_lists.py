# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of a region's images, kept until something in them changes: a page then costs what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from .images import Image

Images = dict[str, Image]
_NONE: tuple[Image, ...] = ()


@dataclass(slots=True)
class ImageLists:
    """Images by status and by the account they are shared with, the newest first.

    By status they are right from `since` until `until`; outside of that some image is in another state.
    """

    since: float = inf
    until: float = -inf
    _by_status: dict[str | None, list[Image]] = field(default_factory=dict)
    _by_statuses: dict[frozenset[str], list[Image]] = field(default_factory=dict)
    _by_account: dict[str, list[Image]] | None = None

    def images_changed(self) -> None:
        """Forget all lists: an image has come, gone or been made another."""
        self.since, self.until = inf, -inf
        self._by_account = None

    def shares_changed(self) -> None:
        """Forget who may see what."""
        self._by_account = None

    def with_status(self, images: Images, statuses: frozenset[str], moment: float) -> list[Image]:
        """The images that are in one of these states at a moment."""
        if not self.since <= moment < self.until:
            self._read_statuses(images, moment)
        if statuses not in self._by_statuses:
            holding = [state for state in self._by_status if state in statuses]
            if len(holding) == 1:
                self._by_statuses[statuses] = self._by_status[holding[0]]
            else:
                newest_first = reversed(images.values())
                self._by_statuses[statuses] = [image for image in newest_first if image.status_at(moment) in statuses]
        return self._by_statuses[statuses]

    def shared_with(self, images: Images, account: str) -> list[Image] | tuple[Image, ...]:
        """The images that are shared with an account directly."""
        if self._by_account is None:
            self._by_account = {}
            for image in reversed(images.values()):
                for sharee in image.shares:
                    self._by_account.setdefault(sharee, []).append(image)
        return self._by_account.get(account, _NONE)

    def _read_statuses(self, images: Images, moment: float) -> None:
        self._by_status, self._by_statuses = {}, {}
        self.since, self.until = -inf, inf
        for image in reversed(images.values()):
            self._by_status.setdefault(image.status_at(moment), []).append(image)
            for change in _changes(image):
                if change <= moment:
                    self.since = max(self.since, change)
                else:
                    self.until = min(self.until, change)


def _changes(image: Image) -> Iterator[float]:
    """The moments at which its state is, or could be, another."""
    yield image.created
    if image.schedule is not None:
        yield image.schedule.started
        yield image.schedule.finished
    for since, _status in image.statuses:
        yield since
