# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tags of ECS resources: TagResources, ListTagResources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._client.answer import unwrap
from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError
from .wire import text

RESOURCES_PER_CALL = 50
RESOURCE_GONE = "InvalidResourceId.NotFound"


def tag_images(session: Session, region: str, image_ids: Sequence[str], tags: Mapping[str, str]) -> None:
    """Add tags to images, 50 a call. Needs ecs:TagResources."""
    _tag(session, region, "image", image_ids, tags)


def untag_images(session: Session, region: str, image_ids: Sequence[str], keys: Sequence[str]) -> None:
    """Remove tags from images, 50 a call; a tag that is not there is no error. Needs ecs:UntagResources."""
    for start in range(0, len(image_ids), RESOURCES_PER_CALL):
        query: dict[str, Any] = {
            "RegionId": region,
            "ResourceType": "image",
            "ResourceId": list(image_ids[start : start + RESOURCES_PER_CALL]),
            "TagKey": list(keys),
        }
        session.call(ECS, region, "UntagResources", query)


def tag_snapshots(session: Session, region: str, snapshot_ids: Sequence[str], tags: Mapping[str, str]) -> None:
    """Add tags to those of these snapshots that are there. Needs ecs:TagResources."""
    try:
        _tag(session, region, "snapshot", snapshot_ids, tags)
    except ApiError as error:
        if error.code != RESOURCE_GONE:
            raise
        # One that is gone keeps the others of its call from being tagged.
        if len(snapshot_ids) > 1:
            for snapshot_id in snapshot_ids:
                tag_snapshots(session, region, [snapshot_id], tags)


def list_tagged_snapshots(session: Session, region: str, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """The snapshots that have tags of all these keys, with these tags, by id. Needs ecs:ListTagResources.

    Unlike the tag filter of DescribeSnapshots this takes keys without values, and ends at no 1,000.
    """
    query: dict[str, Any] = {"RegionId": region, "ResourceType": "snapshot", "Tag": [{"Key": key} for key in keys]}
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    while True:
        answer = session.call(ECS, region, "ListTagResources", query)
        for row in unwrap(answer, "TagResources", "TagResource"):
            found.setdefault(text(row, "ResourceId"), {})[text(row, "TagKey")] = text(row, "TagValue")
        token = text(answer, "NextToken")
        if not token or token in seen:
            return found
        seen.add(token)
        query["NextToken"] = token


def _tag(session: Session, region: str, kind: str, ids: Sequence[str], tags: Mapping[str, str]) -> None:
    wire_tags = [{"Key": key, "Value": value} for key, value in tags.items()]
    for start in range(0, len(ids), RESOURCES_PER_CALL):
        query = {
            "RegionId": region,
            "ResourceType": kind,
            "ResourceId": list(ids[start : start + RESOURCES_PER_CALL]),
            "Tag": wire_tags,
        }
        session.call(ECS, region, "TagResources", query)
