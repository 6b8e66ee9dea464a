# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read images to retire, the copies that took their place, and everything that may use the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from .._api.ecs_disks import list_disks_of_snapshot
from .._api.ecs_images import list_images
from .._api.ecs_snapshots import list_snapshots
from .._api.ecs_tags import list_tagged_snapshots
from .._api.resource_shares import list_image_targets, list_own_images
from .._api.sts import get_caller
from .._client.session import Session
from .._copies.removing.observe import live_disks
from .._core.reasons import reason
from .._images.observe import assess_images
from .._model.errors import ConnectionFailed, Denied, MissingLibrary
from .._model.image import Image
from .._model.image_copy import TAG_COPY, TAG_SOURCE
from .._model.reason import Reason
from .._references.find import find_references
from .._references.observe import observe
from .._references.result import kind_rows
from .._references.values import Reference, ReferenceRequest, UserKind
from .marks import TAG_RETIRED, read_mark
from .values import RESOURCE_SHARES, RetireRequest, RetireSeen, Wish


def observe_retirement(session: Session, request: RetireRequest) -> RetireSeen:
    """Read lists, and the disks of each snapshot that may be deleted. Raises ApiError for a list that is refused."""
    region, now = request.region, datetime.now(UTC)
    account_id = get_caller(session).account_id
    images = {image.image_id: image for image in list_images(session, region)}
    wanted = [images[item] for item in dict.fromkeys((*request.new_ids, *request.new_ids.values())) if item in images]
    assessed = {item.image.image_id: item for item in assess_images(session, region, wanted)}
    images |= {image_id: item.image for image_id, item in assessed.items()}
    sources = [image_id for image_id in request.new_ids if image_id in images]
    shares = {image_id: item.shared_with for image_id, item in assessed.items()}
    if request.wish is Wish.RESTORED:
        return RetireSeen(account_id=account_id, now=now, images=images, copies=assessed, shares=shares)
    references, unknown = _users(session, request, sources)
    targets, notes = _targets(session, region, sources)
    orphans = _orphans(session, region) if request.leftovers else {}
    deleting = [images[image_id] for image_id in sources if _may_go(request, images[image_id], now)]
    going = [*orphans, *(disk.snapshot_id for image in deleting for disk in image.disks if disk.snapshot_id)]
    snapshots = list_snapshots(session, region, going) if going else {}
    made, denied = _made_disks(session, region, snapshots)
    return RetireSeen(
        account_id=account_id,
        now=now,
        images=images,
        copies=assessed,
        shares=shares,
        targets=targets,
        references=references,
        unknown={**unknown, **({RESOURCE_SHARES: notes} if notes else {})},
        made_disks=made,
        disks_denied=denied,
        snapshots=snapshots,
        orphans={item: tags for item, tags in orphans.items() if item in snapshots},
        live=live_disks(session, region, [snapshots[item] for item in orphans if item in snapshots]),
    )


def _users(
    session: Session, request: RetireRequest, sources: Sequence[str]
) -> tuple[list[Reference], dict[str, Sequence[Reason]]]:
    """Return the users of the sources, and the reasons of each kind that is not known as a whole."""
    if not sources:
        return [], {}
    kinds = tuple(UserKind)
    wanted = ReferenceRequest(region=request.region, image_ids=tuple(sources), new_ids=request.new_ids, kinds=kinds)
    observed = observe(session, wanted)
    found = find_references(wanted, observed)
    rows = kind_rows(wanted, observed, found)
    unknown = [UserKind(row["kind"]) for row in rows if row["state"] == "unknown"]
    return found, {str(kind): tuple(observed.unknown.get(kind, ())) for kind in unknown}


def _targets(
    session: Session, region: str, sources: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], tuple[Reason, ...]]:
    """Return whom resource shares give each image to, and why that is unknown. Some regions have no such shares."""

    def look(image_id: str) -> tuple[str, tuple[str, ...]]:
        return image_id, tuple(list_image_targets(session, region, image_id))

    if not sources:
        return {}, ()
    try:
        shared = list_own_images(session, region).intersection(sources)
        return dict(session.gather(look, sorted(shared), lambda item: f"image {item}")), ()
    except Denied as error:
        kind = f"resource shares ({error.subject})" if error.subject else "resource shares"
        return {}, (reason("users_not_readable", kind=kind, permission=error.permission),)
    except MissingLibrary as error:
        return {}, (reason("users_library_missing", kind="resource shares", library=error.library),)
    except ConnectionFailed as error:
        if not error.is_lasting:
            raise
    return {}, ()


def _orphans(session: Session, region: str) -> dict[str, dict[str, str]]:
    of_copies = list_tagged_snapshots(session, region, (TAG_COPY, TAG_SOURCE))
    return {**of_copies, **list_tagged_snapshots(session, region, (TAG_RETIRED,))}


def _may_go(request: RetireRequest, image: Image, now: datetime) -> bool:
    mark = read_mark(image.tags)
    is_over = mark is not None and now >= mark.since + timedelta(days=request.after_days)
    return request.wish is Wish.RETIRED and image.status == "Deprecated" and is_over


def _made_disks(
    session: Session, region: str, snapshot_ids: Iterable[str]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the disks made of each snapshot, and for snapshots whose disks may not be read the right to do so."""

    def read(snapshot_id: str) -> list[str]:
        return [disk.disk_id for disk in list_disks_of_snapshot(session, region, snapshot_id)]

    return session.gather_readable(read, sorted(snapshot_ids), lambda item: f"snapshot {item}")
