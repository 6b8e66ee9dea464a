# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what decides about copies to remove. The sources may be gone, and so may the keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ..._api.ecs_disks import existing_disks
from ..._api.ecs_images import list_images
from ..._api.ecs_sharing import list_share_accounts
from ..._api.ecs_snapshots import list_snapshots
from ..._api.ecs_tags import list_tagged_snapshots
from ..._api.kms_keys import find_key
from ..._api.sts import get_caller
from ..._client.session import Session
from ..._images.encryption import bare_key_id, examine_disk
from ..._keys.target import check_target_name
from ..._model.errors import Denied, InvalidInput, Missing
from ..._model.evidence import Evidence
from ..._model.image import Image
from ..._model.image_copy import TAG_COPY, TAG_SOURCE, TAG_SYSTEM_DISK_OF
from ..._model.snapshot import Snapshot
from ..values import CopyRequest, SourceOwner
from .values import LiveDisks, Origins, RegionStock, RemovalWorld, Unwanted


def observe_removals(session: Session, request: CopyRequest) -> RemovalWorld:
    """Read everything. Raises InvalidInput for a key that cannot be one of the region."""
    region, pairs = request.region, request.pairs
    account_id = get_caller(session).account_id
    regions = list(dict.fromkeys(pair.region for pair in pairs))
    keys = {name: _named_key(session, name, request.keys[name], account_id) for name in request.keys}
    own = dict(session.gather(lambda name: (name, list_images(session, name)), dict.fromkeys([region, *regions])))
    is_shared = request.source_owner is SourceOwner.SHARED
    shared = list_images(session, region, owner_alias="others") if is_shared else []
    owners = {image.image_id: image.owner_id for image in shared}
    unwanted = [
        Unwanted(
            source_image_id=pair.image_id,
            source_region=region,
            region=pair.region,
            account_id=owners.get(pair.image_id, "") if is_shared else account_id,
            kms_key_id=keys.get(pair.region, ""),
            name_template=request.options.copy.name_template,
            time_limit=request.time_limit,
        )
        for pair in pairs
    ]
    listed = [*shared, *(image for images in own.values() for image in images)]
    stocks = {name: _stock(session, name, own[name], {item.source_image_id for item in unwanted}) for name in regions}
    sources = [pair.image_id for pair in pairs]
    gone = set(sources) - {image.image_id for image in listed}
    kept = _snapshots_of_gone(session, region, gone, stocks.values())
    return RemovalWorld(unwanted=unwanted, regions=stocks, origins=_origins(sources, listed, kept, stocks.values()))


def list_marked_snapshots(session: Session, region: str) -> list[tuple[Snapshot, Mapping[str, str]]]:
    """Return the snapshots that removals tagged and that still exist, with their tags."""
    tags = list_tagged_snapshots(session, region, (TAG_COPY, TAG_SOURCE))
    return [(snapshot, tags[name]) for name, snapshot in sorted(list_snapshots(session, region, list(tags)).items())]


def live_disks(session: Session, region: str, snapshots: Iterable[Snapshot]) -> LiveDisks:
    """Return the disks of these snapshots that exist. Without the right to look, none of them counts as gone."""
    ids = {snapshot.source_disk_id for snapshot in snapshots if snapshot.source_disk_id}
    try:
        return LiveDisks(ids=frozenset(existing_disks(session, region, ids)) if ids else frozenset())
    except Denied as error:
        return LiveDisks(ids=frozenset(ids), denied=error.permission)


def _named_key(session: Session, region: str, given: str, account_id: str) -> str:
    """Return the bare id. A key given by id need not exist any more: its copies do."""
    check_target_name("kms_key_id", given, region, account_id)
    named = bare_key_id(given)
    if "alias/" not in named:
        return named
    if key := find_key(session, region, given):
        return key.key_id
    remedy = "Give the key's id, which also finds copies under a key that is gone, or leave it out."
    raise InvalidInput("kms_key_id", given, f"is not found in {region}", remedy)


def _stock(session: Session, region: str, images: Sequence[Image], sources: set[str]) -> RegionStock:
    copies = [image for image in images if image.tags.get(TAG_SOURCE) in sources]
    snapshot_ids = [disk.snapshot_id for image in copies for disk in image.disks if disk.snapshot_id]
    # The keys themselves do not matter here, only their ids.
    evidence = Evidence(snapshots=list_snapshots(session, region, snapshot_ids))
    shared = [image.image_id for image in copies if image.is_shared]

    def read_accounts(image_id: str) -> tuple[str, tuple[str, ...]]:
        try:
            return image_id, list_share_accounts(session, region, image_id)
        except Missing:
            # Deleted since it was listed.
            return image_id, ()

    marked = list_marked_snapshots(session, region)
    return RegionStock(
        images=images,
        copies=[
            replace(image, disks=tuple(examine_disk(disk, image.owner_id, evidence) for disk in image.disks))
            for image in copies
        ],
        shares=dict(session.gather(read_accounts, shared)),
        marked_snapshots=marked,
        live_disks=live_disks(session, region, [snapshot for snapshot, _tags in marked]),
    )


def _snapshots_of_gone(
    session: Session, region: str, sources: Collection[str], stocks: Iterable[RegionStock]
) -> frozenset[str]:
    """Return the snapshots that copies of these sources were made of, if they exist and no removal has tagged them."""
    wanted: set[str] = set()
    tagged: set[str] = set()
    for stock in stocks:
        tagged |= {snapshot.snapshot_id for snapshot, _tags in stock.marked_snapshots}
        copies = [image for image in stock.copies if image.tags[TAG_SOURCE] in sources]
        wanted |= {disk.source_snapshot_id for image in copies for disk in image.disks if disk.source_snapshot_id}
    return frozenset(list_snapshots(session, region, sorted(wanted))) - tagged


def _origins(
    source_ids: Iterable[str], listed: Iterable[Image], kept: frozenset[str], stocks: Iterable[RegionStock]
) -> dict[str, Origins]:
    by_image = {
        image.image_id: frozenset(disk.snapshot_id for disk in image.disks if disk.snapshot_id) for image in listed
    }
    every = frozenset().union(*by_image.values())
    originals = _originals(stocks)
    return {
        source_id: Origins(
            source=by_image.get(source_id),
            others=every.difference(*(by_image.get(name, ()) for name in originals.get(source_id, ()))),
            kept=kept,
        )
        for source_id in source_ids
    }


def _originals(stocks: Iterable[RegionStock]) -> dict[str, set[str]]:
    """Return for images of a system disk the images that these are of, whose snapshots they are made of."""
    found: dict[str, set[str]] = {}
    for stock in stocks:
        marked = [{**snapshot.tags, **tags} for snapshot, tags in stock.marked_snapshots]
        for tags in (*(image.tags for image in stock.copies), *marked):
            if TAG_SYSTEM_DISK_OF in tags:
                found.setdefault(tags.get(TAG_SOURCE, ""), set()).add(tags[TAG_SYSTEM_DISK_OF])
    return found
