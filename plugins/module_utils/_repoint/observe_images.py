# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read whether the new images are there."""

from __future__ import annotations

from collections.abc import Collection

from .._api.ecs_images import list_images
from .._client.session import Session
from .values import ImagesSeen


def read_images(session: Session, region: str, image_ids: Collection[str]) -> ImagesSeen:
    """Read the status of each image, be it the caller's own or another account's. Needs ecs:DescribeImages."""
    wanted = set(image_ids)
    found: dict[str, str] = {}
    for owner in ("self", "others"):
        if wanted - found.keys():
            images = list_images(session, region, owner_alias=owner, until=wanted - found.keys())
            found.update({image.image_id: image.status for image in images})
    return ImagesSeen(statuses=found)
