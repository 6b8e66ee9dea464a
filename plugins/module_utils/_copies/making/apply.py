# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Make one pass over a set of copies: start what is missing, poll, verify, repair, and return when all has settled.

Waiting, resuming after a crash and a second run are the same code: a pass that ends early loses nothing, because the
next one finds what this one started.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat

from ..._client.codes import is_transient_or_of_credentials
from ..._client.session import Session
from ..._core.backoff import growing
from ..._core.reasons import reason
from ..._core.remedies import error_reason, failure
from ..._images.observe import examine_images
from ..._model.errors import CopyFailed, ImageopsError
from ..._model.image import FAILED_STATUSES, IN_PROGRESS, Image
from ..._model.image_copy import Copy, CopyAction, CopyState, CopyWanted, progress_state
from ..._model.reason import Reason
from ..proof import group_notes, has_unseen_disks, proof_problems
from ..values import Destination, PassOptions
from .apply_finish import CopyFinisher, remove_failed_attempts
from .apply_item import CopyItem
from .apply_poll import CopyPoller
from .apply_start import CopyStarter
from .call import is_of_another_run, wanted_group
from .decide import copy_failure, why_unusable
from .match import attempt_of, is_recopy, names_another
from .plan import CopyPlan


@dataclass(slots=True)
class CopyPass:
    """Carry out plans. `clock` and `sleep` are those of this machine; the clock of the cloud is not known."""

    session: Session
    destinations: Mapping[str, Destination]
    options: PassOptions
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wrote: bool = False
    broken: ImageopsError | None = None
    _poller: CopyPoller = field(init=False)

    def __post_init__(self) -> None:
        self._poller = CopyPoller(self.session, self.destinations, self.options.copy, self.clock)

    def run(self, plans: Sequence[CopyPlan]) -> tuple[list[Copy], dict[str, Exception]]:
        """Return the copies in the order of their plans, and the error of each that failed.

        Afterwards `wrote` says whether anything was written beside copies that were started, and `broken` is the error
        that kept the copies from being read. It is also among the errors unless it is transient: then a later pass
        resumes.
        """
        options = self.options
        starter = CopyStarter(self.session, self.destinations, options, self.clock)
        finisher = CopyFinisher(self.session, options.copy)
        items = [self._item(plan, starter) for plan in plans]
        end = self.clock() + options.pass_seconds
        # What was started while nothing else is under way may be small and done soon.
        is_first = not any(item.is_running for item in items)
        pauses = growing(options.poll_seconds) if is_first else repeat(options.poll_seconds)
        while True:
            for item, error in starter.start(items):
                item.start = None
                self._fail(item, error)
            settled = self._try_poll([item for item in items if self._is_watched(item)], starter, finisher)
            if all(item.copy for item in items) or self._is_over(items, end) or _lacks_only_room(items, starter):
                break
            if not settled:
                pause, left = next(pauses), end - self.clock()
                self.sleep(min(pause, left) if left > 0 else pause)
        cleared = remove_failed_attempts(self.session, items)
        self.wrote = finisher.wrote or cleared
        failures = {item.wanted.label: item.error for item in items if item.error}
        if self.broken and (not options.wait or self.is_stopped):
            failures["the look at the copies"] = self.broken
        return [item.copy or self._unsettled(item) for item in items], failures

    @property
    def is_stopped(self) -> bool:
        """Return whether the copies cannot be read, for a reason that is not transient."""
        return self.broken is not None and not is_transient_or_of_credentials(self.broken)

    def _is_watched(self, item: CopyItem) -> bool:
        """Return whether the pass polls it. Without `wait` it only repairs what is there and lists what it started."""
        return self.options.wait or item.image is not None or item.is_missing

    def _is_over(self, items: Iterable[CopyItem], end: float) -> bool:
        """Return whether the pass ends. It stays for what only it knows: the next would begin to wait for that anew."""
        if self.is_stopped:
            return True
        if not self.options.wait:
            return self.broken is not None or not any(item.is_missing for item in items)
        return self.clock() >= end and (self.broken is not None or not any(map(self._is_in_doubt, items)))

    def _is_in_doubt(self, item: CopyItem) -> bool:
        is_refused = item.start is not None and item.is_refused_within(self.options.visibility_timeout, self.clock())
        return item.is_in_doubt or is_refused

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
        """Read what runs, settle what has ended, and return whether anything did. Raises ImageopsError."""
        self._poller.start_round()
        running: dict[str, list[CopyItem]] = {}
        for item in items:
            if item.is_running:
                running.setdefault(item.wanted.region, []).append(item)
        broken = []
        # A region that cannot be looked at keeps the copies in others from nothing.
        for region, error in self.session.map(lambda region: self._poller.poll(region, running[region]), list(running)):
            try:
                if isinstance(error, ImageopsError):
                    raise error
                self._settle(region, running[region], starter, finisher)
            except ImageopsError as failed:
                broken.append(failed)
        if broken:
            raise broken[0]
        return any(not item.is_running for mine in running.values() for item in mine)

    def _settle(self, region: str, items: Sequence[CopyItem], starter: CopyStarter, finisher: CopyFinisher) -> None:
        for item in items:
            if (
                item.action is CopyAction.STARTED
                and item.image
                and is_of_another_run(item.image, self.options.copy.run)
            ):
                # ECS answered with the copy that a run of another name began.
                item.action = CopyAction.ADOPTED
        good = self._prove(region, [item for item in items if item.image and item.image.status == "Available"], starter)
        for item, error in finisher.finish(good):
            if error and self._may_be_finished(item, error):
                continue
            if item.image:
                item.notes = (
                    *item.notes,
                    *group_notes(item.image, wanted_group(item.wanted.source, self.options.copy)),
                )
            item.copy, item.error = self._copy(item, CopyState.AVAILABLE), error
        for item in items:
            if item.image and item.image.status not in (*IN_PROGRESS, "Available"):
                if item.image.status in FAILED_STATUSES:
                    item.failed[item.attempt] = item.image
                else:
                    item.uncounted += 1
                self._retry(item, why_unusable(item.wanted, item.image), starter)
            elif item.is_running and not item.image and self._is_overdue(item) and not self._poller.find_again(item):
                item.is_lost = True
                # A client token that ECS remembers from a copy that was deleted takes a number, but was no attempt.
                item.uncounted += 1
                what = item.image_id or f"of attempt {item.attempt}"
                self._retry(item, reason("copy_not_found", image=what), starter)

    def _prove(self, region: str, items: Sequence[CopyItem], starter: CopyStarter) -> list[CopyItem]:
        """Return the true copies. The others are made again, or wait until their disks can be seen."""
        key = self.destinations[region].key
        images = [item.image for item in items if item.image]
        good = []
        for item, image in zip(items, examine_images(self.session, region, images, {key.key_id: key}), strict=True):
            item.image = image
            if has_unseen_disks(image):
                item.unseen_since = item.unseen_since or self.clock()
                if self._poller.round_began - item.unseen_since > self.options.visibility_timeout:
                    self._fail(item, failure(reason("copy_not_proven", image=image.image_id)))
            elif item.plan.attempt and _is_of_another(item.wanted, image):
                # It had neither tags nor snapshots yet when its name was the only evidence.
                self._fail(item, failure(reason("copy_name_collision", image=image.image_id)))
            elif problems := proof_problems(item.wanted, image):
                self._retry(item, problems[0], starter)
            else:
                good.append(item)
        return good

    def _is_overdue(self, item: CopyItem) -> bool:
        return self._poller.round_began - item.since > self.options.visibility_timeout

    def _may_be_finished(self, item: CopyItem, error: ImageopsError) -> bool:
        """Return whether a copy that could not be repaired is worth another try."""
        if not self.options.wait or not is_transient_or_of_credentials(error):
            return False
        item.unfinished_since = item.unfinished_since or self.clock()
        return self._poller.round_began - item.unfinished_since <= self.options.visibility_timeout

    def _retry(self, item: CopyItem, why: Reason, starter: CopyStarter) -> None:
        options = self.options.copy
        if item.attempts_made >= options.max_attempts or item.attempt >= options.last_number:
            advice = "Raise max_copy_attempts to have it made again"
            self._fail(item, CopyFailed(why.code, f"{why.message}; {item.attempt} attempts were made. {advice}"))
        else:
            item.notes = (*item.notes, why)
            starter.restart(item)

    def _fail(self, item: CopyItem, error: Exception) -> None:
        item.error = error
        reasons = (*item.plan.reasons, *item.notes, error_reason(error))
        action = item.action if item.image_id else CopyAction.NONE
        item.copy = replace(self._copy(item, CopyState.FAILED), action=action, reasons=reasons)

    def _unsettled(self, item: CopyItem) -> Copy:
        status = item.image.status if item.image else ""
        return self._copy(item, CopyState.QUEUED if item.start else progress_state(status))

    def _copy(self, item: CopyItem, state: CopyState) -> Copy:
        return Copy(
            wanted=item.wanted,
            state=state,
            action=CopyAction.NONE if item.start else item.action,
            image_id=item.image_id or None,
            image=item.image,
            reasons=(*item.plan.reasons, *item.notes, *((item.waits_for,) if item.waits_for else ())),
        )


def _lacks_only_room(items: Iterable[CopyItem], starter: CopyStarter) -> bool:
    """Return whether nothing is left to do in this pass: the regions of all copies to start are full."""
    return all(item.start and starter.is_full(item.wanted.region) for item in items if not item.copy)


def _is_of_another(wanted: CopyWanted, image: Image) -> bool:
    """Return whether its tags, or its snapshots where no tag is of this request, name another source."""
    return attempt_of(wanted, image) is None and (names_another(wanted, image) or is_recopy(wanted, image))
