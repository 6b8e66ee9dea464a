# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How much is told of the images that were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .._model.image import AssessedImage, Verdict

AUTO_LIMIT = 500


def choose(found: Sequence[AssessedImage], result: str) -> Sequence[AssessedImage]:
    """The images that `result` (full, auto, summary, file) returns; auto leaves out shareable ones of large sets."""
    if result in ("summary", "file"):
        return []
    if result == "auto" and len(found) > AUTO_LIMIT:
        return [item for item in found if item.verdict is not Verdict.SHAREABLE]
    return found


def summarize(found: Sequence[AssessedImage], listed: int) -> dict[str, Any]:
    """The shape of `summary`."""
    return {
        "total": len(found),
        "verdicts": dict(Counter(str(item.verdict) for item in found)),
        "encryption": dict(Counter(str(item.encryption) for item in found)),
        "regions": dict(Counter(item.image.region for item in found)),
        "listed": listed,
    }
