# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the images of a region, and what their families give."""

from __future__ import annotations

from .._api.ecs_families import image_of_family
from .._api.ecs_images import list_images
from .._client.session import Session
from .choosing import chosen
from .families import FamiliesSeen, families_of
from .values import RepointRequest


def observe_families(session: Session, request: RepointRequest) -> FamiliesSeen:
    """List images, and ask each family once. Raises InvalidInput for a family that none of the images is in."""
    images = {image.image_id: image for image in list_images(session, request.region)}
    missing = {*request.new_ids, *request.new_ids.values()} - images.keys()
    if missing:
        others = list_images(session, request.region, owner_alias="others", until=missing)
        images |= {image.image_id: image for image in others if image.image_id in missing}
    families = chosen(request, "families", families_of(request, images), lambda family: [family])

    def ask(family: str) -> str:
        return image_of_family(session, request.region, family)

    return FamiliesSeen(images=images, given=dict(zip(families, session.gather(ask, families), strict=True)))
