# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tiles about what copies hold and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.storage import Price, cost_of, money
from .page_texts import Texts

NAMES = ("copies", "both", "replaced")


def storage_tiles(report: Mapping[str, Any], texts: Texts) -> list[dict[str, Any]]:
    """What copies hold and cost, with the images that they replace, and these alone; nothing without copies."""
    storage, price = report.get("storage") or {}, Price.of(report.get("price"))
    if not storage.get("copies_gib"):
        return []
    names = NAMES if storage["replaced_gib"] else NAMES[:1]
    return [
        {
            "label": texts[f"tile_storage_{name}"],
            "value": texts.say("gib", count=storage[f"{name}_gib"]),
            "note": _note(storage[f"{name}_gib"], price, texts),
            "tone": "",
            "filter": "",
        }
        for name in names
    ]


def _note(gib: int, price: Price, texts: Texts) -> str:
    cost = cost_of(gib, price)
    return texts["tile_storage_note"] if cost is None else texts.say("tile_storage_cost", cost=money(cost, price))
