# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The return values of `image_copy`, from one pass or from several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from .._core.failures import words_of
from .._core.remedies import reported
from .._model.image_copy import PENDING_STATES, UnderWay, WantedState
from .._model.reason import Reason

CopyId = tuple[str, ...]
NAMED_AT_MOST = 50


class PassKind(StrEnum):
    """What a pass came to: copies, failed ones among them; a look; a source that cannot be copied; nothing at all."""

    COPIES = "copies"
    LOOKED = "looked"
    REFUSED = "refused"
    FAILED = "failed"


def kind_of(answer: Mapping[str, Any]) -> PassKind:
    """Return the kind of a module's answer. Every answer has `copies` but that of a pass that could not work."""
    if answer.get("refused"):
        return PassKind.REFUSED
    if "under_way" in answer:
        return PassKind.LOOKED
    return PassKind.FAILED if answer.get("copies") is None else PassKind.COPIES


def is_removal(copy: Mapping[str, Any]) -> bool:
    """Return whether an item of `copies` is there to be removed."""
    return bool(copy["wanted_state"] == WantedState.ABSENT)


def copy_id(copy: Mapping[str, Any]) -> CopyId:
    """Return what identifies an item of `copies` over several passes. Several copies of an image may be removed."""
    key = (copy["source_region"], copy["source_image_id"], copy["region"])
    return (*key, copy["kms_key_id"], copy["image_id"] or "") if is_removal(copy) else key


def copies_answer(copies: Sequence[Mapping[str, Any]], *, wait: bool) -> dict[str, Any]:
    """Return `copies`, `image_map` of the available ones, and `pending`: with `wait`, what another pass asks for."""
    image_map: dict[str, dict[str, str]] = {copy["region"]: {} for copy in copies}
    for copy in copies:
        # An available image among those to remove was kept, and is not one to use.
        if copy["state"] == "available" and not is_removal(copy):
            image_map[copy["region"]][copy["source_image_id"]] = copy["image_id"]
    return {"copies": list(copies), "image_map": image_map, "pending": _pending(copies) if wait else []}


def look_answer(seen: Iterable[UnderWay]) -> dict[str, Any]:
    """Return the values of a pass that only looked at copies in progress."""
    return {**copies_answer((), wait=False), "under_way": [copy.to_result() for copy in seen]}


def _pending(copies: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    pairs = [
        {"image_id": copy["source_image_id"], "destination_region": copy["region"]}
        for copy in copies
        if copy["state"] in PENDING_STATES
    ]
    return [pair for number, pair in enumerate(pairs) if pair not in pairs[:number]]


class CopyResults:
    """Merge the results of several passes: each copy as it was last seen, with what was first done about it."""

    def __init__(self) -> None:
        self.passes = 0
        self._last: Mapping[str, Any] = {}
        self._diff: Mapping[str, Any] | None = None
        self._changed = False
        self._waits = False
        self._copies: dict[CopyId, dict[str, Any]] = {}
        self._given_up: dict[CopyId, Reason] = {}
        self._refused: set[str] = set()
        self._messages: list[str] = []
        self._error: Any = None

    @property
    def copies(self) -> list[dict[str, Any]]:
        """Return all copies in the order of the request."""
        return list(self._copies.values())

    @property
    def watched(self) -> list[dict[str, Any]]:
        """Return the copies that are not given up."""
        return [copy for key, copy in self._copies.items() if key not in self._given_up]

    @property
    def pending(self) -> list[dict[str, str]]:
        """Return what another pass asks for, as the option `copies` takes it."""
        given_up = _pending([self._copies[key] for key in self._given_up])
        pairs = [pair for pair in self._last.get("pending", ()) if pair not in given_up]
        return [pair for pair in pairs if pair["image_id"] not in self._refused]

    @property
    def answer(self) -> dict[str, Any]:
        """Return the result of the task."""
        answer = {**self._last, "changed": self._changed}
        if self._copies:
            answer |= copies_answer(self.copies, wait=self._waits)
        if self._diff is not None:
            answer["diff"] = self._diff
        if self._messages:
            answer |= {"failed": True, "msg": " ".join(self._messages), "error": self._error}
        return answer

    def add(self, answer: Mapping[str, Any]) -> None:
        """Add a pass. One that could not work at all returns no copies, and no pass follows it."""
        self.passes += 1
        self._last = answer
        self._changed = self._changed or bool(answer.get("changed"))
        self._waits = self._waits or bool(answer.get("pending"))
        copies = list(answer.get("copies", ()))
        self._mark_gone(copies)
        for copy in copies:
            self._add_copy(copy)
        if self.passes == 1:
            self._diff = answer.get("diff")
        if answer.get("failed"):
            self._fail(words_of(answer), answer.get("error"))

    def look(self, answer: Mapping[str, Any]) -> None:
        """Add a pass that only looked: how far the copies are that are still in progress."""
        self.passes += 1
        seen = {(copy["region"], copy["image_id"]): copy for copy in answer["under_way"]}
        for copy in self._copies.values():
            found = seen.get((copy["region"], copy["image_id"]))
            if found and copy["state"] in PENDING_STATES:
                copy.update(state=found["state"], progress=found["progress"])

    def give_up(self, seconds: int) -> None:
        """Fail the task because its time is up. The copies go on in ECS."""
        self._fail(
            f"wait_timeout: {seconds} seconds have passed and these copies are not done: {_names(self.pending)}. "
            "They go on; run the same task again to wait for them.",
            {"code": "WaitTimeout", "request_id": "", "action": "CopyImage"},
        )

    def refuse(self, answer: Mapping[str, Any]) -> None:
        """Fail the copies of a source that is gone or that ECS does not copy any more. The others go on."""
        error = answer.get("error") or {}
        self._refused.add(answer["refused"])
        for copy in self._copies.values():
            if copy["source_image_id"] == answer["refused"] and copy["state"] in PENDING_STATES:
                goes_on = (
                    f" Its copy {copy['image_id']} goes on in ECS and is not looked at." if copy["image_id"] else ""
                )
                why = reported(str(error.get("code", "")), f"{answer.get('msg', '')}{goes_on}")
                copy.update(state="failed", reasons=[*copy["reasons"], why.to_result()])
        self._fail(words_of(answer), answer.get("error"))

    def give_up_on(self, reasons: Mapping[CopyId, Reason]) -> None:
        """Ask for these copies no more. The task fails in the end; the copies go on in ECS."""
        alike: dict[Reason, list[CopyId]] = {}
        for key, reason in reasons.items():
            copy = self._copies[key]
            self._given_up[key] = reason
            copy["reasons"] = [*copy["reasons"], reason.to_result()]
            alike.setdefault(reason, []).append(key)
        for reason, keys in alike.items():
            verb = "is" if len(keys) == 1 else "are"
            names = _names(_pending([self._copies[key] for key in keys]))
            self._fail(
                f"{names} {verb} not done: {reason.message}. {reason.remedy}",
                {"code": "CopyTimedOut", "request_id": "", "action": "CopyImage"},
            )

    def _mark_gone(self, copies: Sequence[Mapping[str, Any]]) -> None:
        """Mark copies to remove as absent that a later pass does not find."""
        asked = {copy_id(copy)[:3] for copy in copies}
        found = {copy_id(copy) for copy in copies}
        for key, earlier in self._copies.items():
            if key[:3] in asked and key not in found and earlier["state"] in PENDING_STATES:
                earlier.update(state="absent")

    def _add_copy(self, copy: Mapping[str, Any]) -> None:
        key = copy_id(copy)
        is_nothing = copy["state"] == "absent" and copy["action"] == "none" and not copy["image_id"]
        if is_nothing and any(known[:3] == key[:3] for known in self._copies):
            return
        earlier = self._copies.get(key)
        merged = self._copies[key] = dict(copy)
        if earlier and earlier["action"] in ("started", "adopted"):
            merged["action"] = earlier["action"]
        if earlier:
            merged["reasons"] = [
                *earlier["reasons"],
                *(new for new in copy["reasons"] if new not in earlier["reasons"]),
            ]

    def _fail(self, message: str, error: Any) -> None:
        self._messages.append(message)
        self._error = self._error or error


def _names(pairs: Sequence[Mapping[str, str]]) -> str:
    more = f" and {len(pairs) - NAMED_AT_MOST} more" if len(pairs) > NAMED_AT_MOST else ""
    return ", ".join(f"{pair['image_id']} to {pair['destination_region']}" for pair in pairs[:NAMED_AT_MOST]) + more
