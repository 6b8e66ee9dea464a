# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The probes that only read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .._api.answers import ask_ecs, ask_kms
from .._api.ecs_images import ALL_STATUSES
from .._client.session import Session
from .._model.answered import Answered
from .findings import lacking, refused
from .judging.read import (
    id_list,
    images_in,
    items_of,
    of_images,
    of_keys,
    of_snapshots,
    smallest,
    snapshot_ids,
    usable,
)
from .values import FactFinding

PAGE = 100


def own_images(session: Session, region: str) -> Answered:
    """Return the first page of the caller's own images in all states."""
    query = {"ImageOwnerAlias": "self", "Status": ALL_STATUSES, "PageSize": PAGE}
    return ask_ecs(session, region, "DescribeImages", query)


def describe_snapshots(session: Session, region: str, ids: Sequence[str]) -> Answered:
    """Return up to a hundred snapshots as ECS writes them."""
    query = {"SnapshotIds": json.dumps(list(ids)[:PAGE]), "MaxResults": PAGE}
    return ask_ecs(session, region, "DescribeSnapshots", query)


def look_up_keys(session: Session, region: str, snapshots: Answered) -> dict[str, Answered]:
    """Ask KMS about each key that snapshots name."""
    ids = {str(item.get("KMSKeyId") or "") for item in items_of(snapshots, "Snapshots", "Snapshot")}
    return {key: ask_kms(session, region, "DescribeKey", {"KeyId": key}) for key in sorted(ids) if key}


def read_facts(session: Session, region: str) -> tuple[list[FactFinding], str]:
    """Settle what can be read; return it and the smallest image, which dry runs may name, empty if there is none.

    Raises what no answer raises: ConnectionFailed, CredentialsError.
    """
    images = own_images(session, region)
    listed = images_in(images)
    ids = [str(image.get("ImageId")) for image in listed[:2]]
    found = [
        *of_images(images),
        *_of_ids(session, region, images, ids),
        *_of_snapshots(session, region, images, snapshot_ids(listed)),
        _of_keys(session, region),
    ]
    return found, smallest(listed)


def _of_ids(session: Session, region: str, images: Answered, ids: Sequence[str]) -> list[FactFinding]:
    if not images.is_taken:
        return [refused(fact, images) for fact in ("image_id_lists", "usable_filter")]
    query: dict[str, Any] = {"ImageOwnerAlias": "self", "Status": ALL_STATUSES}
    found = [lacking("image_id_lists")]
    if len(ids) > 1:
        found = [id_list(ids, ask_ecs(session, region, "DescribeImages", {**query, "ImageId": ",".join(ids)}))]
    available = [str(item.get("ImageId")) for item in images_in(images) if item.get("Status") == "Available"]
    if not available:
        return [*found, lacking("usable_filter")]
    only = {"ImageOwnerAlias": "self", "Status": "Available", "Usable": True, "ImageId": available[0]}
    return [*found, usable(available[0], ask_ecs(session, region, "DescribeImages", only))]


def _of_snapshots(session: Session, region: str, images: Answered, ids: Sequence[str]) -> list[FactFinding]:
    facts = ("source_disk_size", "service_key_id_empty")
    if not images.is_taken:
        return [refused(fact, images) for fact in facts]
    if not ids:
        return [lacking(fact) for fact in facts]
    answer = describe_snapshots(session, region, ids)
    return of_snapshots(answer, look_up_keys(session, region, answer))


def _of_keys(session: Session, region: str) -> FactFinding:
    filters = json.dumps([{"Key": "CreatorType", "Values": ["User"]}])
    listed = ask_kms(session, region, "ListKeys", {"Filters": filters, "PageSize": PAGE})
    if not listed.is_taken:
        return refused("managed_hsm", listed)
    keys: list[Mapping[str, Any]] = items_of(listed, "Keys", "Key")
    return of_keys([ask_kms(session, region, "DescribeKey", {"KeyId": str(key.get("KeyId"))}) for key in keys[:20]])
