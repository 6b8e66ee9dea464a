# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One pass over a set of copies: start what is missing, poll, prove, repair, and return when all has settled.

Waiting, resuming after a crash and a second run are the same code: a pass that ends early loses nothing, because the
next one finds what this one started.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .._api.ecs_images import find_image, list_images
from .._client.codes import is_passing
from .._client.session import Session
from .._logic.copy_match import attempt_of, is_recopy, names_another
from .._logic.copy_plan import CopyPlan
from .._logic.copy_proof import is_unseen, notes, proof_problems
from .._logic.copy_start import wanted_group
from .._logic.copying import copy_failure
from .._model.copy_request import PassOptions
from .._model.copy_world import Destination
from .._model.errors import CopyFailed, ImageopsError
from .._model.image import IN_PROGRESS, Image
from .._model.image_copy import Copy, CopyAction, CopyState, CopyWanted, progress_state
from .._model.reason import Reason
from .copy_finisher import CopyFinisher
from .copy_item import CopyItem
from .copy_leftovers import clear_leftovers
from .copy_starter import CopyStarter
from .observing import examine_images
from .pauses import growing

FEW = 5


@dataclass(slots=True)
class CopyPass:
    """Carries out plans. `clock` and `sleep` are this machine's; the cloud's clock is not known here."""

    session: Session
    destinations: Mapping[str, Destination]
    options: PassOptions
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    cleared: bool = False
    broken: ImageopsError | None = None
    _looked: float = 0.0

    def run(self, plans: Sequence[CopyPlan]) -> tuple[list[Copy], dict[str, Exception]]:
        """The copies in the order of their plans, and the error of each that failed.

        Afterwards `cleared` tells whether leftovers were removed, and `broken` is what kept the copies from being
        looked at. That is also among the errors, unless it passes by itself: then a later pass goes on.
        """
        options = self.options
        starter = CopyStarter(self.session, self.destinations, options, self.clock)
        finisher = CopyFinisher(self.session, options.copy)
        items = [self._item(plan, starter) for plan in plans]
        end = self.clock() + options.pass_seconds
        pauses = growing(options.poll_seconds)
        while True:
            for item, error in starter.start(items):
                item.start = None
                self._fail(item, error)
            if not options.wait:
                # What is there already is put right; what was just started is left to a later run.
                self._try_poll([item for item in items if item.image], starter, finisher)
                break
            settled = self._try_poll(items, starter, finisher)
            if all(item.copy for item in items) or self._is_over(items, end):
                break
            if not settled:
                pause, left = next(pauses), end - self.clock()
                self.sleep(min(pause, left) if left > 0 else pause)
        finisher.close()
        self.cleared = clear_leftovers(self.session, items)
        failures = {item.wanted.label: item.error for item in items if item.error}
        if self.broken and (not options.wait or self.is_stopped):
            failures["the look at the copies"] = self.broken
        return [item.copy or self._unsettled(item) for item in items], failures

    @property
    def is_stopped(self) -> bool:
        """The copies cannot be looked at, and will not be."""
        return self.broken is not None and not is_passing(self.broken)

    def _is_over(self, items: Iterable[CopyItem], end: float) -> bool:
        """What only this pass knows is not left to the next, which would begin to wait for it anew."""
        if self.is_stopped:
            return True
        return self.clock() >= end and (self.broken is not None or not any(map(self._is_in_doubt, items)))

    def _is_in_doubt(self, item: CopyItem) -> bool:
        tried = self.clock() - item.refused_since if item.start and item.refused_since else None
        return item.is_in_doubt or (tried is not None and tried <= self.options.appear_seconds)

    def _try_poll(self, items: Sequence[CopyItem], starter: CopyStarter, finisher: CopyFinisher) -> bool:
        try:
            self.broken = None
            return self._poll(items, starter, finisher)
        except ImageopsError as error:
            self.broken = error
            return False

    def _item(self, plan: CopyPlan, starter: CopyStarter) -> CopyItem:
        item = CopyItem(plan=plan, start=plan.start)
        if plan.start:
            item.attempt = plan.start.attempt
            starter.reserve(plan.start)
        elif plan.copy and plan.copy.image and (plan.copy.is_pending or plan.needs_repair):
            item.action, item.image_id, item.image = plan.copy.action, plan.copy.image.image_id, plan.copy.image
            item.attempt = plan.attempt or attempt_of(plan.wanted, plan.copy.image) or 1
            item.created, item.since = item.image.created, self.clock()
        else:
            item.copy = plan.copy
            if plan.copy and plan.copy.state is CopyState.FAILED:
                item.error = copy_failure(plan.copy)
        return item

    def _poll(self, items: Sequence[CopyItem], starter: CopyStarter, finisher: CopyFinisher) -> bool:
        """Read what runs, settle what has ended; true if anything did."""
        # What is not seen was not there then; answers to it and to what follows may take minutes.
        self._looked = self.clock()
        running: dict[str, list[CopyItem]] = {}
        for item in items:
            if item.is_running:
                running.setdefault(item.wanted.region, []).append(item)
        self.session.gather(lambda region: self._read(region, running[region]), running)
        for region, mine in running.items():
            self._settle(region, mine, starter, finisher)
        return any(not item.is_running for mine in running.values() for item in mine)

    def _read(self, region: str, items: Sequence[CopyItem]) -> None:
        seen = [item for item in items if item.image]
        if seen:
            self._match(seen, list_images(self.session, region, statuses=IN_PROGRESS))
            for item in seen:
                # However long ago it was seen: it is missed from this look on.
                item.since = item.since if item.image else self._looked
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
            if item.image and item.image.is_in_progress:
                item.since = self.clock()

    def _settle(self, region: str, items: Sequence[CopyItem], starter: CopyStarter, finisher: CopyFinisher) -> None:
        good = self._prove(region, [item for item in items if item.image and item.image.status == "Available"], starter)
        for item, error in finisher.finish(region, good):
            if item.image:
                item.notes = (*item.notes, *notes(item.image, wanted_group(item.wanted.source, self.options.copy)))
            item.copy = self._copy(item, CopyState.AVAILABLE)
            # Adding the run's tag to many at once may have failed already.
            item.error = error or item.error
        for item in items:
            if item.image and item.image.status not in (*IN_PROGRESS, "Available"):
                item.failed[item.attempt] = item.image
                message = f"the copy {item.image_id} ended with the status {item.image.status}"
                self._retry(item, "copy_failed", message, starter)
            elif item.is_running and not item.image and self._is_overdue(item) and not self._finds(item):
                message = f"the copy {item.image_id or 'of this request'} is not to be seen"
                item.is_lost = True
                self._retry(item, "copy_not_found", message, starter)

    def _prove(self, region: str, items: Sequence[CopyItem], starter: CopyStarter) -> list[CopyItem]:
        """Those that are what was asked for; the others are made again, or wait until they can be seen."""
        key = self.destinations[region].key
        images = [item.image for item in items if item.image]
        good = []
        for item, image in zip(items, examine_images(self.session, region, images, {key.key_id: key}), strict=True):
            item.image = image
            if is_unseen(image):
                item.unseen_since = item.unseen_since or self.clock()
                if self._looked - item.unseen_since > self.options.appear_seconds:
                    self._fail(item, CopyFailed("copy_not_proven", f"the snapshots of {image.image_id} cannot be seen"))
            elif item.plan.attempt and _is_of_another(item.wanted, image):
                # It had neither tags nor snapshots yet when its name was all there was to go by.
                message = f"{image.image_id}, which has the name of the copy, is a copy of another image"
                self._fail(item, CopyFailed("copy_not_ours", f"{message}. Run this again to have one made"))
            elif problems := proof_problems(item.wanted, image):
                self._retry(item, problems[0].code, f"the copy {image.image_id} {problems[0].message}", starter)
            else:
                good.append(item)
        return good

    def _finds(self, item: CopyItem) -> bool:
        """A last look before a copy is made anew: by its id, or among all images, whatever time ECS says it began."""
        region = item.wanted.region
        found = find_image(self.session, region, item.image_id) if item.image_id else None
        self._match([item], [found] if found else [] if item.image_id else list_images(self.session, region))
        return item.image is not None

    def _is_overdue(self, item: CopyItem) -> bool:
        return self._looked - item.since > self.options.appear_seconds

    def _retry(self, item: CopyItem, code: str, message: str, starter: CopyStarter) -> None:
        # A client token that ECS remembers from a copy that was deleted takes a number, but was no attempt.
        options = self.options.copy
        if item.attempt >= (options.last_number if code == "copy_not_found" else options.max_attempts):
            advice = "Raise max_copy_attempts to have it made again"
            self._fail(item, CopyFailed(code, f"{message}; {item.attempt} attempts were made. {advice}"))
        else:
            starter.again(item)

    def _fail(self, item: CopyItem, error: Exception) -> None:
        item.error = error
        code = getattr(error, "code", type(error).__name__)
        reasons = (*item.plan.reasons, Reason(code=code, message=str(error)))
        action = item.action if item.image_id else CopyAction.NONE
        item.copy = replace(self._copy(item, CopyState.FAILED), action=action, reasons=reasons)

    def _unsettled(self, item: CopyItem) -> Copy:
        return self._copy(item, CopyState.QUEUED if item.start else progress_state(item.image))

    def _copy(self, item: CopyItem, state: CopyState) -> Copy:
        return Copy(
            wanted=item.wanted,
            state=state,
            action=CopyAction.NONE if item.start else item.action,
            image_id=item.image_id or None,
            image=item.image,
            reasons=(*item.plan.reasons, *item.notes, *((item.waits_for,) if item.waits_for else ())),
        )


def _is_of_another(wanted: CopyWanted, image: Image) -> bool:
    """Do its tags, or its snapshots where it has none for this request, tell that it is a copy of something else."""
    return attempt_of(wanted, image) is None and (names_another(wanted, image) or is_recopy(wanted, image))
