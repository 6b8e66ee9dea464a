# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide how to react to an event, by what ECS and KMS show of the images and the key it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.accounts import outsiders
from .._model.key import PENDING_DELETION

Image = Mapping[str, Any]
# Statuses of an image that is still being made.
COMING = ("Creating", "Waiting")
# ECS lists a new image with a delay. What it does not list after so many seconds is taken for none.
LISTED_WITHIN = 120
GONE = "is not listed by ECS in this account and region"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImages:
    """The images of an event: those to wait for, those under the service key, and why others are skipped."""

    pending: Mapping[str, str]
    to_copy: tuple[Image, ...]
    left: Mapping[str, str]


def sort_new_images(image_ids: Sequence[str], images: Iterable[Image], *, seconds: float) -> NewImages:
    """Sort the images that a call made, as ECS shows them `seconds` after the event was first looked at."""
    found = {image["image_id"]: image for image in images}
    pending: dict[str, str] = {}
    left: dict[str, str] = {}
    to_copy = []
    for image_id in image_ids:
        image = found.get(image_id)
        if image is None and seconds < LISTED_WITHIN:
            pending[image_id] = GONE
        elif image is None:
            left[image_id] = GONE
        elif image["status"] in COMING:
            pending[image_id] = f"is {image['status']}"
        elif image["status"] != "Available":
            left[image_id] = f"is {image['status']}"
        elif not is_under_service_key(image):
            left[image_id] = f"is not under the service key ({image['encryption']})"
        else:
            to_copy.append(image)
    return NewImages(pending=pending, to_copy=tuple(to_copy), left=left)


def is_under_service_key(image: Image) -> bool:
    """Is a disk of the image under the service key."""
    return any(disk.get("key_type") == "service" for disk in image["disks"])


def shared_outside(images: Iterable[Image], allowed: Sequence[str]) -> dict[str, list[str]]:
    """Return the accounts that have an image and are not allowed to, by the image's id."""
    found = {image["image_id"]: list(outsiders(image["shared_with"], allowed)) for image in images}
    return {image_id: accounts for image_id, accounts in found.items() if accounts}


def is_losing_images(key: Mapping[str, Any], unknown: Sequence[Any]) -> bool:
    """Is a key to be deleted although images hang on it, or may do so."""
    return key["state"] == PENDING_DELETION and bool(key["images"] or unknown)
