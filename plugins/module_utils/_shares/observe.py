# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what a request to share is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._api.ecs_images import list_images
from .._api.ecs_sharing import list_share_accounts
from .._client.session import Session
from .._core.accounts import check_accounts
from .._images.observe import account_of, assess_images, select_images
from .._images.selection import Selection
from .._model.image import AssessedImage, Encryption, Image
from .._model.image_copy import TAG_SYSTEM_DISK_OF
from .._share_role.observe import read_trust
from .decide import source_doubt, source_region
from .observe_resource import read_targets
from .values import ShareRequest, ShareSource, SharesSeen, ShareState


def observe_shares(session: Session, request: ShareRequest) -> SharesSeen:
    """Read everything that decides whether ECS will share. Raises InvalidInput for accounts that cannot be."""
    selection = Selection(image_ids=request.image_ids)
    found = select_images(session, request.region, selection) if request.image_ids else []
    account_id = account_of(session, found)
    check_accounts("accounts", request.accounts, account_id)
    images = {item.image.image_id: item for item in assess_images(session, request.region, found)}
    targets, notes = read_targets(session, request.region, _gaining(request, images))
    return SharesSeen(
        account_id=account_id,
        images=images,
        sources=read_sources(session, request, images) if request.from_source else {},
        trust=read_trust(session) if _needs_trust(request, images.values()) else None,
        targets=targets,
        notes=notes,
    )


def _gaining(request: ShareRequest, images: Mapping[str, AssessedImage]) -> list[str]:
    """Return the images whose resource shares matter: those that may gain accounts."""
    if not request.check_resource_shares or request.state is ShareState.ABSENT:
        return []
    wanted = set(request.accounts)
    return [image_id for image_id, item in images.items() if request.from_source or wanted - set(item.shared_with)]


def read_sources(
    session: Session, request: ShareRequest, images: Mapping[str, AssessedImage]
) -> dict[str, ShareSource]:
    """The sources of images by image id, as far as a mapping or a tag names them, with the accounts that have them."""
    wanted: dict[str, tuple[str, str]] = {}
    for image_id, item in images.items():
        if given := request.sources.get(image_id):
            wanted[image_id] = (request.source_region or request.region, given)
        elif item.copied_from:
            # The copied image was one of the source's system disk, which is gone by now.
            whole = item.image.tags.get(TAG_SYSTEM_DISK_OF)
            wanted[image_id] = (source_region(item) or request.region, whole or item.copied_from)
    accounts: dict[tuple[str, str], tuple[str, ...]] = {}
    found: dict[tuple[str, str], Image] = {}
    for region in sorted({region for region, _source in wanted.values()}):
        ids = {source for where, source in wanted.values() if where == region}
        there = [image for image in list_images(session, region, until=ids) if image.image_id in ids]
        accounts |= {(region, image.image_id): () for image in there}
        found |= {(region, image.image_id): image for image in there}
        shared = [image.image_id for image in there if image.is_shared]

        def read(source: str, region: str = region) -> tuple[tuple[str, str], tuple[str, ...]]:
            return (region, source), list_share_accounts(session, region, source)

        accounts |= dict(session.gather(read, shared))
    return {
        image_id: ShareSource(
            image_id=source,
            region=region,
            accounts=accounts.get(where),
            doubt="" if image_id in request.sources else source_doubt(images[image_id].image, found.get(where)),
        )
        for image_id, where in wanted.items()
        for region, source in (where,)
    }


def _needs_trust(request: ShareRequest, items: Iterable[AssessedImage]) -> bool:
    if not request.check_role or request.state is ShareState.ABSENT:
        return False
    if request.from_source:
        return any(item.encryption is not Encryption.NONE for item in items)
    return any(
        item.encryption is not Encryption.NONE and not set(request.accounts) <= set(item.shared_with) for item in items
    )
