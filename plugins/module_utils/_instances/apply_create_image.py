# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Making an image of an instance or a snapshot: find what there is, start, wait, and see that it came out."""

from __future__ import annotations

import time

from .._api.ecs_image_making import create_image
from .._api.ecs_images import find_image, find_named_images, modify_image
from .._api.ecs_removal import delete_image
from .._api.ecs_tags import tag_images
from .._client.codes import is_transient
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ApiError, ImageopsError, MakingFailed
from .._model.image import Image
from .._model.image_making import TAG_MADE_FROM
from .create_image import MakingAction, MakingPlan
from .values import MakingRequest

NAME_TAKEN = "InvalidImageName.Duplicated"
# Assumed: lists show a new image by then; the vendor promises nothing.
LISTED_AFTER_SECONDS = 120


def make_image(session: Session, plan: MakingPlan) -> Image | None:
    """Carry the plan out. Return the resulting image, None if it was removed. Raises MakingFailed."""
    request, image = plan.request, plan.image
    if plan.action is MakingAction.REMOVE and image:
        if image.is_in_progress and request.wait:
            _settled(session, request, image.image_id, is_listed=True)
        delete_image(session, request.region, image.image_id)
        return None
    if plan.failed:
        delete_image(session, request.region, plan.failed.image_id)
    if plan.action is MakingAction.UPDATE and image:
        if plan.attributes:
            modify_image(session, request.region, image.image_id, plan.attributes)
        if plan.new_tags:
            tag_images(session, request.region, [image.image_id], plan.new_tags)
    image_id = image.image_id if image else _begin(session, plan)
    made = _follow(session, request, image_id)
    late = plan.late_attributes(made) if made else {}
    if made and late:
        modify_image(session, request.region, made.image_id, late)
        made = _follow(session, request, image_id)
    return made


def _begin(session: Session, plan: MakingPlan) -> str:
    """Start to make the image, or find the one that an earlier run started and that was not listed. Return its id."""
    # A token outlives its image, and would give the id of one that was removed. So each run has its own. Two runs
    # still make one image only, because ECS takes a name once (CreateImage, InvalidImageName.Duplicated).
    token = f"{plan.token}-{int(time.time()):x}"
    try:
        return create_image(session, plan.request, plan.tags, token)
    except ApiError as error:
        if error.code != NAME_TAKEN:
            raise
        found = _named(session, plan.request)
        if found is None or found.tags.get(TAG_MADE_FROM) != plan.tags[TAG_MADE_FROM]:
            raise
        return found.image_id


def _named(session: Session, request: MakingRequest) -> Image | None:
    """Return the image of this name once it is listed, None if it is not for long."""
    pauses, deadline = growing(request.poll_seconds), time.monotonic() + LISTED_AFTER_SECONDS
    while True:
        found = find_named_images(session, request.region, request.name)
        left = deadline - time.monotonic()
        if found or left <= 0:
            return next(iter(found), None)
        time.sleep(min(next(pauses), left))


def _follow(session: Session, request: MakingRequest, image_id: str) -> Image | None:
    """Return the image once it is made, or at the first look without waiting."""
    image = _settled(session, request, image_id)
    if image and image.status == "CreateFailed":
        remedy = "Run it again; the failed image is removed then"
        raise MakingFailed("CreateFailed", f"{image.label} could not be made, says ECS. {remedy}")
    return image


def _settled(session: Session, request: MakingRequest, image_id: str, *, is_listed: bool = False) -> Image | None:
    """Return the image once ECS has done with it, well or badly, or at the first look without waiting.

    A new image may not be listed yet; one that `is_listed` and is not seen any more is gone.
    """
    pauses, deadline = growing(request.poll_seconds), time.monotonic() + request.wait_timeout
    while True:
        image = _look(session, request.region, image_id)
        is_ready = image is not None and not image.is_in_progress
        left = deadline - time.monotonic()
        if is_ready or (image and not request.wait) or (image is None and is_listed):
            return image
        if left <= 0:
            message = f"wait_timeout: {request.wait_timeout} seconds have passed and {image_id} is not made yet"
            raise MakingFailed("WaitTimeout", f"{message}. It goes on; run the same task again to wait for it")
        time.sleep(min(next(pauses), left))


def _look(session: Session, region: str, image_id: str) -> Image | None:
    try:
        return find_image(session, region, image_id)
    except ImageopsError as error:
        if not is_transient(error):
            raise
        return None
