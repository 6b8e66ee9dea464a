# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What `image_copy` answers, from one pass or from several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .copy_progress import CopyResult, done_share

PENDING = ("copying", "queued")


def copies_answer(copies: Sequence[Mapping[str, Any]], *, wait: bool) -> dict[str, Any]:
    """`copies`, `image_map` with those that are available, and with `wait` in `pending` those to be asked for again."""
    image_map: dict[str, dict[str, str]] = {copy["region"]: {} for copy in copies}
    for copy in copies:
        # With state: absent an image that is there is one that is left, not one to be used.
        if copy["state"] == "available" and "unshared" not in copy:
            image_map[copy["region"]][copy["source_image_id"]] = copy["image_id"]
    pending = [
        {"image_id": copy["source_image_id"], "destination_region": copy["region"]}
        for copy in copies
        if wait and copy["state"] in PENDING
    ]
    return {"copies": list(copies), "image_map": image_map, "pending": pending}


class CopyResults:
    """The answers of several passes as one: each copy as it was last seen, with what was first done about it."""

    def __init__(self) -> None:
        self.passes = 0
        self.done_before = 0.0
        self._last: Mapping[str, Any] = {}
        self._diff: Mapping[str, Any] | None = None
        self._changed = False
        self._copies: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._messages: list[str] = []
        self._error: Any = None

    @property
    def copies(self) -> list[dict[str, Any]]:
        """All copies in the order of the request."""
        return list(self._copies.values())

    @property
    def pending(self) -> list[dict[str, str]]:
        """What another pass has to be asked for, as the module's option `copies` takes it."""
        return list(self._last.get("pending", ()))

    @property
    def answer(self) -> dict[str, Any]:
        """The task's result."""
        answer = {**self._last, "changed": self._changed}
        if self._copies:
            answer |= copies_answer(self.copies, wait=bool(self.pending))
        if self._diff is not None:
            answer["diff"] = self._diff
        if self._messages:
            answer |= {"failed": True, "msg": " ".join(self._messages), "error": self._error}
        return answer

    def add(self, answer: Mapping[str, Any]) -> None:
        """Take in a pass. One that could not work at all returns no copies, and nothing is pending after it."""
        self.passes += 1
        self._last = answer
        self._changed = self._changed or bool(answer.get("changed"))
        for copy in answer.get("copies", ()):
            self._add_copy(copy)
        if self.passes == 1:
            self._diff = answer.get("diff")
            before = [{**copy, "progress": 0, "state": _state_before(copy)} for copy in self.copies]
            self.done_before = done_share(before)
        if answer.get("failed"):
            self._fail(str(answer.get("msg", "")), answer.get("error"))

    def give_up(self, seconds: int) -> None:
        """The time is up: the task fails, the copies go on."""
        names = ", ".join(f"{copy['image_id']} to {copy['destination_region']}" for copy in self.pending)
        self._fail(
            f"wait_timeout: {seconds} seconds have passed and these copies are not done: {names}. "
            "They go on; run the same task again to wait for them.",
            {"code": "WaitTimeout", "request_id": "", "action": "CopyImage"},
        )

    def _add_copy(self, copy: Mapping[str, Any]) -> None:
        key = (copy["source_region"], copy["source_image_id"], copy["region"])
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


def _state_before(copy: CopyResult) -> str:
    return "available" if copy["state"] == "available" and copy["action"] in ("reused", "none") else "queued"
