# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start instances of the shared copy as the consumer: one that has to live, and one whose role lacks its trust."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from .._api.ecs_trials import release_denied
from .._api.ram_roles import update_trust
from .._client.session import Session
from .._launches.apply import try_some
from .._launches.values import Launch, Seen, TrialRequest, TrialResult
from .._launches.verdict import launch_of
from .._model.errors import Denied, ImageopsError
from .._model.role import SHARE_ROLE
from .._share_role.trust import trust_document, with_ecs
from .apply_lab import Lab, Spent
from .decide import LAUNCH_SECONDS
from .judging.launches import auto_release, consumer_launches, undecryptable
from .values import TAG

FACTS = ("consumer_launches", "auto_release", "undecryptable_launch")
# An instance that says nothing for so many times the seconds that the first one took is taken as dead.
TIMES, SHORTEST = 3, 15
# RAM's changes are given so long.
PROPAGATION_SECONDS = 5


def try_launches(lab: Lab, consumer: Session, image_id: str) -> None:
    """Start what the request names. Raises Spent."""
    if denied := release_denied(consumer, lab.region):
        why = f"{denied} is not allowed, so that an instance could not be released"
        for fact in FACTS:
            lab.leave_open(fact, why)
        return
    try:
        _try_both(lab, consumer, image_id)
    except ImageopsError as error:
        # What a launch found before stays.
        permission = error.permission if isinstance(error, Denied) else ""
        for fact in FACTS:
            lab.leave_open(fact, f"{permission} is not allowed" if permission else str(error))


def _try_both(lab: Lab, consumer: Session, image_id: str) -> None:
    seen, launch, at = _launch(lab, consumer, image_id, LAUNCH_SECONDS)
    lab.found += [consumer_launches(launch, at), auto_release(seen, launch, at)]
    if not lab.made_role:
        lab.leave_open("undecryptable_launch", "the role is in use, or sharing needs none")
    elif launch.result is not TrialResult.LAUNCHED:
        lab.leave_open("undecryptable_launch", "the instance with the trusting role did not live")
    else:
        _try_without_trust(lab, consumer, image_id, max(SHORTEST, TIMES * launch.seconds))


def _try_without_trust(lab: Lab, consumer: Session, image_id: str, seconds: int) -> None:
    update_trust(lab.session, SHARE_ROLE, with_ecs(None))
    try:
        lab.pause(PROPAGATION_SECONDS)
        _seen, launch, at = _launch(lab, consumer, image_id, seconds)
        lab.found.append(undecryptable(launch, at))
    finally:
        update_trust(lab.session, SHARE_ROLE, trust_document(sorted(lab.request.consumers)))


def _launch(lab: Lab, consumer: Session, image_id: str, seconds: int) -> tuple[Seen, Launch, str]:
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
    # An instance that could not be released is found by its tags.
    (seen,), _unreleased = try_some(consumer, request, request.image_ids, [(TAG, lab.request.run)])
    return seen, launch_of(request, seen), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
