# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start instances of a shared copy in the consumer's account: with the owner's role, and without parts of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from .._api.ecs_trials import release_denied
from .._client.session import Session
from .._launches.apply import try_some
from .._launches.values import TrialRequest
from .._launches.verdict import launch_of
from .._model.errors import ApiError, Denied, ImageopsError
from .apply_lab import Lab, Spent
from .apply_roles import IN_USE, RoleInUse, take_policy, take_role, take_trust
from .decide import LAUNCH_SECONDS
from .judging.launches import Tried, auto_release, consumer_launches, without
from .values import TAG

FIRST = ("consumer_launches", "auto_release")
POLICY, TRUST, ROLE = VARIED = ("launch_without_policy", "launch_without_trust", "launch_without_role")
TAKES: dict[str, Callable[[Lab, str], bool]] = {POLICY: take_policy, TRUST: take_trust, ROLE: take_role}
# An instance that says nothing for so many times the seconds that the first one took is taken as dead.
TIMES, SHORTEST = 3, 15


def try_launches(lab: Lab, consumer: Session, image_id: str) -> None:
    """Start an instance with the role as it has to be, then one without each part of it. Raises Spent.

    The role is left as the last instance needed it. An instance that could not be released is found by its tags.
    """
    try:
        if denied := release_denied(consumer, lab.region):
            _leave_open(lab, (*FIRST, *VARIED), f"{denied} is not allowed, so that an instance could not be released")
            return
        first = _launch(lab, consumer, image_id, LAUNCH_SECONDS)
        lab.found += [consumer_launches(first), auto_release(first)]
        _vary(lab, consumer, image_id, first)
    except RoleInUse:
        _leave_open(lab, VARIED, IN_USE)
    except ImageopsError as error:
        _leave_open(lab, (*FIRST, *VARIED), _why(error))


def _vary(lab: Lab, consumer: Session, image_id: str, first: Tried) -> None:
    if lab.canary.share_role is not None:
        _leave_open(lab, VARIED, IN_USE)
    elif not lab.made_role:
        _leave_open(lab, VARIED, "ECS shared the copy without the role")
    elif not first.lives:
        _leave_open(lab, VARIED, "the instance with the whole role did not live")
    else:
        seconds = max(SHORTEST, TIMES * first.launch.seconds)
        for fact in VARIED:
            if fact == POLICY and not lab.made_policy:
                # The first instance lived without one.
                lab.found.append(without(fact, first, counts=True))
                continue
            counts = TAKES[fact](lab, image_id)
            lab.found.append(without(fact, _launch(lab, consumer, image_id, seconds), counts=counts))


def _leave_open(lab: Lab, facts: tuple[str, ...], why: str) -> None:
    """Record why these facts are not settled; what was settled before stays."""
    for fact in facts:
        lab.leave_open(fact, why)


def _why(error: ImageopsError) -> str:
    """Return the reason without ids, which are for the evidence alone."""
    if isinstance(error, Denied):
        return f"{error.permission} is not allowed"
    return f"{error.action} was refused: {error.code}" if isinstance(error, ApiError) else type(error).__name__


def _launch(lab: Lab, consumer: Session, image_id: str, seconds: int) -> Tried:
    left = int(lab.deadline - time.monotonic())
    if left < SHORTEST:
        raise Spent(f"{lab.request.wait_timeout} seconds are over")
    request = TrialRequest(
        region=lab.region,
        image_ids=(image_id,),
        instance_type=lab.request.launch_instance_type,
        vswitch_id=lab.request.launch_vswitch_id,
        security_group_id=lab.request.launch_security_group_id,
        disk_category="cloud_essd",
        wait_timeout=min(seconds, left),
    )
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    (seen,), _unreleased = try_some(consumer, request, request.image_ids, [(TAG, lab.request.run)])
    return Tried(seen=seen, launch=launch_of(request, seen), at=at)
