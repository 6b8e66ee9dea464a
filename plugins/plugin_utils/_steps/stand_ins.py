# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find the copies that stand for images: what is shared and verified in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._audit.replaced import NEEDS_COPY
from ...module_utils._model.image import Verdict
from ...module_utils._model.image_copy import TAG_SOURCE, TAG_SYSTEM_DISK_OF
from .parts import is_in_parts
from .site import Site


def all_copies(site: Site, images: Sequence[Mapping[str, Any]], regions: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the account's copies of any image, as far as one of these needs or may have a copy."""
    if not any(image["verdict"] == NEEDS_COPY or regions for image in images):
        return []
    found = site.need("image_info", result="full", regions=list(regions) or None, tags={TAG_SOURCE: None})
    return list(found["images"])


def with_copies(site: Site, images: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return images with their copies, which stand for those that need one: what is verified."""
    chosen = {image["image_id"] for image in images}
    found = all_copies(site, images, site.values["destination_regions"])
    copies = [image for image in found if image["copied_from"] in chosen and image["image_id"] not in chosen]
    replaced = {image["copied_from"] for image in [*copies, *images] if image["status"] == "Available"}
    kept = [image for image in images if image["verdict"] != NEEDS_COPY or image["image_id"] not in replaced]
    return [dict(image) for image in [*kept, *copies]]


def with_system_disks(site: Site, images: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return images with the copies of system disks that stand for those which are shared in parts."""
    chosen = {image["image_id"]: image for image in images if image["verdict"] == Verdict.IN_PARTS}
    if not chosen or not is_in_parts(site):
        return [dict(image) for image in images]
    regions = list(site.values["destination_regions"]) or None
    found = site.need("image_info", result="full", regions=regions, tags={TAG_SYSTEM_DISK_OF: None})["images"]
    made = [
        image
        for image in found
        if image["tags"][TAG_SYSTEM_DISK_OF] in chosen
        and (image["verdict"], image["encryption"], image["status"]) == ("shareable", "customer_key", "Available")
    ]
    replaced = {image["tags"][TAG_SYSTEM_DISK_OF] for image in made}
    added = {image["image_id"] for image in made}
    kept = [image for image in images if image["image_id"] not in replaced | added]
    return [dict(image) for image in [*kept, *made]]
