# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images as rows of a spreadsheet."""

from __future__ import annotations

from .._core.text import harmless_cell as harmless
from .._model.image import AssessedImage
from .summary import keys_of

COLUMNS = (
    "region",
    "image_id",
    "name",
    "status",
    "owner_id",
    "family",
    "created",
    "size_gib",
    "encryption",
    "kms_key_ids",
    "shared_with",
    "verdict",
    "reasons",
    "remedy",
    "tags",
)


def row(item: AssessedImage) -> list[str]:
    """Return the cells of an image, in the order of COLUMNS; none of them is a formula."""
    image = item.image
    first = item.reasons[0].remedy if item.reasons else ""
    cells = (
        image.region,
        image.image_id,
        image.name,
        image.status,
        image.owner_id,
        image.family,
        image.created,
        str(image.size_gib),
        str(item.encryption),
        " ".join(keys_of(item)),
        " ".join(item.shared_with),
        str(item.verdict),
        " ".join(reason.code for reason in item.reasons),
        first,
        " ".join(f"{key}={value}" for key, value in sorted(image.tags.items())),
    )
    return [harmless(cell) for cell in cells]
