# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One pass over a set of copies: start what is missing, poll, prove, repair, and return when all has settled.

Waiting, resuming after a crash and a second run are the same code: a pass that ends early loses nothing, because the
next one finds what this one started.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .._api.ecs_images import IN_PROGRESS, find_image, list_images, modify_image, start_copy
from .._api.ecs_tags import RESOURCES_PER_CALL, tag_images
from .._client.session import Session
from .._logic.copy_proof import proof_problems, repairs
from .._logic.copy_start import make_start
from .._logic.copying import CopyPlan, attempt_of, copy_failure
from .._logic.naming import copy_name
from .._model.copy_request import PassOptions
from .._model.copy_world import Destination
from .._model.errors import ApiError, CopyFailed, ImageopsError
from .._model.image import Image
from .._model.image_copy import TAG_RUN, Copy, CopyAction, CopyStart, CopyState
from .._model.key import KeyType
from .._model.reason import Reason
from .copy_item import CopyItem
from .observing import examine_images

FIRST_POLL_SECONDS = 0.5
POLL_GROWTH = 1.5
FEW = 5
SOURCE_BUSY = ("OperationDenied.ImageCopyConflict", "OperationDenied.ImageCopying")
TOKEN_USED = ("IdempotentParameterMismatch", "IdempotenceParamNotMatch", "InvalidIdempotenceParameter.Mismatch")
NAME_TAKEN = "InvalidImageName.Duplicated"


@dataclass(slots=True)
class CopyPass:
    """Carries out plans. `clock` and `sleep` are this machine's; the cloud's clock is not known here."""

    session: Session
    destinations: Mapping[str, Destination]
    options: PassOptions
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _taken: dict[str, set[str]] = field(default_factory=dict)
    _made: dict[str, list[str]] = field(default_factory=dict)

    def run(self, plans: Sequence[CopyPlan]) -> tuple[list[Copy], dict[str, Exception]]:
        """The copies in the order of their plans, and the error of each that failed."""
        self._taken = {region: set(destination.names) for region, destination in self.destinations.items()}
        items = [self._item(plan) for plan in plans]
        end = self.clock() + self.options.pass_seconds
        pause = FIRST_POLL_SECONDS
        while True:
            self._start(items)
            if not self.options.wait:
                break
            settled = self._poll(items)
            if all(item.copy for item in items) or self.clock() >= end:
                break
            if not settled:
                self.sleep(min(pause, max(0.0, end - self.clock())))
                pause = min(self.options.poll_seconds, pause * POLL_GROWTH)
        for region in self._made:
            self._tag_made(region)
        failures = {item.wanted.label: item.error for item in items if item.error}
        return [item.copy or self._unsettled(item) for item in items], failures

    def _item(self, plan: CopyPlan) -> CopyItem:
        item = CopyItem(plan=plan, start=plan.start)
        if plan.start:
            item.attempt = plan.start.attempt
            self._taken[plan.wanted.region].add(plan.start.name)
        elif plan.copy and plan.copy.image and (plan.copy.is_pending or plan.repairs):
            item.action, item.image_id, item.image = plan.copy.action, plan.copy.image.image_id, plan.copy.image
            item.attempt = attempt_of(plan.wanted, plan.copy.image) or 1
            item.since = self.clock()
        else:
            item.copy = plan.copy
            if plan.copy and plan.copy.state is CopyState.FAILED:
                item.error = copy_failure(plan.copy)
        return item

    # Starting

    def _start(self, items: Sequence[CopyItem]) -> None:
        busy = {item.wanted.source.image_id for item in items if item.is_running}
        room = {
            region: self.options.max_in_flight - sum(item.is_running for item in items if item.wanted.region == region)
            for region in self.destinations
        }
        chosen = []
        for item in items:
            if item.start and item.wanted.source.image_id not in busy and room[item.wanted.region] > 0:
                room[item.wanted.region] -= 1
                busy.add(item.wanted.source.image_id)
                chosen.append(item)
        self.session.map(self._start_one, chosen)

    def _start_one(self, item: CopyItem) -> None:
        start = item.start
        if start is None:
            return
        try:
            item.image_id = self._call_start(start)
        except ImageopsError as error:
            code = error.code if isinstance(error, ApiError) else ""
            if code in SOURCE_BUSY:
                return
            if code not in TOKEN_USED:
                item.start = None
                self._fail(item, error)
                return
            # The copy exists, started with other options: it is found by its tags.
            item.action = CopyAction.ADOPTED
        item.start = None
        item.since = self.clock()

    def _call_start(self, start: CopyStart) -> str:
        try:
            return start_copy(self.session, start)
        except ApiError as error:
            if error.code != NAME_TAKEN:
                raise
        taken = self._taken[start.wanted.region] | {start.name}
        name = copy_name(self.options.copy.name_template, start.wanted, start.attempt, taken)
        return start_copy(self.session, replace(start, name=name))

    # Polling

    def _poll(self, items: Sequence[CopyItem]) -> bool:
        """Read what runs, settle what has ended; true if anything did."""
        running: dict[str, list[CopyItem]] = {}
        for item in items:
            if item.is_running:
                running.setdefault(item.wanted.region, []).append(item)
        self.session.gather(lambda region: self._read(region, running[region]), running)
        settled = [self._settle(region, mine) for region, mine in running.items()]
        return any(settled)

    def _read(self, region: str, items: Sequence[CopyItem]) -> None:
        seen = [item for item in items if item.image]
        if seen:
            self._match(seen, list_images(self.session, region, statuses=IN_PROGRESS))
        gone = [item for item in items if not item.image]
        ids = [item.image_id for item in gone]
        if len(gone) <= FEW and all(ids):
            found = self.session.gather(lambda image_id: find_image(self.session, region, image_id), ids)
            self._match(gone, [image for image in found if image])
        elif gone:
            since = min(item.created or self.destinations[region].newest for item in gone)
            until = ids if all(ids) else ()
            self._match(gone, list_images(self.session, region, created_since=since, until=until))

    def _match(self, items: Iterable[CopyItem], images: Sequence[Image]) -> None:
        by_id = {image.image_id: image for image in images}
        for item in items:
            item.image = by_id.get(item.image_id)
            if not item.image_id:
                ours = (image for image in images if attempt_of(item.wanted, image) == item.attempt)
                item.image = next(ours, None)
                item.image_id = item.image.image_id if item.image else ""
            item.created = item.image.created if item.image else item.created

    def _settle(self, region: str, items: Sequence[CopyItem]) -> bool:
        key = self.destinations[region].key
        ended = [item for item in items if item.image and item.image.status == "Available"]
        examined = examine_images(self.session, region, [item.image for item in ended if item.image], {key.key_id: key})
        good = []
        for item, image in zip(ended, examined, strict=True):
            item.image = image
            if any(disk.key_type is KeyType.UNKNOWN for disk in image.disks):
                if self._is_overdue(item):
                    self._fail(item, CopyFailed("copy_not_proven", f"the snapshots of {image.image_id} cannot be seen"))
            elif problems := proof_problems(item.wanted, image):
                self._retry(item, problems[0].code, f"the copy {image.image_id} {problems[0].message}")
            else:
                good.append(item)
        self._finish(region, good)
        for item in items:
            if item.image and item.image.status not in (*IN_PROGRESS.split(","), "Available"):
                message = f"the copy {item.image_id} ended with the status {item.image.status}"
                self._retry(item, "copy_failed", message)
            elif not item.image and self._is_overdue(item):
                message = f"the copy {item.image_id or 'of this request'} is not to be seen"
                self._retry(item, "copy_not_found", message)
        return any(not item.is_running for item in items)

    def _is_overdue(self, item: CopyItem) -> bool:
        return self.clock() - item.since > self.options.appear_seconds

    # Ending

    def _finish(self, region: str, items: Sequence[CopyItem]) -> None:
        def repair(item: CopyItem) -> None:
            if item.image and (changes := repairs(item.image, item.wanted.source, self.options.copy.restore_family)):
                modify_image(self.session, region, item.image_id, changes)

        for item, result in self.session.map(repair, items):
            item.copy = self._copy(item, CopyState.AVAILABLE)
            item.error = result
        self._made.setdefault(region, []).extend(
            item.image_id for item in items if item.action is not CopyAction.REUSED
        )
        if len(self._made[region]) >= RESOURCES_PER_CALL:
            self._tag_made(region)

    def _tag_made(self, region: str) -> None:
        if self.options.run:
            tag_images(self.session, region, self._made[region], {TAG_RUN: self.options.run})
        self._made[region] = []

    def _retry(self, item: CopyItem, code: str, message: str) -> None:
        attempt = item.attempt + 1
        if attempt > self.options.copy.max_attempts:
            self._fail(item, CopyFailed(code, f"{message}; {item.attempt} attempts were made"))
            return
        taken = self._taken[item.wanted.region]
        item.start = make_start(item.wanted, attempt, self.options.copy, taken)
        taken.add(item.start.name)
        item.attempt, item.image_id, item.image, item.action = attempt, "", None, CopyAction.STARTED

    def _fail(self, item: CopyItem, error: Exception) -> None:
        item.error = error
        code = getattr(error, "code", type(error).__name__)
        reasons = (*item.plan.reasons, Reason(code=code, message=str(error)))
        action = item.action if item.image_id else CopyAction.NONE
        item.copy = replace(self._copy(item, CopyState.FAILED), action=action, reasons=reasons)

    def _unsettled(self, item: CopyItem) -> Copy:
        waiting = item.start or (item.image and item.image.status == "Waiting")
        return self._copy(item, CopyState.QUEUED if waiting else CopyState.COPYING)

    def _copy(self, item: CopyItem, state: CopyState) -> Copy:
        return Copy(
            wanted=item.wanted,
            state=state,
            action=CopyAction.NONE if item.start else item.action,
            image_id=item.image_id or None,
            image=item.image,
            reasons=item.plan.reasons,
        )
