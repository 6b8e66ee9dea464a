# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read resource shares and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._api import resource_shares as api
from .._api.sts import get_caller
from .._client.session import Session
from .._core.reasons import reason
from .._images.observe import assess_images, select_images
from .._images.selection import Selection
from .._model.errors import ConnectionFailed, Denied, InvalidInput, MissingLibrary
from .._model.reason import Reason
from .._model.resource_share import ResourceShare
from .resource_values import ResourceShareRequest, ResourceShareSeen, ResourceShareState, SharesInfoRequest

OWNERS = {"self": api.OWN, "others": api.OTHERS}


def observe_resource_share(session: Session, request: ResourceShareRequest) -> ResourceShareSeen:
    """Read the share, its images and those asked for. Raises InvalidInput if several shares are meant."""
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


def read_shares(session: Session, request: SharesInfoRequest) -> dict[str, Any]:
    """Return the values of image_resource_share_info: the shares with their images, own ones with targets, too."""
    owner = OWNERS[request.owner]
    named = bool(request.names or request.share_ids)
    chosen = [
        share
        for share in api.list_shares(session, request.region, owner)
        if not named or share.name in request.names or share.share_id in request.share_ids
    ]
    fill = api.with_associations if owner == api.OWN else api.with_shared_images
    shares = session.gather(lambda share: fill(session, share), chosen)
    return {"resource_shares": [share.to_result() for share in shares]}


def read_targets(
    session: Session, region: str, image_ids: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], tuple[Reason, ...]]:
    """Return the targets of own resource shares by image, and the note if they may not be read.

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
        return {}, (reason("resource_shares_not_visible", permission=error.permission),)
    except MissingLibrary:
        return {}, ()
    except ConnectionFailed as error:
        if error.is_lasting:
            return {}, ()
        raise
    return targets, ()
