# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ask with the consumer's credentials what of a shared copy of the canary it sees."""

from __future__ import annotations

import time

from .._api.answers import ask_ecs
from .._api.sts import get_caller
from .._client.session import Session
from .._model.answered import Answered
from .._model.errors import Denied, ImageopsError
from .apply_lab import Lab
from .findings import open_fact
from .judging.read import disks_of, images_in
from .judging.shares import consumer_image, consumer_snapshots
from .observe_read import describe_snapshots

FACTS = ("consumer_sees_image", "sharee_sees_snapshots")
# A share that a consumer does not see by then is taken as not seen.
SHARE_SECONDS = 60
PAUSE_SECONDS = 1


def try_consumer(lab: Lab, image_id: str) -> Session | None:
    """See the image, which is shared at the moment, and its snapshots from the other side.

    Return the consumer's session, None if its credentials cannot be used.
    """
    request = lab.request
    try:
        session = lab.session.as_consumer(request.consumer_role_arn, request.consumer_profile)
        is_consumer = get_caller(session).account_id == request.share_account
    except Denied as error:
        _leave_open(lab, f"{error.permission} is not allowed")
        return None
    except ImageopsError as error:
        _leave_open(lab, f"the consumer's credentials cannot be used: {getattr(error, 'code', type(error).__name__)}")
        return None
    if not is_consumer:
        _leave_open(lab, "the credentials are not those of calibrate_share_account")
        return None
    answer, seconds = until_listed(lab, session, image_id)
    lab.found.append(consumer_image(image_id, answer, seconds))
    snapshots = [str(disk.get("SnapshotId")) for disk in disks_of(lab.look(image_id)[1])]
    lab.found.append(consumer_snapshots(snapshots, describe_snapshots(session, lab.region, snapshots)))
    return session


def _leave_open(lab: Lab, why: str) -> None:
    lab.found.extend(open_fact(fact, why) for fact in FACTS)


def until_listed(lab: Lab, session: Session, image_id: str) -> tuple[Answered, float]:
    """Return the consumer's list of one image once it has it, or after a while, and the seconds that took."""
    began = time.monotonic()
    while True:
        query = {"ImageOwnerAlias": "others", "IsPublic": False, "ImageId": image_id}
        answer, seconds = ask_ecs(session, lab.region, "DescribeImages", query), time.monotonic() - began
        if images_in(answer) or not answer.is_taken or seconds > SHARE_SECONDS:
            return answer, seconds
        lab.pause(PAUSE_SECONDS)
