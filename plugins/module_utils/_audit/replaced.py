# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images that need no copy any more, because a shared copy under a customer master key stands for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]
NEEDS_COPY, REPLACED = "needs_copy", "replaced"


def replacements(images: Iterable[Result], candidates: Iterable[Result], accounts: Sequence[str]) -> dict[str, str]:
    """Return for each image that needs a copy the id of the copy that replaces it.

    The copy can be shared, is under a customer master key, and is shared with all the accounts, or with any where none
    are asked for.
    """
    wanted = {image["image_id"]: image["owner_id"] for image in images if image["verdict"] == NEEDS_COPY}
    found = {}
    for copy in candidates:
        source = copy["copied_from"]
        shared = set(copy["shared_with"])
        is_shared = set(accounts) <= shared and bool(shared)
        is_good = (copy["verdict"], copy["encryption"], copy["status"]) == ("shareable", "customer_key", "Available")
        if source in wanted and copy["owner_id"] == wanted[source] and is_good and is_shared:
            found[source] = copy["image_id"]
    return found


def with_replaced(images: Iterable[Result], found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the images, those that have a copy with the verdict `replaced`."""
    return [
        {**image, "verdict": REPLACED} if image["image_id"] in found and image["verdict"] == NEEDS_COPY else {**image}
        for image in images
    ]


def counted(verdicts: Mapping[str, int], number: int) -> dict[str, int]:
    """Return the counts by verdict with so many images that are replaced and need no copy."""
    counts = {**verdicts, NEEDS_COPY: verdicts.get(NEEDS_COPY, 0) - number, REPLACED: number}
    return {verdict: count for verdict, count in counts.items() if count}
