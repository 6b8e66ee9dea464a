# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tags of ECS resources: TagResources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._client.sdk import ECS
from .._client.session import Session

RESOURCES_PER_CALL = 50


def tag_images(session: Session, region: str, image_ids: Sequence[str], tags: Mapping[str, str]) -> None:
    """Add tags to images, 50 a call. Needs ecs:TagResources."""
    wire_tags = [{"Key": key, "Value": value} for key, value in tags.items()]
    for start in range(0, len(image_ids), RESOURCES_PER_CALL):
        query = {
            "RegionId": region,
            "ResourceType": "image",
            "ResourceId": list(image_ids[start : start + RESOURCES_PER_CALL]),
            "Tag": wire_tags,
        }
        session.call(ECS, region, "TagResources", query)
