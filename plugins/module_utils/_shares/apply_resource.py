# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading a resource share with its images, and carrying out what it needs."""

from __future__ import annotations

import time

from .._api import resource_shares as api
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ConnectionFailed, ShareFailed
from .._model.resource_share import ResourceShare, ShareContent
from .observe_resource import find_share
from .resource import ResourceSharePlan, unfinished
from .resource_values import ResourceShareRequest

LONGEST_PAUSE = 3.0


def apply_resource_share(session: Session, plan: ResourceSharePlan) -> ResourceShare | None:
    """Make, change or delete the share, and read it back. Raises ShareFailed for what did not come about."""
    request = plan.request
    if plan.deletes:
        api.delete_share(session, request.region, plan.share.share_id if plan.share else "")
        return None
    if plan.share is None:
        share_id = _create(session, request)
        images, targets = plan.add_images[api.PER_CALL :], plan.add_targets[api.PER_CALL :]
    else:
        share_id, images, targets = plan.share.share_id, plan.add_images, plan.add_targets
    api.associate(session, request.region, share_id, ShareContent(image_ids=images, targets=targets))
    removed = ShareContent(image_ids=plan.remove_images, targets=plan.remove_targets)
    api.disassociate(session, request.region, share_id, removed)
    return _wait(session, request, share_id)


def _create(session: Session, request: ResourceShareRequest) -> str:
    try:
        return api.create_share(session, request)
    except ConnectionFailed:
        # Without an answer the share may be there all the same.
        made = find_share(session, request)
        if made is None:
            raise
        return made.share_id


def _wait(session: Session, request: ResourceShareRequest, share_id: str) -> ResourceShare:
    """Look until no association changes any more; invited accounts are not waited for."""
    end = time.monotonic() + request.wait_timeout
    pauses = growing(LONGEST_PAUSE)
    while True:
        share = _read(session, request, share_id)
        if share.is_settled:
            break
        pause = next(pauses)
        if time.monotonic() + pause > end:
            return share
        time.sleep(pause)
    if error := unfinished(share, request):
        raise error
    return share


def _read(session: Session, request: ResourceShareRequest, share_id: str) -> ResourceShare:
    for share in api.list_shares(session, request.region):
        if share.share_id == share_id:
            return api.with_associations(session, share)
    raise ShareFailed(f"the resource share {share_id} is not there any more")
