# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What snapshots of images hold and cost: GiB, and money if the price of a GiB is known.

GiB are the sizes of disks. ECS bills what a snapshot holds, so both numbers are the most that it can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .tables import visible

Row = Mapping[str, Any]
PENDING = ("planned", "in_progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a GiB of snapshots costs in a month, and in which currency; 0 if that is not known."""

    per_gib_month: float = 0.0
    currency: str = ""

    def to_result(self) -> dict[str, Any]:
        """Return the shape of `price` in reports."""
        return {"per_gib_month": self.per_gib_month, "currency": self.currency}

    @classmethod
    def of(cls, given: Row | None) -> Price:
        """Return the price from that shape; none of nothing."""
        found = given or {}
        return cls(per_gib_month=float(found.get("per_gib_month") or 0), currency=str(found.get("currency") or ""))


def cost_of(gib: int, price: Price) -> float | None:
    """Return what so many GiB cost in a month, None without a price."""
    return round(gib * price.per_gib_month, 2) if price.per_gib_month else None


def storage_text(gib: int, price: Price) -> str:
    """Return `280 GiB`, with a price `280 GiB (33.60 USD a month)`."""
    cost = cost_of(gib, price)
    return f"{gib} GiB" if cost is None else f"{gib} GiB ({money(cost, price)} a month)"


def money(cost: float, price: Price) -> str:
    """Return an amount as people read it, `1,234.50 USD`."""
    return f"{cost:,.2f} {visible(price.currency)}".strip()


def has_copy(row: Row) -> bool:
    """Return whether a row of a report has a copy, or will have one."""
    return row.get("action") == "copy" and bool(row.get("new_image_id") or row.get("state") in PENDING)


def storage_of(rows: Iterable[Row], price: Price) -> dict[str, Any]:
    """Return GiB and money of copies, of the images that they replace, and of both.

    A copy in another region, or of the system disk alone, replaces nothing. Costs are None without a price.
    """
    copied = [row for row in rows if has_copy(row)]
    replaced = {(row.get("site"), row["image_id"]): _gib(row) for row in copied if _is_replaced(row)}
    sizes = {"copies": sum(map(_gib, copied)), "replaced": sum(replaced.values())}
    sizes["both"] = sum(sizes.values())
    return {
        **{f"{name}_gib": gib for name, gib in sizes.items()},
        **{f"{name}_cost": cost_of(gib, price) for name, gib in sizes.items()},
        "currency": price.currency if price.per_gib_month else "",
    }


def storage_lines(rows: Iterable[Row], price: Price) -> list[str]:
    """Return the line about it; none without copies."""
    storage = storage_of(rows, price)
    if not storage["copies_gib"]:
        return []
    copies, replaced, both = (storage_text(storage[f"{name}_gib"], price) for name in ("copies", "replaced", "both"))
    if not storage["replaced_gib"]:
        return [f"snapshots at most: copies {copies}"]
    return [f"snapshots at most: copies {copies}, both generations {both}, retiring the old one saves {replaced}"]


def saved_by_retiring(sizes: Mapping[str, int], price: Price) -> dict[str, Any]:
    """Return what removing images saves: `gib`, `cost` (None without a price), `currency` and a `text`.

    `sizes` are the GiB of all disks by image id.
    """
    gib = sum(sizes.values())
    return {
        "gib": gib,
        "cost": cost_of(gib, price),
        "currency": price.currency if price.per_gib_month else "",
        "text": storage_text(gib, price),
    }


def with_storage(row: Row, price: Price) -> dict[str, Any]:
    """Return a row of a report with the GiB and the cost of its copy; 0 where it has none."""
    gib = _gib(row) if has_copy(row) else 0
    return {**row, "copy_gib": gib, "copy_cost": cost_of(gib, price)}


def _is_replaced(row: Row) -> bool:
    return row["region"] == row["destination_region"] and not row.get("is_system_disk")


def _gib(row: Row) -> int:
    # A record of an earlier version has no size of the disks.
    return int(row.get("snapshot_gib") or 0)
