# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copying the system disks of images that have data disks, too: encrypted images with data disks cannot be shared.

An image of the system disk alone stands in for such an image while it is copied, and is removed afterwards. Its tag is
carried to the copies, so that they are found again when it is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .._copies.making.call import NOT_CARRIED, OWN_TAGS
from .._core.image_names import valid_name
from .._model.image import TAGS_PER_IMAGE
from .._model.image_copy import TAG_SYSTEM_DISK_OF

ImageResult = Mapping[str, Any]
SUFFIX = "-system-disk"
# Beside the system disk image's own tag, so that no copy has to drop that.
ROOM = TAGS_PER_IMAGE - OWN_TAGS - 1


def system_disk_copies(
    images: Sequence[ImageResult],
    copies: Sequence[Mapping[str, Any]],
    made: Sequence[ImageResult],
    keys: Mapping[str, str],
    system_disk_images: Mapping[str, str],
) -> dict[str, Any]:
    """Sort images by whether they need an image of their system disk: what to copy, what waits, and what is done.

    `made` are images with the tag, `keys` the key's id by region, `system_disk_images` the ids of
    images of system disks by the image that they were made of.
    """
    by_id = {image["image_id"]: image for image in images}
    several = {image_id: image for image_id, image in by_id.items() if len(image["disks"]) > 1}
    there = _there(made, keys)
    standing = {*system_disk_images, *(image["tags"][TAG_SYSTEM_DISK_OF] for image in made if not image["copied_from"])}
    found: dict[str, list[dict[str, Any]]] = {"copies": [], "waiting": [], "done": []}
    needed: dict[str, ImageResult] = {}
    for copy in copies:
        image_id = copy["image_id"]
        region = copy.get("destination_region") or (by_id[image_id]["region"] if image_id in by_id else "")
        if image_id not in several:
            found["copies"].append({"image_id": image_id, "destination_region": region})
        elif (image_id, region) in there:
            found["done"].append(_reused(several[image_id], there[image_id, region]))
        else:
            needed[image_id] = several[image_id]
            kind, used = (
                ("copies", system_disk_images[image_id]) if image_id in system_disk_images else ("waiting", image_id)
            )
            found[kind].append({"image_id": used, "destination_region": region})
    return {
        "images": [_told(image, standing) for image in needed.values()],
        "with_data_disks": [_told(image, standing) for image in several.values()],
        **found,
    }


def _there(made: Sequence[ImageResult], keys: Mapping[str, str]) -> dict[tuple[str, str], ImageResult]:
    """Available copies of one disk under the key of their region, by the image that it is of, and region."""
    return {
        (image["tags"][TAG_SYSTEM_DISK_OF], image["region"]): image
        for image in made
        if image["status"] == "Available"
        and image["copied_from"]
        and len(image["disks"]) == 1
        and image["disks"][0]["encrypted"]
        and image["disks"][0]["kms_key_id"] == keys.get(image["region"])
    }


def _reused(source: ImageResult, copy: ImageResult) -> dict[str, Any]:
    """A copy that is there, as `image_copy` returns it."""
    return {
        "source_image_id": source["image_id"],
        "source_region": source["region"],
        "name": copy["name"],
        "size_gib": source["size_gib"],
        "image_id": copy["image_id"],
        "region": copy["region"],
        "kms_key_id": copy["disks"][0]["kms_key_id"],
        "state": "available",
        "action": "reused",
        "progress": 100,
        "limit_seconds": 0,
        "reasons": [],
    }


def _told(image: ImageResult, standing: Collection[str]) -> dict[str, Any]:
    tags = [(key, value) for key, value in sorted(image["tags"].items()) if not key.startswith(NOT_CARRIED)]
    return {
        "image_id": image["image_id"],
        "name": image["name"],
        "region": image["region"],
        "has_system_disk_image": image["image_id"] in standing,
        "system_disk_image": valid_name(image["name"] or image["image_id"], SUFFIX),
        "tags": {**dict(tags[:ROOM]), TAG_SYSTEM_DISK_OF: image["image_id"]},
        "dropped_tags": [key for key, _value in tags[ROOM:]],
        "data_disks": data_disks(image),
    }


def data_disks(image: ImageResult) -> list[str]:
    """An image's data disks in words."""
    return [f"{disk['device']} ({disk['size_gib']} GiB)" for disk in image["disks"] if disk["type"] != "system"]


def named_after_images(
    copies: Sequence[Mapping[str, Any]],
    image_map: Mapping[str, Mapping[str, str]],
    system_disk_images: Mapping[str, str],
    done: Sequence[Mapping[str, Any]],
    waiting: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return `copies` and `image_map` with the images in the place of the images of their system disks.

    Added are the copies that were there (`done`), and those that check mode predicts (`waiting`).
    """
    images = {system_disk_image: image_id for image_id, system_disk_image in system_disk_images.items()}
    mapped = {
        region: {images.get(source, source): copy for source, copy in found.items()}
        for region, found in image_map.items()
    }
    for copy in done:
        mapped.setdefault(copy["region"], {})[copy["source_image_id"]] = copy["image_id"]
    renamed = [
        {**copy, "source_image_id": images.get(copy["source_image_id"], copy["source_image_id"])} for copy in copies
    ]
    return {"copies": [*renamed, *done, *map(_of_no_image_yet, waiting)], "image_map": mapped}


def _of_no_image_yet(copy: Mapping[str, Any]) -> dict[str, Any]:
    """Return the copy that is planned. One that is the image itself becomes a copy of its system disk image."""
    if copy["image_id"] != copy["source_image_id"]:
        return dict(copy)
    return {**copy, "image_id": None, "state": "planned", "name": valid_name(copy["name"], SUFFIX)}
