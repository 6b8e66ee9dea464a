# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copies of the canary: started within the maximum, watched, timed, and cancelled where they are not needed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._api.answers import ask_ecs
from .._api.ecs_images import ALL_STATUSES
from .._client.session import Session
from .._model.answered import Answered
from .findings import open_fact, refused
from .judging.read import images_in
from .values import PREFIX, TAG, CalibrationRequest, Canary, FactFinding

CONFLICT = ("OperationDenied.ImageCopyConflict", "OperationDenied.ImageCopying")
IN_PROGRESS = ("Creating", "Waiting")
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
# A change that three lists in a row show is there for good.
IN_A_ROW = 3


class Spent(Exception):
    """The maximum of copies or the time is used up; the text says which."""


@dataclass(slots=True)
class CanaryCopy:
    """A copy that this run started; `began` is a moment of the monotonic clock, `seconds` how long it took."""

    image_id: str
    region: str
    gib: int
    began: float
    was_queued: bool = False
    seconds: float | None = None


@dataclass(slots=True)
class Lab:
    """What the probes that write share; `listed` is the last list of copies, `removed` what probes removed."""

    session: Session
    request: CalibrationRequest
    canary: Canary
    deadline: float
    made: dict[str, CanaryCopy] = field(default_factory=dict)
    found: list[FactFinding] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    names: int = 0
    made_role: bool = False
    made_policy: bool = False
    removed: list[str] = field(default_factory=list)
    listed: Answered | None = None
    why: str = ""

    @property
    def region(self) -> str:
        """The canary's region."""
        return self.request.region

    @property
    def left(self) -> int:
        """How many copies may still be made."""
        return self.request.max_copies - len(self.made)

    @property
    def proof(self) -> tuple[Answered, ...]:
        """Return the evidence of what was seen in lists of copies."""
        return (self.listed,) if self.listed else ()

    def leave_open(self, fact: str, why: str, *evidence: Answered) -> None:
        """Record why a fact is not settled."""
        self.found.append(open_fact(fact, why, *evidence))

    def refuse(self, facts: Iterable[str], answer: Answered) -> None:
        """Record that a call was refused which these probes need."""
        self.found.extend(refused(fact, answer) for fact in facts)

    def ask(self, action: str, region: str = "", **query: Any) -> Answered:
        """Ask ECS."""
        return ask_ecs(self.session, region or self.region, action, query)

    # Copies

    def query(self, source: str, purpose: str, region: str = "", **more: Any) -> dict[str, Any]:
        """Return the parameters of a copy, as of a new request."""
        self.names += 1
        run = hashlib.sha256(self.request.run.encode()).hexdigest()[:10]
        name = f"{PREFIX}{run}-{self.names}-{purpose}"
        token = hashlib.sha256(f"{self.request.run}/{self.names}/{time.time_ns()}".encode()).hexdigest()
        return {
            "ImageId": source,
            "DestinationRegionId": region or self.region,
            "DestinationImageName": name,
            "ClientToken": token,
            "Tag": [{"Key": TAG, "Value": self.request.run}],
            **more,
        }

    def under_key(self) -> dict[str, Any]:
        """Return the parameters of an encrypted copy under the key that was named."""
        return {"Encrypted": True, "KMSKeyId": self.canary.key.key_id}

    def copy(self, query: Mapping[str, Any], *, patient: bool = True, counts: bool = True) -> Answered:
        """Start a copy. With `patient` a source that is being copied is waited for. Raises Spent.

        What makes no copy as far as is known does not count: it may be sent when the maximum is used up.
        """
        pause = SHORTEST_PAUSE
        while True:
            if counts and self.left < 1:
                raise Spent(f"the maximum of {self.request.max_copies} copies is used up")
            began = time.monotonic()
            answer = self.ask("CopyImage", **query)
            image_id = str(answer.body.get("ImageId") or "")
            if answer.is_taken and image_id:
                self.made.setdefault(
                    image_id, CanaryCopy(image_id, str(query["DestinationRegionId"]), self.canary.gib, began)
                )
            if not (patient and answer.code in CONFLICT):
                return answer
            self.pause(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def stop(self, answer: Answered) -> None:
        """Cancel a copy that ECS took although only its answer mattered. The sweep removes one that has ended."""
        image_id = str(answer.body.get("ImageId") or "")
        if image_id in self.made:
            self.ask("CancelCopyImage", self.made[image_id].region, ImageId=image_id)

    def pause(self, seconds: float) -> None:
        """Wait. Raises Spent once the time is over."""
        if time.monotonic() + seconds > self.deadline:
            raise Spent(f"{self.request.wait_timeout} seconds are over")
        time.sleep(seconds)

    # Watching

    def look(self, image_id: str, region: str = "") -> tuple[Answered, dict[str, Any]]:
        """Return the answer about one image, and the image; empty if it is not listed."""
        answer = self.ask("DescribeImages", region, ImageId=image_id, ImageOwnerAlias="self", Status=ALL_STATUSES)
        found = [item for item in images_in(answer) if item.get("ImageId") == image_id]
        return answer, dict(found[0]) if found else {}

    def statuses(self, image_ids: Sequence[str]) -> dict[str, str]:
        """Return the state of copies of the canary's region; one that is not listed yet has none."""
        answer = self.ask(
            "DescribeImages",
            ImageOwnerAlias="self",
            Status=ALL_STATUSES,
            PageSize=100,
            Tag=[{"Key": TAG, "Value": self.request.run}],
        )
        self.listed = answer
        listed = {str(item.get("ImageId")): str(item.get("Status")) for item in images_in(answer)}
        return {image_id: listed.get(image_id, "") for image_id in image_ids}

    def wait_for(self, image_ids: Sequence[str]) -> dict[str, str]:
        """Wait until these copies have ended, and return their states. Raises Spent."""
        pause = SHORTEST_PAUSE
        while True:
            states = self.statuses(image_ids)
            now = time.monotonic()
            for image_id, state in states.items():
                made = self.made[image_id]
                if state == "Waiting":
                    made.was_queued = True
                elif state == "Available" and made.seconds is None:
                    made.seconds = now - made.began
            if all(state and state not in IN_PROGRESS for state in states.values()):
                return states
            self.pause(pause)
            pause = min(pause * 1.2, LONGEST_PAUSE)

    def lag(self, began: float, is_shown: Callable[[], bool]) -> float:
        """Return after how many seconds since `began` lists show a change for good; 0 if all did. Raises Spent."""
        row, pause, shown, missed = 0, SHORTEST_PAUSE, 0.0, False
        while row < IN_A_ROW:
            if not is_shown():
                row, missed = 0, True
            elif row == 0:
                row, shown = 1, time.monotonic()
            else:
                row += 1
            if row < IN_A_ROW:
                self.pause(SHORTEST_PAUSE if row else pause)
                pause = min(pause * 1.2, LONGEST_PAUSE) if missed and not row else pause
        return shown - began if missed else 0.0
