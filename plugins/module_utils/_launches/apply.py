# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start an instance of each image, look for a sign of life, and release it, whatever came of it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from .._api.ecs_disks import list_disks
from .._api.ecs_instances import list_instances
from .._api.ecs_trials import assisted, console_text, release_instance, start_trial
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ApiError, Denied, ImageopsError, NotReleased
from .._model.instance import Instance, InstanceDisk
from .marks import PREFIX, TAG, release_at, used_until
from .observe import with_release
from .values import Launch, Seen, Sign, TrialPlan, TrialRequest
from .verdict import RUNNING, console_sign, launch_of, unsent

# So many instances are there at once.
AT_ONCE = 5
LONGEST_PAUSE = 10.0
# ECS releases no instance that it is still making.
RELEASE_SECONDS = 600
# A list may lag: an instance that was never listed is gone only after that.
LISTED_SECONDS = 60
# What says that an instance is still being made.
BUSY = ("IncorrectInstanceStatus.Initializing", "IncorrectInstanceStatus")


@dataclass(slots=True)
class Watched:
    """An instance that was started; `began` is a moment of the monotonic clock."""

    image_id: str
    instance_id: str
    began: float
    request_id: str = ""
    ended: float = 0.0
    status: str = "Pending"
    was_listed: bool = False
    sign: Sign = Sign.NONE
    denied: str = ""
    disk: InstanceDisk | None = None
    disk_denied: str = ""
    release_time: str = ""

    def end(self) -> None:
        """Look no longer."""
        self.ended = time.monotonic()

    def seen(self) -> Seen:
        """Return what was seen."""
        return Seen(
            image_id=self.image_id,
            instance_id=self.instance_id,
            status=self.status,
            seconds=(self.ended or time.monotonic()) - self.began,
            sign=self.sign,
            denied=self.denied,
            disk=self.disk,
            disk_denied=self.disk_denied,
            was_listed=self.was_listed,
            release_time=self.release_time,
            request_id=self.request_id,
        )


def try_images(
    session: Session, request: TrialRequest, plan: TrialPlan
) -> tuple[list[Launch], list[str], dict[str, Exception]]:
    """Return the answers in the order of the images, what was released of an earlier trial, and what was not."""
    failures: dict[str, Exception] = dict(
        _release(session, request.region, [item.instance_id for item in plan.leftovers])
    )
    released = [item.instance_id for item in plan.leftovers if item.instance_id not in failures]
    plan = with_release(session, request, plan)
    if not plan.starts:
        return [unsent(request, item, plan.release_denied) for item in plan.image_ids], released, failures
    found: list[Seen] = []
    for start in range(0, len(plan.image_ids), AT_ONCE):
        seen, unreleased = try_some(session, request, plan.image_ids[start : start + AT_ONCE])
        found += seen
        failures.update(unreleased)
    return [launch_of(request, item) for item in found], released, failures


def try_some(
    session: Session, request: TrialRequest, image_ids: Sequence[str], tags: Iterable[tuple[str, str]] = ()
) -> tuple[list[Seen], dict[str, Exception]]:
    """Return what was seen of an instance of each image, and those that could not be released.

    `tags` are further ones of the instances.
    """
    began = time.monotonic()
    watched: dict[str, Watched] = {}
    refused: dict[str, Seen] = {}
    unreleased: dict[str, Exception] = {}
    try:
        for image_id, answer in session.map(lambda item: start_one(session, request, item, tags), image_ids):
            if isinstance(answer, ImageopsError):
                refused[image_id] = Seen(image_id=image_id, error=answer)
            else:
                watched[image_id] = Watched(image_id, answer[0], began, answer[1])
        watch(session, request, watched.values(), began + request.wait_timeout)
    finally:
        unreleased.update(_release(session, request.region, [item.instance_id for item in watched.values()]))
    seen = {image_id: item.seen() for image_id, item in watched.items()}
    return [refused.get(image_id) or seen[image_id] for image_id in image_ids], unreleased


def start_one(
    session: Session, request: TrialRequest, image_id: str, tags: Iterable[tuple[str, str]] = ()
) -> tuple[str, str]:
    """Start an instance of an image; return its id and the request's. ECS releases it by itself some time later."""
    now = datetime.now(UTC)
    token = hashlib.sha256(f"{image_id}/{time.time_ns()}".encode()).hexdigest()
    return start_trial(
        session,
        request,
        image_id,
        name=f"{PREFIX}{token[:10]}",
        tags={TAG: used_until(now, request.wait_timeout), **dict(tags)},
        token=token,
        release_at=release_at(now, request.wait_timeout),
    )


def watch(session: Session, request: TrialRequest, watched: Iterable[Watched], deadline: float) -> None:
    """Look at instances until each lives or is gone, or the time is over."""
    pauses = growing(LONGEST_PAUSE)
    left = list(watched)
    while left:
        listed = {item.instance_id: item for item in list_instances(session, request.region, _ids(left))}
        for item in left:
            _note(item, listed.get(item.instance_id))
        _look_inside(session, request.region, [item for item in left if item.status == RUNNING])
        for item in left:
            if item.sign or not item.status or time.monotonic() >= deadline:
                item.end()
        _read_disks(session, request.region, [item for item in left if item.ended and item.status])
        left = [item for item in left if not item.ended]
        if left:
            time.sleep(min(next(pauses), max(0.0, deadline - time.monotonic())))


def _note(item: Watched, listed: Instance | None) -> None:
    if listed is not None:
        item.status, item.was_listed, item.release_time = listed.status, True, listed.auto_release_time
    elif item.was_listed or time.monotonic() - item.began > LISTED_SECONDS:
        item.status = ""


def _look_inside(session: Session, region: str, running: Sequence[Watched]) -> None:
    """Look for a sign of life: Cloud Assistant first, then the console."""
    if not running:
        return
    denied = ""
    answering: set[str] = set()
    try:
        answering = assisted(session, region, _ids(running))
    except Denied as error:
        denied = error.permission
    for item in running:
        item.denied = denied
        if item.instance_id in answering:
            item.sign = Sign.CLOUD_ASSISTANT
            continue
        try:
            item.sign = console_sign(console_text(session, region, item.instance_id))
        except Denied as error:
            item.denied = item.denied or error.permission
        except ApiError:
            # No console of this type or system.
            continue


def _read_disks(session: Session, region: str, ended: Sequence[Watched]) -> None:
    """Read the system disks, whose key is part of the answer."""
    if not ended:
        return
    try:
        disks = list_disks(session, region, _ids(ended))
    except Denied as error:
        for item in ended:
            item.disk_denied = error.permission
        return
    for item in ended:
        item.disk = next(iter(disks[item.instance_id]), None)


def _release(session: Session, region: str, instance_ids: Sequence[str]) -> dict[str, Exception]:
    """Release instances, and return an error for each that stays."""
    answers = session.map(lambda item: release_one(session, region, item), instance_ids)
    return {item: NotReleased(item, region, error) for item, error in answers if isinstance(error, ImageopsError)}


def release_one(session: Session, region: str, instance_id: str) -> None:
    """Release an instance as soon as ECS has made it. One that is gone is no error."""
    deadline = time.monotonic() + RELEASE_SECONDS
    for pause in growing(LONGEST_PAUSE):
        try:
            release_instance(session, region, instance_id)
        except ApiError as error:
            if error.code not in BUSY or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(pause)


def _ids(items: Iterable[Watched]) -> list[str]:
    return [item.instance_id for item in items]
