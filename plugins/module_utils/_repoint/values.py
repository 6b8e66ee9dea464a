# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is asked for, and a user of an image with what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .._core.reasons import reason
from .._model.errors import RepointFailed
from .._model.reason import Reason


class MoveState(StrEnum):
    """What became of a user."""

    UNCHANGED = "unchanged"
    PLANNED = "planned"
    CHANGED = "changed"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepointRequest:
    """Users that are to take other images; `chosen` are ids or names, none for all.

    `undo`: undo what was changed for these ids. `kms_key_id`: the key of system disks, empty for what is.
    `encrypted`: whether system disks are encrypted, None for what is.
    """

    region: str
    new_ids: Mapping[str, str]
    chosen: tuple[str, ...] = ()
    kms_key_id: str = ""
    encrypted: bool | None = None
    undo: bool = False

    def chooses(self, *names: str) -> bool:
        """Return whether a user with this id and name is asked for."""
        return not self.chosen or any(name in self.chosen for name in names)

    def in_place(self, before: Mapping[str, Any], image_id: str, key: str) -> dict[str, Any]:
        """Return what a user that is changed in place has then; `key` is the one it names, used by it or not."""
        after = {**before, "image_id": image_id}
        if self.encrypted is None:
            return after
        return {**after, "encrypted": self.encrypted, "kms_key_id": self.kms_key_id or (key if self.encrypted else "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One user and what becomes of it; `before` and `after` are shown as the difference."""

    id: str
    name: str
    region: str
    old_image_id: str
    new_image_id: str
    state: MoveState
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reasons: tuple[Reason, ...] = ()

    @property
    def is_due(self) -> bool:
        """Is something to be written."""
        return self.state is MoveState.PLANNED

    def planned(self, after: Mapping[str, Any], *notes: Reason) -> Move:
        """Return the same user as one to change, with notes on that."""
        return replace(self, state=MoveState.PLANNED, after=after, reasons=(*self.reasons, *notes))

    def noted(self, *notes: Reason) -> Move:
        """Return the same user with notes on it."""
        return replace(self, reasons=(*self.reasons, *notes))

    def changed(self, after: Mapping[str, Any]) -> Move:
        """Return the same user as it was read back after the change."""
        return replace(self, state=MoveState.CHANGED, after=after)

    def blocked(self, *reasons: Reason) -> Move:
        """Return the same user as one that does not change."""
        return replace(self, state=MoveState.BLOCKED, after=self.before, reasons=(*self.reasons, *reasons))

    def failed(self, error: Reason, after: Mapping[str, Any]) -> Move:
        """Return the same user after a write failed; `after` is what was read then, empty if that is not known."""
        return replace(self, state=MoveState.FAILED, after=after, reasons=(error, *self.reasons))

    def to_result(self) -> dict[str, Any]:
        """The shape of a row, the same for every kind of users."""
        return {
            "id": self.id,
            "name": self.name,
            "region": self.region,
            "old_image_id": self.old_image_id,
            "new_image_id": self.new_image_id,
            "state": str(self.state),
            "before": dict(self.before),
            "after": dict(self.after),
            "reasons": [item.to_result() for item in self.reasons],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesSeen:
    """The new images that are there, by id with their status."""

    statuses: Mapping[str, str]

    def hindrance(self, old: str, new: str, region: str) -> tuple[Reason, ...]:
        """Return why a user cannot take the new image, nothing if it can."""
        status = self.statuses.get(new, "not there")
        if status == "Available":
            return ()
        return (reason("new_image_not_usable", image=new, old=old, status=status, region=region),)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesPlan:
    """The users of a request, those included that need nothing. `failing` are those whose failure fails the task."""

    moves: Sequence[Move]
    failing: Sequence[str] = ()

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return any(move.is_due for move in self.moves)

    @property
    def has_work(self) -> bool:
        """Is anything to be written, or to be reported as a failure."""
        return self.changed or bool(self.failing)

    @property
    def before(self) -> dict[str, Any]:
        """The users to change, in their state of today."""
        return {move.id: dict(move.before) for move in self.moves if move.is_due}

    @property
    def after(self) -> dict[str, Any]:
        """The same as they will be."""
        return {move.id: dict(move.after) for move in self.moves if move.is_due}


def failing(moves: Iterable[Move], *, is_named: bool) -> list[str]:
    """Return the ids of users whose failure fails the task: those not read, and those named that cannot be moved."""
    states = (MoveState.FAILED, MoveState.BLOCKED) if is_named else (MoveState.FAILED,)
    return [move.id for move in moves if move.state in states]


def failures_of(moves: Iterable[Move], ids: Iterable[str]) -> dict[str, Exception]:
    """Return the errors of users by name and id, in the words of their reasons."""
    wanted = set(ids)
    return {
        label_of(move): RepointFailed(move.reasons[0].code, words_of(move.reasons))
        for move in moves
        if move.id in wanted
    }


def label_of(move: Move) -> str:
    """Return a user's name and id."""
    return f"{move.name} ({move.id})"


def words_of(reasons: Iterable[Reason]) -> str:
    """Return reasons as one text."""
    return " ".join(f"{item.message}. {item.remedy}".rstrip(". ") + "." for item in reasons)


def failed(code: str, **values: Any) -> RepointFailed:
    """Return the error that has this reason."""
    return failed_for(reason(code, **values))


def failed_for(why: Reason) -> RepointFailed:
    """Return the error of a user that fails for this reason."""
    return RepointFailed(why.code, words_of([why]), why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The rows in their latest state, the errors of those that failed, and whether anything was written."""

    moves: Sequence[Move]
    failures: Mapping[str, Exception]
    changed: bool
