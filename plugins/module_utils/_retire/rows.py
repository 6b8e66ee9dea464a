# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What becomes of each image, failed attempt and orphan snapshot, and how that is returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .._core.reasons import reason
from .._model.errors import RetireFailed
from .._model.image import Image
from .._model.reason import Reason
from .._references.values import Reference
from .marks import DeprecationMark
from .values import RetireAction, RetireKind, RetireState


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
    mark: DeprecationMark | None = None
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
        """Return the same as something to do."""
        return replace(self, action=action, state=RetireState.PLANNED, reasons=(*self.reasons, *notes), **more)

    def stays(self, state: RetireState, *reasons: Reason, **more: Any) -> Retirement:
        """Return the same as something that does not change, with the reasons."""
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
        """Is anything to be written, or to be reported as a failure."""
        return self.changed or bool(self.failures)

    @property
    def failures(self) -> dict[str, Exception]:
        """The errors of what may not be done, in the words of its reasons."""
        return {
            row.label: RetireFailed(row.reasons[0].code, words_of(*row.reasons))
            for row in self.rows
            if row.state is RetireState.BLOCKED
        }

    @property
    def before(self) -> dict[str, Any]:
        """The things to change, in their state of today."""
        return {row.label: _shown(row) for row in self.rows if row.is_due}

    @property
    def after(self) -> dict[str, Any]:
        """The same as it will be."""
        return {row.label: _shown_after(row) for row in self.rows if row.is_due and not _is_deletion(row)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """The rows in their latest state, the errors of those that failed, and whether anything was written."""

    rows: Sequence[Retirement]
    failures: Mapping[str, Exception]
    changed: bool


def words_of(*reasons: Reason) -> str:
    """Return reasons as one text."""
    return " ".join(f"{item.message}. {item.remedy}".rstrip(". ") + "." for item in reasons)


def failed(code: str, **values: Any) -> RetireFailed:
    """Return the error that has this reason."""
    found = reason(code, **values)
    return RetireFailed(found.code, words_of(found), found)


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
