# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading images with everything that tells their keys: few list calls, matched locally."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .._api.ecs_images import list_images
from .._api.ecs_sharing import list_share_accounts
from .._api.ecs_snapshots import list_snapshots
from .._api.kms_keys import find_key
from .._client.session import Session
from .._model.errors import Denied
from .._model.evidence import Evidence
from .._model.image import AssessedImage, Image
from .._model.key import SERVICE_KEY_ALIAS, Key, KeyType
from .encryption import examine_disk, key_ids
from .selection import Selection
from .verdict import assess


def gather_evidence(
    session: Session,
    region: str,
    images: Sequence[Image],
    known: Mapping[str, Key] | None = None,
    *,
    must_see_snapshots: bool = False,
) -> Evidence:
    """Return snapshots (100 a call) and each distinct key (one call, unless `known`) of these images.

    A missing right is part of the evidence, and with `must_see_snapshots` an error as far as snapshots go.
    """
    snapshot_ids = [disk.snapshot_id for image in images for disk in image.disks if disk.snapshot_id]
    try:
        evidence = Evidence(snapshots=list_snapshots(session, region, snapshot_ids))
    except Denied as error:
        if must_see_snapshots:
            raise
        return Evidence(denied={"": error.permission})
    keys, denied = look_up_keys(session, region, key_ids(images, evidence), known or {})
    return Evidence(snapshots=evidence.snapshots, keys=keys, denied=denied)


def look_up_keys(
    session: Session, region: str, wanted: Collection[str], known: Mapping[str, Key]
) -> tuple[dict[str, Key | None], dict[str, str]]:
    """Return the keys of these ids, None for one that is not there, and the right that is missing to read others."""
    keys: dict[str, Key | None] = dict(known)
    denied: dict[str, str] = {}

    def look_up(key_id: str) -> Key | None:
        return find_key(session, region, key_id)

    for key_id, found in session.map(look_up, sorted(set(wanted) - set(keys))):
        if isinstance(found, Denied):
            denied[key_id] = found.permission
        elif isinstance(found, Exception):
            raise found
        else:
            keys[key_id] = found
    _recognise_service_key(session, region, keys, set(keys) - set(known))
    return keys, denied


def _recognise_service_key(session: Session, region: str, keys: dict[str, Key | None], read: Collection[str]) -> None:
    """Ask which key is the ECS service key by its alias, if Creator alone says that a key is none.

    No page promises that Creator tells them apart. A key of a KMS instance cannot be the service key.
    """
    found = (keys[key_id] for key_id in read)
    if not any(key and key.key_type is KeyType.CUSTOMER and not key.instance_id for key in found):
        return
    try:
        service_key = find_key(session, region, SERVICE_KEY_ALIAS)
    except Denied:
        return
    if service_key and service_key.key_id in read:
        keys[service_key.key_id] = replace(service_key, aliases=(SERVICE_KEY_ALIAS,))


def examine_images(
    session: Session, region: str, images: Sequence[Image], known: Mapping[str, Key] | None = None
) -> list[Image]:
    """Return images with each disk's key filled in. Raises Denied for callers that may not read snapshots."""
    evidence = gather_evidence(session, region, images, known, must_see_snapshots=True)
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

    accounts: dict[str, tuple[str, ...]] = {}
    for image_id, found in session.map(read_accounts, shared):
        if isinstance(found, Denied) and not must_see_shares:
            evidence = replace(evidence, shares_denied=found.permission)
        elif isinstance(found, Exception):
            raise found
        else:
            accounts[image_id] = found
    return [assess(image, evidence, accounts.get(image.image_id, ())) for image in images]


def select_images(session: Session, region: str, selection: Selection, owner_alias: str = "self") -> list[Image]:
    """Return the images of one region and one list of ECS (`self`, `others`) that a selection means."""
    return [image for image in list_images(session, region, owner_alias=owner_alias) if selection.matches(image)]
