# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copy only the system disks of images that have data disks, too: encrypted images with data disks cannot be shared.

An image of the system disk takes such an image's place while it is copied, and is removed afterwards. Its tag is
carried to the copies, so that they are found again when it is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .._core.image_names import valid_name
from .._core.text import text_list
from .._model.errors import InvalidInput
from .._model.image import TAGS_PER_IMAGE
from .._model.image_copy import TAG_SYSTEM_DISK_OF, WantedState
from .making.call import NOT_CARRIED, OWN_TAGS
from .results import PassKind, kind_of

ImageResult = Mapping[str, Any]
SUFFIX = "-system-disk"
# Beside the system disk image's own tag, so that no copy has to drop that.
ROOM = TAGS_PER_IMAGE - OWN_TAGS - 1


def read_pairs(args: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the copies that a task asks for, as `copies` takes them; an empty region is the image's own.

    Raises InvalidInput.
    """
    for option, only, why in (
        ("source_owner", "self", "snapshots of other accounts cannot be used"),
        ("state", "present", "copies of system disks are removed by their own ids"),
    ):
        if str(args.get(option) or only) != only:
            problem = f"does not go with {option}={args[option]}, because {why}"
            raise InvalidInput("system_disk_only", True, problem, f"Leave out one of them, or give {option}={only}.")
    image_ids, copies = text_list(args.get("image_ids") or (), "image_ids"), args.get("copies") or ()
    if bool(image_ids) is bool(copies):
        raise InvalidInput("image_ids", image_ids, "must be given, or copies", "Give exactly one of the two.")
    if image_ids:
        regions = text_list(args.get("destination_regions") or (), "destination_regions") or [""]
        return _unique(
            {"image_id": image_id, "destination_region": region} for image_id in image_ids for region in regions
        )
    for copy in copies:
        if not isinstance(copy, Mapping) or not copy.get("image_id") or not copy.get("destination_region"):
            raise InvalidInput("copies", copy, "lacks image_id or destination_region", "Give both for each copy.")
    return _unique(
        {"image_id": str(copy["image_id"]), "destination_region": str(copy["destination_region"])} for copy in copies
    )


def _unique(pairs: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return list({tuple(pair.values()): pair for pair in pairs}.values())


def with_regions(pairs: Sequence[Mapping[str, str]], images: Sequence[ImageResult]) -> list[dict[str, str]]:
    """Return the copies asked for with the images' own regions where none is given."""
    own = {image["image_id"]: image["region"] for image in images}
    return [
        {
            "image_id": pair["image_id"],
            "destination_region": pair["destination_region"] or own.get(pair["image_id"], ""),
        }
        for pair in pairs
    ]


def has_data_disks(image: ImageResult) -> bool:
    """Return whether an image has more than its system disk."""
    return len(image["disks"]) > 1


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
    several = {image_id: image for image_id, image in by_id.items() if has_data_disks(image)}
    there = _there(made, keys)
    standing = {*system_disk_images, *(image["tags"][TAG_SYSTEM_DISK_OF] for image in made if not image["copied_from"])}
    found: dict[str, list[dict[str, Any]]] = {"copies": [], "waiting": [], "done": []}
    needed: dict[str, ImageResult] = {}
    for copy in copies:
        image_id = copy["image_id"]
        region = copy["destination_region"]
        if image_id not in several:
            found["copies"].append(dict(copy))
        elif (image_id, region) in there:
            found["done"].append(_reused(several[image_id], there[image_id, region]))
        else:
            needed[image_id] = several[image_id]
            kind, used = (
                ("copies", system_disk_images[image_id]) if image_id in system_disk_images else ("waiting", image_id)
            )
            found[kind].append({"image_id": used, "destination_region": region})
    return {
        "images": [_described(image, standing) for image in needed.values()],
        "with_data_disks": [
            _described(several[image_id], standing)
            for image_id in dict.fromkeys(copy["image_id"] for copy in copies)
            if image_id in several
        ],
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
        and _bare_id(image["disks"][0]["kms_key_id"]) == _bare_id(keys.get(image["region"], ""))
    }


def _bare_id(key: str) -> str:
    """Return a key's id, whose ARN names its account where it is another one's."""
    return key.rpartition("/")[2]


def _reused(source: ImageResult, copy: ImageResult) -> dict[str, Any]:
    """A copy that is there, as `image_copy` returns it."""
    return {
        "source_image_id": source["image_id"],
        "source_region": source["region"],
        "name": copy["name"],
        "size_gib": source["size_gib"],
        "image_id": copy["image_id"],
        "wanted_state": WantedState.PRESENT.value,
        "region": copy["region"],
        "kms_key_id": copy["disks"][0]["kms_key_id"],
        "state": "available",
        "action": "reused",
        "progress": 100,
        "limit_seconds": 0,
        "reasons": [],
    }


def _described(image: ImageResult, standing: Collection[str]) -> dict[str, Any]:
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


def left_out(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the copies of images with data disks leave out, as `image_copy` returns it."""
    shown = ("image_id", "name", "region", "data_disks", "dropped_tags")
    return [{key: image[key] for key in shown} for image in plan["with_data_disks"]]


def named_after_images(
    answer: Mapping[str, Any],
    system_disk_images: Mapping[str, str],
    done: Sequence[Mapping[str, Any]],
    waiting: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the answer of `image_copy` with the images in the place of the images of their system disks.

    Added are the copies that were there (`done`), and those that check mode predicts (`waiting`).
    """
    images = {system_disk_image: image_id for image_id, system_disk_image in system_disk_images.items()}
    found: dict[str, Any] = dict(answer)
    found["copies"] = [
        *(
            {**copy, "source_image_id": images.get(copy["source_image_id"], copy["source_image_id"])}
            for copy in answer.get("copies", ())
        ),
        *done,
        *map(_of_no_image_yet, waiting),
    ]
    found["image_map"] = {
        region: {images.get(source, source): copy for source, copy in mapped.items()}
        for region, mapped in answer.get("image_map", {}).items()
    }
    for copy in (*done, *waiting):
        found["image_map"].setdefault(copy["region"], {})
    for copy in done:
        found["image_map"][copy["region"]][copy["source_image_id"]] = copy["image_id"]
    found["pending"] = [
        {**pair, "image_id": images.get(pair["image_id"], pair["image_id"])} for pair in answer.get("pending", ())
    ]
    if kind_of(answer) is PassKind.REFUSED:
        found["refused"] = images.get(answer["refused"], answer["refused"])
    return found


def in_order(copies: Sequence[Mapping[str, Any]], pairs: Sequence[Mapping[str, str]]) -> list[Mapping[str, Any]]:
    """Return copies in the order in which they were asked for."""
    order = {(pair["image_id"], pair["destination_region"]): number for number, pair in enumerate(pairs)}
    return sorted(copies, key=lambda copy: order.get((copy["source_image_id"], copy["region"]), len(order)))


def images_to_remove(
    plan: Mapping[str, Any], copies: Sequence[Mapping[str, Any]], system_disk_images: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the images whose system disk image has done its work: every copy of it is available.

    A system disk image that is under the key needs no copy. It is the result, and stays.
    """
    used = set(system_disk_images.values())
    kept = {copy["source_image_id"] for copy in copies if copy["state"] != "available" or copy["image_id"] in used}
    kept |= {pair["image_id"] for pair in plan["waiting"]}
    return [
        image for image in plan["with_data_disks"] if image["has_system_disk_image"] and image["image_id"] not in kept
    ]


def system_disk_name(template: str) -> str:
    """Return the template of a copy's name for an image whose system disk image is not made yet."""
    return template.replace("{name}", "{name}" + SUFFIX)


def _of_no_image_yet(copy: Mapping[str, Any]) -> dict[str, Any]:
    """Return the copy that is planned. One that is the image itself becomes a copy of its system disk image."""
    if copy["image_id"] != copy["source_image_id"]:
        return dict(copy)
    return {**copy, "image_id": None, "state": "planned", "name": valid_name(copy["name"], SUFFIX)}
