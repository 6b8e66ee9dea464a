# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading a resource share with its images, and carrying out what it needs."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .._api import resource_shares as api
from .._api.sts import get_caller
from .._client.session import Session
from .._core.backoff import growing
from .._images.observe import assess_images, select_images
from .._images.selection import Selection
from .._model.errors import ConnectionFailed, Denied, InvalidInput, MissingLibrary, ShareFailed
from .._model.reason import Reason
from .._model.resource_share import ResourceShare, ResourceShareRequest, ResourceShareState
from .overlap import denied_reason
from .resource import ResourceSharePlan, ResourceShareSeen, unfinished

LONGEST_PAUSE = 3.0


def observe_resource_share(session: Session, request: ResourceShareRequest) -> ResourceShareSeen:
    """The share, and the images that are in it or are to be. Raises InvalidInput for a share that is not clear."""
    account_id = get_caller(session).account_id
    share = find_share(session, request)
    if request.state is ResourceShareState.ABSENT:
        return ResourceShareSeen(account_id=account_id, share=share, images={})
    shared = [item.entity_id for item in share.images if item.is_there] if share else []
    wanted = tuple(dict.fromkeys((*request.image_ids, *shared)))
    found = select_images(session, request.region, Selection(image_ids=wanted)) if wanted else []
    images = {item.image.image_id: item for item in assess_images(session, request.region, found)}
    return ResourceShareSeen(account_id=account_id, share=share, images=images)


def find_share(session: Session, request: ResourceShareRequest) -> ResourceShare | None:
    """The own share of this id or name. Raises InvalidInput for several of a name, and for an id that is not there."""
    shares = api.list_shares(session, request.region, name=request.name)
    found = [share for share in shares if request.share_id in ("", share.share_id)]
    if len(found) > 1:
        ids = ", ".join(share.share_id for share in found)
        remedy = "Give resource_share_id instead."
        raise InvalidInput("resource_share_name", request.name, f"is the name of several shares: {ids}", remedy)
    if not found and request.share_id and request.state is ResourceShareState.PRESENT:
        remedy = "Give the id of a resource share of this account and region, or a name to make one."
        raise InvalidInput("resource_share_id", request.share_id, f"is not found in {request.region}", remedy)
    return api.with_associations(session, found[0]) if found else None


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
    api.associate(session, request.region, share_id, images, targets)
    api.disassociate(session, request.region, share_id, plan.remove_images, plan.remove_targets)
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


def read_shares(
    session: Session, region: str, owner: str, names: Sequence[str], share_ids: Sequence[str]
) -> list[ResourceShare]:
    """Shares of these names and ids, all without either, with their images; own ones with their targets, too."""
    shares = api.list_shares(session, region, owner)
    chosen = [
        share for share in shares if not (names or share_ids) or share.name in names or share.share_id in share_ids
    ]
    fill = api.with_associations if owner == api.OWN else api.with_shared_images
    return session.gather(lambda share: fill(session, share), chosen)


def read_targets(
    session: Session, region: str, image_ids: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], tuple[Reason, ...]]:
    """The targets of own resource shares by image, and the note if they may not be read.

    One call for all, and one for each image that is in a share. Without the SDK's package, and in regions without
    Resource Sharing, there is nothing to look at.
    """
    if not image_ids:
        return {}, ()

    def look(image_id: str) -> tuple[str, ...]:
        return api.list_image_targets(session, region, image_id)

    try:
        shared = api.list_own_images(session, region).intersection(image_ids)
        targets = dict(zip(sorted(shared), session.gather(look, sorted(shared)), strict=True))
    except Denied as error:
        return {}, (denied_reason(error.permission),)
    except MissingLibrary:
        return {}, ()
    except ConnectionFailed as error:
        if error.is_lasting:
            return {}, ()
        raise
    return targets, ()
