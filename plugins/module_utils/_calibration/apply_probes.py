# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The probes that write, in their order."""

from __future__ import annotations

from collections.abc import Callable

from .._api.answers import ask_ecs
from .._client.session import Session
from .apply_copies import FirstCopy, try_dry_run, try_first, try_key_forms, try_mismatch, try_token
from .apply_lab import Lab, Spent
from .apply_shares import try_shares
from .apply_sources import prepare_source, try_queue, try_without_encrypted, try_without_key
from .judging.times import speed
from .values import TAG, CalibrationRequest

# Nothing has these ids.
NO_IMAGE, NO_SNAPSHOT = "m-calibration0nothing0here", "s-calibration0nothing0here"


def removal_denied(session: Session, request: CalibrationRequest) -> str:
    """Return the first right to remove copies that is missing, empty if none is. The calls are about nothing."""
    tag = [{"Key": TAG, "Value": request.run}]
    calls = (
        ("CancelCopyImage", {"ImageId": NO_IMAGE}),
        ("DescribeImageSharePermission", {"ImageId": NO_IMAGE}),
        ("TagResources", {"ResourceType": "snapshot", "ResourceId": [NO_SNAPSHOT], "Tag": tag}),
        ("DeleteImage", {"ImageId": NO_IMAGE}),
        ("DeleteSnapshot", {"SnapshotId": NO_SNAPSHOT}),
    )
    answers = (ask_ecs(session, region, action, query) for region in request.regions for action, query in calls)
    return next((answer.denied for answer in answers if answer.denied), "")


def run_write_probes(lab: Lab) -> None:
    """Run them. One that finds the maximum or the time used up leaves its facts open. Raises Spent."""
    first = try_first(lab)
    if first is None:
        return
    try_mismatch(lab, first)
    remembered = try_token(lab, first, is_last=False)
    states = lab.wait_for([first.image_id])
    if states[first.image_id] != "Available":
        lab.why = f"the first copy ended as {states[first.image_id]}"
        return
    for step in _steps(lab, first):
        try:
            step()
        except Spent as spent:
            lab.why = lab.why or str(spent)
        remembered = remembered and try_token(lab, first, is_last=False)
    if remembered:
        try_token(lab, first, is_last=True)
    # What a list that lags adds is no time of the copy.
    late = max(lab.lags, default=0.0)
    ended = [made for made in lab.made.values() if made.seconds and not made.was_queued]
    lab.found.append(speed([(max((made.seconds or 0) - late, 0.0), made.gib) for made in ended], *lab.proof))


def _steps(lab: Lab, first: FirstCopy) -> list[Callable[[], None]]:
    service_copies: list[str] = []

    def without_key() -> None:
        if copy := try_without_key(lab, first.image_id):
            service_copies.append(copy)

    def shares() -> None:
        if lab.request.share_account:
            try_shares(lab, first.image_id, next(iter(service_copies), ""))

    def queue() -> None:
        try_queue(lab, [lab.canary.image.image_id, *_available(lab)])

    return [
        lambda: prepare_source(lab, first.image_id),
        lambda: try_dry_run(lab),
        lambda: try_key_forms(lab),
        without_key,
        lambda: try_without_encrypted(lab, first.image_id),
        shares,
        queue,
    ]


def _available(lab: Lab) -> list[str]:
    here = [made.image_id for made in lab.made.values() if made.region == lab.region]
    return [image_id for image_id, state in lab.statuses(here).items() if state == "Available"]
