# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide when a pass need only look at copies in progress.

A whole pass reads sources, keys, and everything in the destination regions, to know what it may start and to prove what
has ended. While nothing can be started and nothing has ended, none of that is needed: one list a region shows how far
the copies are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..._model.image_copy import PENDING_STATES, UnderWay
from ..results import is_removal


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look has found of the copies `asked` for, ids by region. With `wait` others follow it in the same pass."""

    asked: Mapping[str, Collection[str]]
    seen: Sequence[UnderWay]
    wait: bool = True

    @property
    def is_complete(self) -> bool:
        """Return whether all of them are still in progress."""
        return len(self.seen) == sum(map(len, self.asked.values()))

    @property
    def changed(self) -> bool:
        """Return that looking changes nothing."""
        return False

    @property
    def has_work(self) -> bool:
        """Return whether there is anything left to wait for."""
        return self.wait and self.is_complete

    @property
    def before(self) -> Mapping[str, Any]:
        """Return nothing: there is no difference to show."""
        return {}

    @property
    def after(self) -> Mapping[str, Any]:
        """Return nothing, as before."""
        return {}


def only_under_way(copies: Iterable[Mapping[str, Any]], max_in_flight: int) -> dict[str, list[str]]:
    """Return the copies in progress, ids by region, if there is nothing else to do until one of them ends; else none.

    `copies` as `image_copy` returns them. A copy to start waits for one of them if its region has `max_in_flight`
    copies already, or if its source is being copied: ECS copies an image once at a time.
    """
    pending = [copy for copy in copies if copy["state"] in PENDING_STATES]
    if any(map(is_removal, pending)):
        return {}
    running: dict[str, list[str]] = {}
    busy = set()
    for copy in pending:
        if copy["image_id"]:
            running.setdefault(copy["region"], []).append(copy["image_id"])
            busy.add((copy["source_region"], copy["source_image_id"]))
    for copy in pending:
        is_full = len(running.get(copy["region"], ())) >= max_in_flight
        if not copy["image_id"] and not is_full and (copy["source_region"], copy["source_image_id"]) not in busy:
            return {}
    return running


def has_ended(asked: Mapping[str, Collection[str]], answer: Mapping[str, Any]) -> bool:
    """Return whether a pass that looked did not find all copies in progress that it was asked for."""
    seen = {copy["image_id"] for copy in answer["under_way"]}
    return any(image_id not in seen for ids in asked.values() for image_id in ids)
