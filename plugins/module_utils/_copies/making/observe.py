# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what decides about wanted copies: sources, keys, and what is in the destination regions already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..._api.ecs_images import list_images
from ..._api.kms_keys import find_key
from ..._client.session import Session
from ..._images.observe import account_of, examine_images
from ..._keys.target import check_target_key, check_target_name, foreign_account
from ..._model.errors import Denied, InvalidInput
from ..._model.image import Image
from ..._model.image_copy import TAG_SOURCE, CopyWanted, read_copy_tag
from ..._model.key import Key
from ..._model.snapshot import Snapshot
from ..names import expected_names
from ..removing.decide import snapshot_users
from ..removing.observe import list_marked_snapshots, live_disks
from ..values import CopyOptions, CopyRequest, CopyWorld, Destination, SourceOwner

NOT_THERE = {
    SourceOwner.SELF: ("account's images", "Give the id of a custom image of this account and region."),
    SourceOwner.SHARED: (
        "images that other accounts share with this one",
        "Ask the owner to share it, or give source_owner: self for an own image.",
    ),
}


def observe_making(session: Session, request: CopyRequest) -> CopyWorld:
    """Read and check everything. Raises InvalidInput for the first thing that cannot work."""
    region, pairs = request.region, request.pairs
    regions = list(dict.fromkeys(pair.region for pair in pairs))
    listed = dict(session.gather(lambda name: (name, list_images(session, name)), {region, *regions}))
    account_id = account_of(session, [image for images in listed.values() for image in images])
    resolved = {name: _resolve_key(session, name, request.keys[name], account_id) for name in regions}
    is_shared = request.source_owner is SourceOwner.SHARED
    sources = _sources(list_images(session, region, owner_alias="others") if is_shared else listed[region], request)
    # Also where nothing depends on it: a copy that could not be proven afterwards must not be started.
    keys = {resolved[region].key_id: resolved[region]} if region in resolved else {}
    examined = examine_images(session, region, list(sources.values()), keys)
    sources = {image.image_id: image for image in examined}
    wanted = [
        CopyWanted(
            source=sources[pair.image_id],
            account_id=sources[pair.image_id].owner_id or account_id,
            region=pair.region,
            kms_key_id=resolved[pair.region].key_id,
            time_limit=request.time_limit,
            key_account=foreign_account(resolved[pair.region], account_id),
        )
        for pair in pairs
    ]
    options = request.options.copy
    destinations = {
        name: _destination(
            session, resolved[name], listed[name], [item for item in wanted if item.region == name], options
        )
        for name in regions
    }
    return CopyWorld(wanted=wanted, destinations=destinations)


def _resolve_key(session: Session, region: str, given: str, account_id: str) -> Key:
    check_target_name("kms_key_id", given, region, account_id)
    return check_target_key("kms_key_id", given, find_key(session, region, given), region)


def _sources(images: Sequence[Image], request: CopyRequest) -> dict[str, Image]:
    by_id = {image.image_id: image for image in images}
    for pair in request.pairs:
        if pair.image_id not in by_id:
            whose, remedy = NOT_THERE[request.source_owner]
            problem = f"is not among the {whose} in {request.region}"
            raise InvalidInput("image_ids", pair.image_id, problem, remedy, {"refused": pair.image_id})
    return {pair.image_id: by_id[pair.image_id] for pair in request.pairs}


def _destination(
    session: Session, key: Key, images: Sequence[Image], wanted: Sequence[CopyWanted], options: CopyOptions
) -> Destination:
    """Read a region. Candidates are found by tag and, where tags were removed or edited, by the names of copies."""
    sources = {item.source.image_id for item in wanted}
    # Copies of several sources may have had the same name, where names are cut or the template leaves them out.
    by_name: dict[str, set[str]] = {}
    for item in wanted:
        for name in expected_names(options.name_template, item, options.last_number):
            by_name.setdefault(name, set()).add(item.source.image_id)

    def origins(image: Image) -> set[str]:
        named = by_name.get(image.name, set()) if image.is_copied else set()
        return named | ({image.tags.get(TAG_SOURCE, "")} & sources)

    candidates: dict[str, list[Image]] = {}
    chosen = [image for image in images if origins(image)]
    for image in examine_images(session, key.region, chosen, {key.key_id: key}):
        for source_id in origins(image):
            candidates.setdefault(source_id, []).append(image)
    orphans, denied = _orphan_snapshots(session, key.region, images, candidates)
    return Destination(
        region=key.region,
        key=key,
        candidates=candidates,
        names=frozenset(image.name for image in images),
        newest=max((image.created for image in images), default=""),
        orphans=orphans,
        orphans_denied=denied,
    )


def _orphan_snapshots(
    session: Session, region: str, images: Sequence[Image], candidates: Mapping[str, Sequence[Image]]
) -> tuple[list[tuple[Snapshot, Mapping[str, str]]], str]:
    """Return the snapshots that an interrupted removal of failed attempts left, or the RAM action that reading lacks.

    There was none without a second attempt.
    """
    tags = [read_copy_tag(image.tags) for found in candidates.values() for image in found]
    if not any(tag and tag.attempt > 1 for tag in tags):
        return [], ""
    in_use = snapshot_users(images)
    try:
        free = [item for item in list_marked_snapshots(session, region) if item[0].snapshot_id not in in_use]
        live = live_disks(session, region, [snapshot for snapshot, _tags in free])
        return [item for item in free if item[0].source_disk_id not in live.ids], live.denied
    except Denied as error:
        # The copies do not depend on it.
        return [], error.permission
