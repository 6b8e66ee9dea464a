# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read images with everything that shows their keys: few list calls, matched locally."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .._api.ecs_images import list_images
from .._api.ecs_sharing import list_share_accounts
from .._api.ecs_snapshots import list_snapshots
from .._api.kms_keys import find_key
from .._api.sts import get_caller
from .._client.session import Session
from .._model.errors import Denied
from .._model.evidence import Evidence
from .._model.image import AssessedImage, Image
from .._model.key import SERVICE_KEY_ALIAS, Key, KeyType
from .._model.snapshot import Snapshot
from .encryption import examine_disk, key_ids
from .newest import choose_images
from .selection import Selection
from .verdict import assess


def account_of(session: Session, images: Sequence[Image]) -> str:
    """Return the caller's account: an own image names it, and without one the caller is asked."""
    own = (image.owner_id for image in images if image.is_own and image.owner_id)
    return next(own, "") or get_caller(session).account_id


def gather_evidence(session: Session, region: str, images: Sequence[Image]) -> Evidence:
    """Return snapshots (100 a call) and each distinct key (one call) of these images, and which rights are missing."""
    try:
        evidence = Evidence(snapshots=_snapshots_of(session, region, images))
    except Denied as error:
        return Evidence(denied={"": error.permission})
    keys, denied = look_up_keys(session, region, key_ids(images, evidence))
    return Evidence(snapshots=evidence.snapshots, keys=keys, denied=denied)


def _snapshots_of(session: Session, region: str, images: Sequence[Image]) -> dict[str, Snapshot]:
    snapshot_ids = [disk.snapshot_id for image in images for disk in image.disks if disk.snapshot_id]
    return list_snapshots(session, region, snapshot_ids)


def look_up_keys(
    session: Session, region: str, wanted: Collection[str]
) -> tuple[dict[str, Key | None], dict[str, str]]:
    """Return the keys of these ids, None for one that is not there, and the right that is missing to read others."""

    def look_up(key_id: str) -> Key | None:
        return find_key(session, region, key_id)

    keys, denied = session.gather_readable(look_up, sorted(set(wanted)))
    _recognise_service_key(session, region, keys)
    return keys, denied


def _recognise_service_key(session: Session, region: str, keys: dict[str, Key | None]) -> None:
    """Ask which key is the ECS service key by its alias, if Creator alone says that a key is none.

    No page promises that Creator distinguishes them. A key of a KMS instance cannot be the service key.
    """
    if not any(key and key.key_type is KeyType.CUSTOMER and not key.instance_id for key in keys.values()):
        return
    try:
        service_key = find_key(session, region, SERVICE_KEY_ALIAS)
    except Denied:
        return
    if service_key and service_key.key_id in keys:
        keys[service_key.key_id] = replace(service_key, aliases=(SERVICE_KEY_ALIAS,))


def examine_images(session: Session, region: str, images: Sequence[Image], keys: Mapping[str, Key]) -> list[Image]:
    """Return images with each disk's key filled in: of other keys than `keys` only the id, and none is looked up.

    Raises Denied for callers that may not read snapshots.
    """
    evidence = Evidence(snapshots=_snapshots_of(session, region, images), keys=keys)
    return [
        replace(image, disks=tuple(examine_disk(disk, image.owner_id, evidence) for disk in image.disks))
        for image in images
    ]


def assess_images(
    session: Session, region: str, images: Sequence[Image], *, with_shares: bool = True, must_see_shares: bool = True
) -> list[AssessedImage]:
    """Return images with keys, verdicts and, for those that say they are shared, the accounts.

    Without `must_see_shares` a missing right to read share lists is a reason of the images and no error.
    """
    evidence = gather_evidence(session, region, images)
    shared = [image.image_id for image in images if with_shares and image.is_own and image.is_shared]

    def read_accounts(image_id: str) -> tuple[str, ...]:
        return list_share_accounts(session, region, image_id)

    if must_see_shares:
        accounts = dict(zip(shared, session.gather(read_accounts, shared), strict=True))
    else:
        accounts, denied = session.gather_readable(read_accounts, shared)
        evidence = replace(evidence, shares_denied=next(iter(denied.values()), evidence.shares_denied))
    return [assess(image, evidence, accounts.get(image.image_id, ())) for image in images]


def select_images(session: Session, region: str, selection: Selection, owner_alias: str = "self") -> list[Image]:
    """Return the images of one region and one list of ECS (`self`, `others`) that a selection means."""
    return choose_images(list_images(session, region, owner_alias=owner_alias), selection)
